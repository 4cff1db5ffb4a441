import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Dataset, Example, Split } from "../types.js";
import { joinValidation, makeFolds } from "./folds.js";

function dataset(golds: readonly (readonly string[])[], task: Dataset["task"] = "multi-class"): Dataset {
  const examples = golds.map(
    (gold, index): Example => ({
      index,
      id: String(index),
      text: "a text",
      gold,
      group: `group ${index % 7}`,
      time: Math.floor(index / 3),
      where: { file: "d.jsonl", line: index + 1 },
    }),
  );
  const report = { files: [], rows: examples.length, dropped: [], findings: [] };
  return {
    task,
    examples,
    severalPaths: false,
    rowCount: examples.length,
    sampled: false,
    report,
  } as unknown as Dataset;
}

/** The last tenth is for the test, the tenth before it for validation. */
function splitOf(count: number): Split {
  const rows = Array.from({ length: count }, (_, row) => row);
  const [first, second] = [Math.floor(0.8 * count), Math.floor(0.9 * count)];
  const parts = { train: rows.slice(0, first), validation: rows.slice(first, second), test: rows.slice(second) };
  return { ...parts, method: "by hand", findings: [] };
}

const labels = (count: number) =>
  Array.from({ length: count }, (_, row) => [row % 10 < 6 ? "often" : row % 10 < 9 ? "some" : "rare"]);
const groupsOf = (data: Dataset, rows: readonly number[]) => new Set(rows.map((row) => data.examples[row]?.group));

describe("folds", () => {
  it("hold each text out once, and never one for the test", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 40, max: 90 }), fc.nat(), (count, rows, seed) => {
        for (const method of ["stratified", "random", "group", "time", "sequential"] as const) {
          const split = splitOf(rows);
          const folds = makeFolds(dataset(labels(rows)), split, { count, config: { method }, seed });
          expect(folds).toHaveLength(count);
          const pool = joinValidation(split).train;
          expect(folds.flatMap(({ validation }) => validation).sort((a, b) => a - b)).toEqual(pool);
          for (const { train, validation, test } of folds) {
            expect([...train, ...validation].sort((a, b) => a - b)).toEqual(pool);
            expect(test).toEqual(split.test);
          }
        }
      }),
      { numRuns: 20 },
    );
  });

  it("have their share of each label, of each label of sets, and the same for the same seed", () => {
    const rows = 100;
    const sets = labels(rows).map((own, row) => (row % 4 === 0 ? [...own, "other"] : own));
    for (const [golds, task] of [
      [labels(rows), "multi-class"],
      [sets, "multi-label"],
    ] as const) {
      const data = dataset(golds, task);
      const options = { count: 5, config: undefined, seed: 3 };
      const folds = makeFolds(data, splitOf(rows), options);
      for (const label of ["often", "some", "rare", "other"]) {
        const counts = folds.map(({ validation }) => validation.filter((row) => golds[row]?.includes(label)).length);
        expect(Math.max(...counts) - Math.min(...counts), label).toBeLessThanOrEqual(2);
      }
      expect(makeFolds(data, splitOf(rows), options)).toEqual(folds);
      expect(makeFolds(data, splitOf(rows), { ...options, seed: 4 })).not.toEqual(folds);
    }
  });

  it("keep groups whole, and time in order", () => {
    const data = dataset(labels(70));
    for (const { train, validation } of makeFolds(data, splitOf(70), {
      count: 3,
      config: { method: "group" },
      seed: 1,
    })) {
      const held = groupsOf(data, validation);
      expect([...groupsOf(data, train)].some((group) => held.has(group))).toBe(false);
    }
    const blocks = makeFolds(data, splitOf(70), { count: 3, config: { method: "time" }, seed: 1 });
    const times = blocks.map(({ validation }) => validation.map((row) => data.examples[row]?.time as number));
    expect(Math.max(...(times[0] as number[]))).toBeLessThan(Math.min(...(times[1] as number[])));
  });

  it("are refused where there is too little for them", () => {
    const options = { count: 8, seed: 1 };
    const data = dataset(labels(70));
    expect(() => makeFolds(data, splitOf(70), { ...options, config: { method: "group" } })).toThrow(
      "7 groups for 8 folds",
    );
    expect(() => makeFolds(dataset(labels(5)), splitOf(5), { ...options, config: undefined })).toThrow("4 texts for 8");
  });
});
