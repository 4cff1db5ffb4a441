import { invariant } from "../shared/index.js";

/** How {@link padBatch} pads. */
export interface PadOptions {
  /** The id that fills the rest of a row. */
  readonly padId: number;
  /**
   * The longest row is rounded up to a multiple of this, so that few different shapes occur. Default: 8; for rows below
   * 80 tokens 4, below 40 two, below 20 none, so that rounding adds a tenth at most.
   */
  readonly multipleOf?: number;
  /** A fixed length instead, taken as it is. */
  readonly length?: number;
}

/** Token ids as one rectangle. */
export interface PaddedBatch {
  /** [B, T], row by row. */
  readonly ids: Int32Array;
  /** [B] real tokens of each row. */
  readonly lengths: Int32Array;
  /** B */
  readonly batch: number;
  /** T */
  readonly time: number;
}

/**
 * Pads sequences on the right.
 * @param sequences B rows of at least one id each
 */
export function padBatch(sequences: readonly Int32Array[], options: PadOptions): PaddedBatch {
  const lengths = Int32Array.from(sequences, (sequence) => sequence.length);
  const most = longest(lengths);
  const time = options.length ?? roundUp(most, options.multipleOf ?? usualMultiple(most));
  const ids = new Int32Array(sequences.length * time).fill(options.padId);
  for (const [row, sequence] of sequences.entries()) {
    invariant(sequence.length > 0, "an empty sequence can't be padded: its row would have no real token");
    invariant(sequence.length <= time, `a sequence of ${sequence.length} ids does not fit a length of ${time}`);
    ids.set(sequence, row * time);
  }
  return { ids, lengths, batch: sequences.length, time };
}

/**
 * Pads a value a token (TF-IDF weights) with zeros to the shape of a padded batch.
 * @returns [B, T], row by row
 */
export function padValues(rows: readonly Float32Array[], time: number): Float32Array {
  const values = new Float32Array(rows.length * time);
  for (const [row, weights] of rows.entries()) {
    invariant(weights.length <= time, `a row of ${weights.length} values does not fit a length of ${time}`);
    values.set(weights, row * time);
  }
  return values;
}

function longest(lengths: Int32Array): number {
  let result = 0;
  for (const length of lengths) result = Math.max(result, length);
  return result;
}

/** The largest of 8, 4, 2 and 1 that is no more than a tenth of a length. */
function usualMultiple(length: number): number {
  return [8, 4, 2].find((multiple) => multiple * 10 <= length) ?? 1;
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
