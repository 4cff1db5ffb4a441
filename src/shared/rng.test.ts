import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InternalError, Rng } from "./index.js";

const DRAWS = 200_000;

/** How many standard deviations a statistic may be off: 1 in 15,000 by chance, and the seeds here are fixed. */
const LARGEST_Z = 4;

/** The same where 32 bits are looked at together. */
const LARGEST_Z_OF_32 = 4.8;

function draws(rng: Rng, count: number): Uint32Array {
  return Uint32Array.from({ length: count }, () => rng.nextUint32());
}

const EXPECTED_OF_42 = [1189950761, 973148272, 2092585997];
const EXPECTED_OF_SPLIT = [3430781623, 4204773174, 2110543467];

/** How far the chi-square of the counts is from its mean, in standard deviations. */
function chiSquareZ(values: Iterable<number>, cells: number): number {
  const counts = new Float64Array(cells);
  let total = 0;
  for (const value of values) {
    counts[value] = (counts[value] ?? Number.NaN) + 1;
    total++;
  }
  const expected = total / cells;
  const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  return (chiSquare - (cells - 1)) / Math.sqrt(2 * (cells - 1));
}

/** The most unbalanced of the 32 bits, in standard deviations. */
function worstBitZ(values: Uint32Array): number {
  let worst = 0;
  for (let bit = 0; bit < 32; bit++) {
    let ones = 0;
    for (const value of values) ones += (value >>> bit) & 1;
    worst = Math.max(worst, Math.abs(ones - values.length / 2) / Math.sqrt(values.length / 4));
  }
  return worst;
}

/** The correlation of two sequences of uniform words, in standard deviations. */
function correlationZ(first: Uint32Array, second: Uint32Array): number {
  let sum = 0;
  for (let i = 0; i < first.length; i++) sum += centred(first[i]) * centred(second[i]);
  return (12 * sum) / Math.sqrt(first.length);
}

function centred(word: number | undefined): number {
  return (word ?? Number.NaN) / 2 ** 32 - 0.5;
}

describe("a stream", () => {
  it("is the same for the same seed and names", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.string(), (seed, name) => {
        const once = Rng.fromSeed(seed).split(name, 3);
        const again = Rng.fromSeed(seed).split(name).split("3");
        expect(draws(once, 5)).toEqual(draws(again, 5));
      }),
    );
  });

  it("keeps its numbers, which saved runs depend on", () => {
    expect([...draws(Rng.fromSeed(42), 3)]).toEqual(EXPECTED_OF_42);
    expect([...draws(Rng.fromSeed(42).split("dropout", 7), 3)]).toEqual(EXPECTED_OF_SPLIT);
  });

  it("goes on from a stored state", () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(50), (seed, drawn) => {
        const rng = Rng.fromSeed(seed);
        draws(rng, drawn);
        const resumed = Rng.fromState(JSON.parse(JSON.stringify(rng.state())));
        expect(draws(resumed, 10)).toEqual(draws(rng, 10));
      }),
    );
  });

  it("does not begin again after 2^32 numbers", () => {
    const key = Rng.fromSeed(1).state().key;
    const start = draws(Rng.fromState({ key, counter: 0 }), 10);
    const later = draws(Rng.fromState({ key, counter: 2 ** 32 }), 10);
    expect(later).not.toEqual(start);
  });

  it("is not moved by splitting, nor by drawing from the split", () => {
    const rng = Rng.fromSeed(5);
    const before = rng.state();
    draws(rng.split("a"), 10);
    expect(rng.state()).toEqual(before);
  });

  it("differs from every other: by seed, name and order of names", () => {
    const root = Rng.fromSeed(0);
    const streams = [
      root,
      Rng.fromSeed(1),
      Rng.fromSeed(-1),
      Rng.fromSeed(2 ** 32),
      root.split(""),
      root.split("a"),
      root.split("b"),
      root.split("a", "b"),
      root.split("b", "a"),
      root.split("ab"),
    ];
    expect(new Set(streams.map((stream) => draws(stream, 2).join())).size).toBe(streams.length);
    const keys = new Set(Array.from({ length: 50_000 }, (_, i) => root.split("text", i).state().key.join()));
    expect(keys.size).toBe(50_000);
  });
});

describe("the numbers of a stream", () => {
  it.each([0, 1, 42, -1, 2 ** 40])("are balanced and not correlated: seed %i", (seed) => {
    const words = draws(Rng.fromSeed(seed), DRAWS);
    expect(worstBitZ(words)).toBeLessThan(LARGEST_Z_OF_32);
    expect(
      chiSquareZ(
        words.map((word) => word >>> 24),
        256,
      ),
    ).toBeLessThan(LARGEST_Z);
    expect(
      chiSquareZ(
        words.map((word) => word & 255),
        256,
      ),
    ).toBeLessThan(LARGEST_Z);
    expect(Math.abs(correlationZ(words.subarray(1), words.subarray(0, -1)))).toBeLessThan(LARGEST_Z);
    const neighbours = words.subarray(1).map((word, i) => word ^ (words[i] ?? 0));
    expect(worstBitZ(neighbours)).toBeLessThan(LARGEST_Z_OF_32);
  });

  it("are as good across streams: the first number of each split and of each seed", () => {
    const root = Rng.fromSeed(3);
    const ofSplits = Uint32Array.from({ length: DRAWS }, (_, i) => root.split(i).nextUint32());
    const ofSeeds = Uint32Array.from({ length: DRAWS }, (_, i) => Rng.fromSeed(i).nextUint32());
    for (const words of [ofSplits, ofSeeds]) {
      expect(worstBitZ(words)).toBeLessThan(LARGEST_Z_OF_32);
      expect(
        chiSquareZ(
          words.map((word) => word >>> 24),
          256,
        ),
      ).toBeLessThan(LARGEST_Z);
      expect(Math.abs(correlationZ(words.subarray(1), words.subarray(0, -1)))).toBeLessThan(LARGEST_Z);
    }
  });

  it("of two splits are independent of each other", () => {
    const root = Rng.fromSeed(9);
    const first = draws(root.split("a"), DRAWS);
    const second = draws(root.split("b"), DRAWS);
    expect(Math.abs(correlationZ(first, second))).toBeLessThan(LARGEST_Z);
    expect(worstBitZ(first.map((word, i) => word ^ (second[i] ?? 0)))).toBeLessThan(LARGEST_Z_OF_32);
  });
});

describe("derived numbers", () => {
  it("uniform lies in [0, 1) with mean 1/2", () => {
    const rng = Rng.fromSeed(11);
    const values = Array.from({ length: DRAWS }, () => rng.uniform());
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    const mean = values.reduce((sum, value) => sum + value, 0) / DRAWS;
    expect(Math.abs(mean - 0.5) * Math.sqrt(12 * DRAWS)).toBeLessThan(LARGEST_Z);
  });

  it.each([1, 3, 10, 1000])("integers below %i are uniform", (bound) => {
    const rng = Rng.fromSeed(12);
    const values = Array.from({ length: DRAWS }, () => rng.integer(bound));
    if (bound === 1) expect(values.every((value) => value === 0)).toBe(true);
    else expect(chiSquareZ(values, bound)).toBeLessThan(LARGEST_Z);
  });

  it.each([0, -1, 1.5, Number.NaN, 2 ** 33])("there is no integer below %d", (bound) => {
    expect(() => Rng.fromSeed(1).integer(bound)).toThrow(InternalError);
  });

  it("normal has mean 0, variance 1 and no skew", () => {
    const rng = Rng.fromSeed(13);
    const values = Array.from({ length: DRAWS }, () => rng.normal());
    const moment = (power: number) => values.reduce((sum, value) => sum + value ** power, 0) / DRAWS;
    expect(Math.abs(moment(1)) * Math.sqrt(DRAWS)).toBeLessThan(LARGEST_Z);
    expect(Math.abs(moment(2) - 1) * Math.sqrt(DRAWS / 2)).toBeLessThan(LARGEST_Z);
    expect(Math.abs(moment(3)) * Math.sqrt(DRAWS / 15)).toBeLessThan(LARGEST_Z);
  });

  it("shuffle permutes, leaves its argument alone, and reaches each order equally often", () => {
    const rng = Rng.fromSeed(14);
    const items = [0, 1, 2, 3] as const;
    const ranks = Array.from({ length: 24_000 }, () => rankOf(rng.shuffle(items)));
    expect(items).toEqual([0, 1, 2, 3]);
    expect(chiSquareZ(ranks, 24)).toBeLessThan(LARGEST_Z);
  });
});

/** The number of a permutation of 0..n−1 in lexical order. */
function rankOf(permutation: readonly number[]): number {
  return permutation.reduce((rank, value, i) => {
    const smaller = permutation.slice(i + 1).filter((later) => later < value).length;
    return rank * (permutation.length - i) + smaller;
  }, 0);
}
