import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Rng } from "../shared/index.js";
import { type Batches, bucketedBatches, shuffledBatches } from "./batches.js";

const rng = (seed: number) => Rng.fromSeed(seed);
const rows = (batches: Batches) => batches.flat().sort((a, b) => a - b);

/** Tokens computed ÷ real tokens, where a batch is padded to its longest text, rounded up to a multiple of 8. */
function paddingWaste(batches: Batches, lengths: readonly number[]): number {
  let [computed, real] = [0, 0];
  for (const batch of batches) {
    const own = batch.map((row) => lengths[row] as number);
    computed += batch.length * Math.ceil(Math.max(...own) / 8) * 8;
    real += own.reduce((sum, length) => sum + length, 0);
  }
  return computed / real;
}

/** Lengths as those of posts and abstracts: many short, few very long, cut at 256. */
function skewedLengths(count: number): number[] {
  const random = rng(3);
  return Array.from({ length: count }, () => Math.max(1, Math.min(256, Math.round(90 * Math.exp(random.normal())))));
}

describe.each([
  ["bucketed", bucketedBatches],
  [
    "shuffled",
    (lengths: readonly number[], size: number, random: Rng) => shuffledBatches(lengths.length, size, random),
  ],
] as const)("%s batches", (_, make) => {
  it("hold every row once, and all but one are full", () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 400 });
    fc.assert(
      fc.property(lengths, fc.integer({ min: 1, max: 40 }), fc.integer(), (given, size, seed) => {
        const batches = make(given, size, rng(seed));
        expect(rows(batches)).toEqual(given.map((__, row) => row));
        expect(batches).toHaveLength(Math.ceil(given.length / size));
        expect(batches.filter((batch) => batch.length !== size).length).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("are decided by the stream alone", () => {
    const lengths = skewedLengths(500);
    expect(make(lengths, 16, rng(1))).toEqual(make(lengths, 16, rng(1)));
    expect(make(lengths, 16, rng(1))).not.toEqual(make(lengths, 16, rng(2)));
  });
});

describe("bucketing", () => {
  it("pads skewed lengths by a tenth at most, where random batches more than double them", () => {
    const lengths = skewedLengths(6000);
    expect(paddingWaste(bucketedBatches(lengths, 32, rng(1)), lengths)).toBeLessThan(1.1);
    expect(paddingWaste(shuffledBatches(lengths.length, 32, rng(1)), lengths)).toBeGreaterThan(2);
  });

  it("does not show the texts in order of length", () => {
    const lengths = skewedLengths(6000);
    const means = bucketedBatches(lengths, 32, rng(1)).map(
      (batch) => batch.reduce((sum, row) => sum + (lengths[row] as number), 0) / batch.length,
    );
    const rises = means.slice(1).filter((mean, at) => mean > (means[at] as number)).length;
    expect(rises / means.length).toBeGreaterThan(0.4);
    expect(rises / means.length).toBeLessThan(0.6);
  });
});
