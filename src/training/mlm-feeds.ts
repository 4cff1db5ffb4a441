import { tensor } from "../engine/index.js";
import { type BatchFeeds, INPUT, type Padding, POSITIONS_INPUT, TOKEN_HEAD } from "../models/index.js";
import type { Rng } from "../shared/index.js";
import { padBatch } from "../text/index.js";
import { type MaskingOptions, maskTokens } from "./mlm-masking.js";

/** Numbers of masked places are rounded up to this, since the runtime's memory arena grows with every new shape. */
const ROUND = 64;

/** How rows of texts are masked and fed. */
export interface MaskedFeedOptions {
  readonly padding: Padding;
  readonly masking: MaskingOptions;
  /** The stream that decides what is hidden in a row. */
  readonly rngOf: (row: number) => Rng;
}

/** A batch, and how many of its tokens have to be guessed. */
export interface MaskedFeeds extends BatchFeeds {
  readonly hidden: number;
}

/**
 * Some rows with tokens hidden, the places that are asked for, and what stood there. Places beyond the last are the first
 * token's, and count nothing.
 */
export function maskedFeeds(
  texts: readonly Int32Array[],
  rows: readonly number[],
  options: MaskedFeedOptions,
): MaskedFeeds {
  const { padding, masking, rngOf } = options;
  const masked = rows.map((row) => maskTokens(texts[row] as Int32Array, masking, rngOf(row)));
  const sequences = masked.map(({ ids }) => ids);
  const { ids, lengths, batch, time } = padBatch(sequences, { padId: padding.padId, length: padding.fixedTime });
  const count = masked.reduce((sum, { positions }) => sum + positions.length, 0);
  const places = Math.max(1, Math.ceil(count / ROUND)) * ROUND;
  const positions = new Int32Array(places);
  const targets = new Int32Array(places).fill(-1);
  let at = 0;
  for (const [text, { positions: own, targets: hidden }] of masked.entries()) {
    for (const [index, position] of own.entries()) {
      positions[at] = text * time + position;
      targets[at++] = hidden[index] as number;
    }
  }
  const feeds = {
    [INPUT.ids]: tensor("i32", [batch, time], ids),
    [INPUT.lengths]: tensor("i32", [batch], lengths),
    [POSITIONS_INPUT]: tensor("i32", [places], positions),
    [INPUT.targets(TOKEN_HEAD)]: tensor("i32", [places], targets),
  };
  return {
    feeds,
    batch,
    rows: batch,
    windows: 1,
    time,
    hidden: count,
    tokens: lengths.reduce((total, length) => total + length, 0),
  };
}
