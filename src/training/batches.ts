import type { Rng } from "../shared/index.js";

/** Rows of the training split, a list a batch. */
export type Batches = readonly (readonly number[])[];

/** Batches that are sorted by length together: enough to find texts of like length, few enough to stay random. */
const POOL_BATCHES = 50;

function cut(rows: readonly number[], size: number): number[][] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, index) =>
    rows.slice(index * size, (index + 1) * size),
  );
}

/** Rows in random order. */
export function shuffledBatches(count: number, batchSize: number, rng: Rng): Batches {
  return cut(rng.shuffle(Array.from({ length: count }, (_, row) => row)), batchSize);
}

/**
 * Texts of like length share a batch: rows are shuffled, sorted by length within pools of 50 batches, cut, and the
 * batches shuffled again (Khomenko et al. 2016).
 */
export function bucketedBatches(lengths: readonly number[], batchSize: number, rng: Rng): Batches {
  const rows = rng.split("rows").shuffle(lengths.map((_, row) => row));
  const pools = cut(rows, batchSize * POOL_BATCHES);
  const sorted = pools.flatMap((pool) => pool.sort((a, b) => (lengths[a] as number) - (lengths[b] as number) || a - b));
  return rng.split("batches").shuffle(cut(sorted, batchSize));
}
