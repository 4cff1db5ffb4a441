import { InternalError, PinakesError, present } from "../shared/index.js";

/** Id of padding, in every vocabulary. */
export const PAD_ID = 0;
/** Id of words that a vocabulary does not hold. */
export const UNK_ID = 1;

const PAD_TOKEN = "[PAD]";
const UNK_TOKEN = "[UNK]";
const FORMAT_VERSION = 1;

/** Bounds of a vocabulary. */
export interface VocabularyOptions {
  /** Words kept, PAD and UNK included; unbounded where not given. */
  readonly maxSize?: number;
  /** Times that a word must occur (default 1). */
  readonly minCount?: number;
}

/** A vocabulary as JSON: `words[i]` has id i; `counts[i]` is how often it occurred in the training split. */
export interface VocabularyJson {
  readonly format_version: number;
  readonly words: readonly string[];
  readonly counts: readonly number[];
}

/** The words that a model knows, each with an id: PAD = 0, UNK = 1, then the words by falling count, ties by code unit. */
export class Vocabulary {
  readonly words: readonly string[];
  /** How often each word occurred in the training split; 0 for PAD, and for UNK the occurrences of words left out. */
  readonly counts: readonly number[];
  readonly #ids: ReadonlyMap<string, number>;

  private constructor(words: readonly string[], counts: readonly number[]) {
    this.words = words;
    this.counts = counts;
    const ids = new Map<string, number>();
    for (let id = UNK_ID + 1; id < words.length; id++) ids.set(words[id] as string, id);
    this.#ids = ids;
  }

  /** The vocabulary of the token lists of a training split. */
  static fromTokens(texts: Iterable<readonly string[]>, options: VocabularyOptions = {}): Vocabulary {
    const occurrences = new Map<string, number>();
    for (const tokens of texts) {
      for (const token of tokens) occurrences.set(token, (occurrences.get(token) ?? 0) + 1);
    }
    const { maxSize = Number.POSITIVE_INFINITY, minCount = 1 } = options;
    const kept = [...occurrences]
      .filter(([, count]) => count >= minCount)
      .sort(byCountThenWord)
      .slice(0, Math.max(0, maxSize - 2));
    const all = sum(occurrences.values());
    const counts = kept.map(([, count]) => count);
    return new Vocabulary([PAD_TOKEN, UNK_TOKEN, ...kept.map(([word]) => word)], [0, all - sum(counts), ...counts]);
  }

  /**
   * The vocabulary that {@link Vocabulary.toJSON} wrote.
   * @throws PinakesError MODEL_ARTIFACT for anything else
   */
  static fromJSON(json: unknown, where = "vocabulary"): Vocabulary {
    if (!isVocabularyJson(json)) {
      throw new PinakesError("MODEL_ARTIFACT", {
        where,
        message: `this is no vocabulary of format version ${FORMAT_VERSION} with as many distinct words as counts`,
        fix: "train the model again, or take the file from the run that wrote it",
      });
    }
    return new Vocabulary(json.words, json.counts);
  }

  /** Number of ids, PAD and UNK included. */
  get size(): number {
    return this.words.length;
  }

  /** The id of a word, UNK where it is not in the vocabulary. */
  id(word: string): number {
    return this.#ids.get(word) ?? UNK_ID;
  }

  /** Whether the vocabulary holds a word; PAD and UNK are no words. */
  has(word: string): boolean {
    return this.#ids.has(word);
  }

  /** The word of an id. */
  word(id: number): string {
    return present(this.words[id], `the word of id ${id} in a vocabulary of ${this.size}`);
  }

  /** The ids of a list of words. */
  encode(tokens: readonly string[]): Int32Array {
    const ids = new Int32Array(tokens.length);
    for (let i = 0; i < tokens.length; i++) ids[i] = this.#ids.get(tokens[i] as string) ?? UNK_ID;
    return ids;
  }

  toJSON(): VocabularyJson {
    return { format_version: FORMAT_VERSION, words: this.words, counts: this.counts };
  }
}

function byCountThenWord(a: readonly [string, number], b: readonly [string, number]): number {
  if (a[1] !== b[1]) return b[1] - a[1];
  if (a[0] === b[0]) throw new InternalError(`the word "${a[0]}" was counted twice`);
  return a[0] < b[0] ? -1 : 1;
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

function isVocabularyJson(json: unknown): json is VocabularyJson {
  if (typeof json !== "object" || json === null) return false;
  const { format_version: version, words, counts } = json as Partial<Record<string, unknown>>;
  return (
    version === FORMAT_VERSION &&
    Array.isArray(words) &&
    Array.isArray(counts) &&
    words.length === counts.length &&
    words[PAD_ID] === PAD_TOKEN &&
    words[UNK_ID] === UNK_TOKEN &&
    words.every((word) => typeof word === "string") &&
    counts.every((count) => typeof count === "number") &&
    new Set(words.slice(UNK_ID + 1)).size === words.length - 2
  );
}
