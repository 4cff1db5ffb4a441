import type { OutputTargets } from "../../labels/index.js";

/** A split as a network takes it: ids and numbers, no text. */
export interface EncodedSplit {
  /** Token ids of each text, truncated, at least one; or of each window of each text, one text's after the other's. */
  readonly ids: readonly Int32Array[];
  /** [N] of texts in windows: where each text's end among the rows of ids. Undefined where each text is one row. */
  readonly windowEnds?: Int32Array | undefined;
  /** A factor on each token's embedding, where the model uses them: a row a row of ids. */
  readonly tokenWeights?: readonly Float32Array[] | undefined;
  /** What each head should say. */
  readonly targets: readonly OutputTargets[];
}

/** The parameters of a network by name. */
export type ParameterValues = ReadonlyMap<string, Float32Array>;

/** Rows of ids, of texts or of windows of texts. */
export type TokenRowsSplit = Pick<EncodedSplit, "ids" | "windowEnds">;

/** Number of texts of a split. */
export function countTexts({ ids, windowEnds }: TokenRowsSplit): number {
  return (windowEnds ?? ids).length;
}

/** The rows of ids that a text is: [start, end). */
export function rowsOfText({ windowEnds }: TokenRowsSplit, text: number): readonly [start: number, end: number] {
  if (!windowEnds) return [text, text + 1];
  return [text === 0 ? 0 : (windowEnds[text - 1] as number), windowEnds[text] as number];
}

/** Rows that the encoder reads for a text: 1, or its windows. */
export function countRows(split: TokenRowsSplit, text: number): number {
  const [start, end] = rowsOfText(split, text);
  return end - start;
}

/** Tokens that the encoder reads for a text, those of all its windows. */
export function countTokens(split: TokenRowsSplit, text: number): number {
  const [start, end] = rowsOfText(split, text);
  let total = 0;
  for (let row = start; row < end; row++) total += (split.ids[row] as Int32Array).length;
  return total;
}

/**
 * Divides a list of texts, in their order, into lists of so many rows of the encoder at most; a text that has more by
 * itself is alone.
 */
export function packTexts(texts: readonly number[], size: number, rowsOf: (text: number) => number): number[][] {
  const packs: number[][] = [];
  let room = 0;
  for (const text of texts) {
    const rows = rowsOf(text);
    if (rows > room) {
      packs.push([]);
      room = size;
    }
    packs.at(-1)?.push(text);
    room -= rows;
  }
  return packs;
}
