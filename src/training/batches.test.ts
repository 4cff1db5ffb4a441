import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Rng } from "../shared/index.js";
import { padBatch } from "../text/index.js";
import { type Batches, bucketedBatches, shuffledBatches } from "./batches.js";

const rng = (seed: number) => Rng.fromSeed(seed);
const rows = (batches: Batches) => batches.flat().sort((a, b) => a - b);

/** Tokens computed ÷ real tokens. */
function paddingWaste(batches: Batches, lengths: readonly number[]): number {
  let [computed, real] = [0, 0];
  for (const batch of batches) {
    const own = batch.map((row) => lengths[row] as number);
    computed += padBatch(
      own.map((length) => new Int32Array(length)),
      { padId: 0 },
    ).ids.length;
    real += own.reduce((sum, length) => sum + length, 0);
  }
  return computed / real;
}

/** Skewed lengths, as those of posts and abstracts (median 90) or titles and questions (9): cut at 256. */
function skewedLengths(count: number, median = 90): number[] {
  const random = rng(3);
  const draw = () => Math.round(median * Math.exp((median > 20 ? 1 : 0.4) * random.normal()));
  return Array.from({ length: count }, () => Math.max(1, Math.min(256, draw())));
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
  it.each([
    [90, 2],
    [9, 1.8],
  ])("pads skewed lengths around %d by a tenth at most, where random batches go beyond %d times", (median, random) => {
    const lengths = skewedLengths(6000, median);
    expect(paddingWaste(bucketedBatches(lengths, 32, rng(1)), lengths)).toBeLessThan(1.1);
    expect(paddingWaste(shuffledBatches(lengths.length, 32, rng(1)), lengths)).toBeGreaterThan(random);
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
