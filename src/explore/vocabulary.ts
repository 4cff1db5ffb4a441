import { type Corpus, wordCounts } from "./corpus.js";
import type { ExploreInput, KnownWords, PartName } from "./input.js";

/** Words (marks among them) of one part. */
export interface PartVocabulary {
  readonly tokens: number;
  /** Different words. */
  readonly types: number;
  /** Words that occur once. */
  readonly once: number;
  /** Of all but the first part: what the first does not have. */
  readonly new_to_training?: UnknownWords;
  /** What has no pretrained vector. */
  readonly without_vector?: UnknownWords;
}

/** Words outside of a vocabulary. */
export interface UnknownWords {
  readonly tokens: number;
  readonly token_share: number;
  readonly types: number;
  readonly type_share: number;
  /** The commonest of them, marks left out. */
  readonly commonest: readonly { readonly word: string; readonly tokens: number }[];
}

/** The words of the data. */
export interface VocabularyReport {
  readonly types: number;
  readonly tokens: number;
  readonly parts: Readonly<Partial<Record<PartName, PartVocabulary>>>;
  /** The pretrained vectors that `without_vector` is about. */
  readonly vectors?: string;
  /** The share of the first part's tokens that its commonest words make up. */
  readonly coverage: readonly { readonly words: number; readonly token_share: number }[];
}

const MOST_UNKNOWN = 15;
const SIZES = [100, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000] as const;

/** Vocabulary by part; what validation and test have that training has not, and what pretrained vectors lack. */
export function vocabularyReport({
  parts,
  corpus,
  vectors,
}: Pick<ExploreInput, "parts" | "corpus" | "vectors">): VocabularyReport {
  let row = 0;
  const counted = parts.map(({ name, texts }) => {
    const rows = texts.map(() => row++);
    return { name, counts: wordCounts(corpus, rows) };
  });
  const first = counted[0]?.counts ?? new Uint32Array(0);
  const entries = counted.map(({ name, counts }, index) => [
    name,
    partVocabulary(corpus, counts, { training: index === 0 ? undefined : first, vectors }),
  ]);
  const byPart = Object.fromEntries(entries) as VocabularyReport["parts"];
  return {
    types: corpus.words.length,
    tokens: Object.values(byPart).reduce((sum, { tokens }) => sum + tokens, 0),
    parts: byPart,
    ...(vectors === undefined ? {} : { vectors: vectors.name }),
    coverage: coverageOf(first),
  };
}

function partVocabulary(
  corpus: Corpus,
  counts: Uint32Array,
  { training, vectors }: { training: Uint32Array | undefined; vectors: KnownWords | undefined },
): PartVocabulary {
  let [tokens, types, once] = [0, 0, 0];
  for (const count of counts) {
    tokens += count;
    if (count > 0) types++;
    if (count === 1) once++;
  }
  const unknown = (isKnown: (id: number) => boolean) => unknownWords(corpus, counts, { isKnown, tokens, types });
  return {
    tokens,
    types,
    once,
    ...(training === undefined ? {} : { new_to_training: unknown((id) => (training[id] as number) > 0) }),
    ...(vectors === undefined ? {} : { without_vector: unknown((id) => vectors.has(corpus.words[id] as string)) }),
  };
}

function unknownWords(
  { words, isWord }: Corpus,
  counts: Uint32Array,
  of: { isKnown: (id: number) => boolean; tokens: number; types: number },
): UnknownWords {
  const ids: number[] = [];
  for (const [id, count] of counts.entries()) if (count > 0 && !of.isKnown(id)) ids.push(id);
  const tokens = ids.reduce((sum, id) => sum + (counts[id] as number), 0);
  const commonest = ids
    .filter((id) => isWord[id] === 1)
    .sort((a, b) => (counts[b] as number) - (counts[a] as number))
    .slice(0, MOST_UNKNOWN);
  return {
    tokens,
    token_share: of.tokens === 0 ? 0 : tokens / of.tokens,
    types: ids.length,
    type_share: of.types === 0 ? 0 : ids.length / of.types,
    commonest: commonest.map((id) => ({ word: words[id] as string, tokens: counts[id] as number })),
  };
}

/** Up to the size that covers all. */
function coverageOf(counts: Uint32Array): VocabularyReport["coverage"] {
  const sorted = counts
    .filter((count) => count > 0)
    .sort()
    .reverse();
  const total = sorted.reduce((sum, count) => sum + count, 0);
  const sizes = [...SIZES.filter((size) => size < sorted.length), sorted.length];
  if (total === 0) return [];
  let [covered, at] = [0, 0];
  return sizes.map((size) => {
    for (; at < size; at++) covered += sorted[at] as number;
    return { words: size, token_share: covered / total };
  });
}
