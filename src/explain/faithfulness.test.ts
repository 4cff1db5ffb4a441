import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { layerFocus, mergeTokens, relativeEntropy } from "./attention.js";
import { areaUnder, measureFaithfulness, orderByScore, wordCount } from "./faithfulness.js";
import type { Reading } from "./reading.js";
import { BINS, CURVE } from "./types.js";

const target = { head: "label", label: "a", output: 0, places: [0], score: { array: 0, id: 0 } };

/** A model whose probability is 0.1 and the sum of what each kept word adds. */
function linearReading(added: readonly number[]): Reading {
  return {
    text: "",
    words: added.map((_, at) => ({ text: String(at), start: at, end: at + 1 })),
    methods: [],
    logits: async (kept) => [
      Float32Array.from(kept, (set) => added.reduce((sum, value, word) => sum + value * (set[word] as number), 0.1)),
    ],
    score: () => 0,
    attribute: async () => [],
  };
}

const asProbability = (_: unknown, [logits]: readonly Float32Array[]) => Float64Array.from(logits ?? []);

describe("the curves of a linear model", () => {
  const added = [0.05, 0.4, 0.1, 0.05, 0, 0.1, 0.05, 0, 0.05, 0];
  const order = orderByScore(added);

  it("are those by hand: ten words, one a step", async () => {
    expect(order).toEqual([1, 2, 5, 0, 3, 6, 8, 4, 7, 9]);
    const [result] = await measureFaithfulness(linearReading(added), [{ order, target }], asProbability);
    const deletion = [0.9, 0.5, 0.4, 0.3, 0.25, 0.2, 0.15, 0.1, 0.1, 0.1, 0.1];
    const insertion = [0.1, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.9, 0.9, 0.9];
    deletion.forEach((value, at) => {
      expect(result?.deletion[at]).toBeCloseTo(value, 6);
      expect(result?.insertion[at]).toBeCloseTo(insertion[at] as number, 6);
    });
    // Trapezoids: the sum of the inner values and half of the ends, a tenth wide each.
    expect(result?.deletion_area).toBeCloseTo((0.5 + 2.1) / 10, 6);
    expect(result?.insertion_area).toBeCloseTo((0.5 + 6.9) / 10, 6);
    // 1, 1, 1, 2 and 5 words.
    expect(result?.comprehensiveness).toBeCloseTo((0.4 * 3 + 0.5 + 0.7) / 5, 6);
    expect(result?.sufficiency).toBeCloseTo((0.4 * 3 + 0.3 + 0.1) / 5, 6);
  });

  it("of the best order lie below those of any other", async () => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...added.keys()], { minLength: added.length }), async (other) => {
        const orders = [order, other].map((one) => ({ order: one, target }));
        const [best, some] = await measureFaithfulness(linearReading(added), orders, asProbability);
        best?.deletion.forEach((value, at) => {
          expect(value).toBeLessThanOrEqual((some?.deletion[at] as number) + 1e-6);
        });
        expect(best?.comprehensiveness).toBeGreaterThanOrEqual((some?.comprehensiveness as number) - 1e-6);
        expect(best?.sufficiency).toBeLessThanOrEqual((some?.sufficiency as number) + 1e-6);
      }),
      { numRuns: 30 },
    );
  });
});

it("rounds shares of words up", () => {
  expect(BINS.map((share) => wordCount(share, 30))).toEqual([1, 2, 3, 6, 15]);
  expect(CURVE.map((share) => wordCount(share, 3))).toEqual([0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3]);
  expect(areaUnder(CURVE.map(() => 0.5))).toBeCloseTo(0.5, 12);
});

it("measures how focused and how local attention is", () => {
  expect(relativeEntropy([0.25, 0.25, 0.25, 0.25])).toBeCloseTo(1, 12);
  expect(relativeEntropy([0, 1, 0])).toBe(0);
  expect(relativeEntropy([1])).toBe(0);
  const identity = Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);
  const ends = Float32Array.of(0, 0, 1, 0.5, 0, 0.5, 1, 0, 0);
  const focus = layerFocus({ kind: "self-attention", heads: 1, layers: [identity, ends] });
  expect(focus[0]).toEqual({ entropy: 0, distance: 0 });
  expect(focus[1]?.entropy).toBeCloseTo(Math.log(2) / Math.log(3) / 3, 6);
  expect(focus[1]?.distance).toBeCloseTo((2 + 1 + 2) / 3, 6);
});

it("joins the pieces of a word: what is looked at is summed, who looks is averaged", () => {
  const values = Float64Array.of(0.2, 0.3, 0.5, 0.6, 0.1, 0.3, 0.4, 0.4, 0.2);
  const { size, values: merged } = mergeTokens({ size: 3, values }, [0, 1, 1]);
  expect(size).toBe(2);
  const expected = [0.2, 0.8, 0.5, 0.5];
  expected.forEach((value, at) => {
    expect(merged[at]).toBeCloseTo(value, 12);
  });
});
