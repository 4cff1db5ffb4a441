import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Rng } from "../../shared/index.js";
import type { Dataset, Example, Split } from "../types.js";
import { takeTrainShare } from "./train-share.js";

function data(labels: readonly string[]): { dataset: Dataset; split: Split } {
  const examples = labels.map((label, index) => ({ index, gold: [label] }) as unknown as Example);
  const dataset = { examples } as unknown as Dataset;
  const all = examples.map(({ index }) => index);
  return { dataset, split: { train: all.slice(2), validation: [0], test: [1], method: "m", findings: [] } };
}

const take = (labels: readonly string[], share: number, seed = 1): Split => {
  const { dataset, split } = data(labels);
  return takeTrainShare(dataset, split, { share, rng: Rng.fromSeed(seed) });
};

const labels = fc.array(fc.constantFrom("a", "a", "a", "b", "b", "c"), { minLength: 3, maxLength: 80 });

describe("takeTrainShare", () => {
  it("takes as many rows as asked for, and leaves validation and test alone", () => {
    const split = take([..."xy", ...Array(40).fill("a"), ...Array(20).fill("b")], 0.25);
    expect(split.train).toHaveLength(15);
    expect(split).toMatchObject({ validation: [0], test: [1], method: "m; 25 % of the training part" });
  });

  it("keeps the share of each label to about a row", () => {
    fc.assert(
      fc.property(labels, fc.double({ min: 0.05, max: 1, noNaN: true }), (all, share) => {
        const { train } = take(all, share);
        const count = (rows: readonly number[], label: string) => rows.filter((row) => all[row] === label).length;
        const whole = all.map((_, row) => row).slice(2);
        for (const label of ["a", "b", "c"]) {
          // A label is off by less than a row, and the rounding of the whole moves it by at most the number of labels.
          expect(Math.abs(count(train, label) - share * count(whole, label))).toBeLessThan(4);
        }
      }),
    );
  });

  it("a smaller share is a part of a larger one", () => {
    fc.assert(
      fc.property(labels, fc.integer({ min: 1, max: 9 }), (all, tenths) => {
        const large = new Set(take(all, (tenths + 1) / 10).train);
        expect(take(all, tenths / 10).train.every((row) => large.has(row))).toBe(true);
      }),
    );
  });

  it("another seed takes other rows, and the whole is as it was", () => {
    const many = [..."xy", ...Array(60).fill("a")];
    expect(take(many, 0.5, 1).train).not.toEqual(take(many, 0.5, 2).train);
    expect(take(many, 1).method).toBe("m");
  });
});
