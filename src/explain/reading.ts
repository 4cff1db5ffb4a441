import { rowOf } from "../labels/index.js";
import type { Target } from "./target.js";
import type { Attribution, AttributionOptions, Method, Word } from "./types.js";

/** A text as a model reads it: words that can be taken away, and what the model says of each. */
export interface Reading {
  /** The prepared text. */
  readonly text: string;
  readonly words: readonly Word[];
  /** The methods that the model has. */
  readonly methods: readonly Method[];
  /**
   * Logits of the text with some of its words alone; the others are taken out, and their neighbours close up.
   * @param kept  [words] a set, 1 where a word stays
   * @returns     [N, size] an output
   */
  logits(kept: readonly Uint8Array[]): Promise<readonly Float32Array[]>;
  /** The score of a target, by the logits of all outputs of one text. */
  score(target: Target, logits: readonly ArrayLike<number>[]): number;
  /** What each word adds to a target's score, by each of some methods that the model has. */
  attribute(target: Target, methods: readonly Method[], options: AttributionOptions): Promise<Attribution[]>;
}

/** Every word stays. */
export function allKept({ words }: Pick<Reading, "words">): Uint8Array {
  return new Uint8Array(words.length).fill(1);
}

/** All words but one, for each. */
export function eachLeftOut({ words }: Pick<Reading, "words">): Uint8Array[] {
  return words.map((_, left) => new Uint8Array(words.length).fill(1).fill(0, left, left + 1));
}

/** Runs the sets of words that were not asked for before, each once: methods and measures share many of them. */
export function remembering(run: Reading["logits"]): Reading["logits"] {
  const known = new Map<string, readonly Float32Array[]>();
  return async (kept) => {
    const keys = kept.map((set) => set.join(""));
    const missing = [...new Map(keys.map((key, at) => [key, kept[at] as Uint8Array]))].filter(
      ([key]) => !known.has(key),
    );
    if (missing.length > 0) {
      const logits = await run(missing.map(([, set]) => set));
      missing.forEach(([key], row) => {
        known.set(key, rowOf(logits, row, missing.length));
      });
    }
    const rows = keys.map((key) => known.get(key) as readonly Float32Array[]);
    return (rows[0] ?? []).map((_, output) => joined(rows.map((row) => row[output] as Float32Array)));
  };
}

function joined(rows: readonly Float32Array[]): Float32Array {
  const width = rows[0]?.length ?? 0;
  const all = new Float32Array(rows.length * width);
  rows.forEach((row, at) => {
    all.set(row, at * width);
  });
  return all;
}
