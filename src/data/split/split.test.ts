import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Task } from "../../labels/index.js";
import { Rng } from "../../shared/index.js";
import { type DataConfig, dataConfig } from "../config.js";
import { makeSplit, readSplit, writeSplit } from "../index.js";
import { withFiles } from "../testing/files.js";
import { type Dataset, type Example, PARTS, type Split } from "../types.js";
import { approximateMode } from "./approximate-mode.js";
import { splitSizes } from "./sizes.js";

interface Golden {
  readonly sizes: readonly { rows: number; test: number; validation: number; sizes: [number, number] }[];
  readonly modes: readonly { counts: number[]; draws: number; mode: number[] }[];
  readonly stratified: readonly { counts: number[]; share: number; held: number[] }[];
}
const golden = JSON.parse(readFileSync("test/golden/data/split.json", "utf8")) as Golden;

type Row = Partial<Pick<Example, "gold" | "group" | "time" | "split">>;

function datasetOf(rows: readonly Row[], task: Task = "multi-class"): Dataset {
  const examples = rows.map((row, index): Example => {
    return {
      index,
      id: String(index),
      text: `t${index}`,
      gold: ["a"],
      where: { file: "d.csv", line: index + 2 },
      ...row,
    };
  });
  const report = { files: [], rows: rows.length, dropped: [], findings: [] };
  return { task, examples, severalPaths: false, rowCount: rows.length, sampled: false, fileParts: ["train"], report };
}

function configOf(split: Record<string, unknown>): DataConfig["split"] {
  return dataConfig.parse({ train: "d.csv", split }).split;
}

function divide(dataset: Dataset, split: Record<string, unknown> | undefined, seed = 42): Promise<Split> {
  return makeSplit(dataset, split === undefined ? undefined : configOf(split), { task: dataset.task, seed });
}

const counts = (split: Split) => PARTS.map((part) => split[part].length);

describe("sizes and class counts", () => {
  it("are those of scikit-learn", () => {
    for (const { rows, test, validation, sizes } of golden.sizes) {
      const ours = splitSizes(rows, { test, validation });
      expect([ours.validation, ours.test], `${rows} rows, test ${test}, validation ${validation}`).toEqual(sizes);
    }
    for (const { counts, draws, mode } of golden.modes) {
      expect(approximateMode(counts, draws, Rng.fromSeed(1))).toEqual(mode);
    }
  });

  it("of stratified splits are those of StratifiedShuffleSplit", async () => {
    for (const { counts, share, held } of golden.stratified) {
      const dataset = datasetOf(counts.flatMap((size, label) => Array<Row>(size).fill({ gold: [`${label}`] })));
      const { test } = await divide(dataset, { test: share });
      const found = counts.map((_, label) => test.filter((i) => dataset.examples[i]?.gold[0] === `${label}`).length);
      expect(found).toEqual(held);
    }
  });

  it("hold for the published sizes, and for counts of rows", () => {
    expect(splitSizes(2507, { validation: 0.15 })).toEqual({ validation: 377, test: 0 });
    expect(splitSizes(11967, { validation: 0.16, test: 0.2 })).toEqual({ validation: 1915, test: 2394 });
    expect(splitSizes(100, { validation: 7, test: 0.2 })).toEqual({ validation: 7, test: 20 });
    expect(splitSizes(100, { validation: 0.1, test: 30 })).toEqual({ validation: 10, test: 30 });
  });
});

const label = fc.constantFrom("a", "b", "c", "d");
const rowsOf = fc.array(
  fc.record({ gold: fc.uniqueArray(label, { minLength: 1, maxLength: 2 }), group: label, time: fc.nat(9) }),
  { minLength: 30, maxLength: 120 },
);
const methods = fc.constantFrom(
  { method: "stratified" },
  { method: "random" },
  { method: "sequential" },
  { method: "group", by: "g" },
  { method: "time", by: "t" },
);

describe("every method", () => {
  it("puts each row into one part, keeps to the sizes and to the seed", async () => {
    await fc.assert(
      fc.asyncProperty(rowsOf, methods, fc.nat(99), fc.boolean(), async (rows, method, seed, sets) => {
        const dataset = datasetOf(rows, sets ? "multi-label" : "hierarchical");
        const whole = method.method === "group" || method.method === "time";
        const config = { ...method, validation: 0.2, test: 0.25, seed };
        // Whole groups and times may be too large to fill a part, which is an error of its own.
        const split = await divide(dataset, config).catch((error: Error) => {
          if (whole && error.message.startsWith("[DATA_SPLIT]")) return undefined;
          throw error;
        });
        if (split === undefined) return;
        const all = PARTS.flatMap((part) => split[part]).sort((a, b) => a - b);
        expect(all).toEqual(rows.map((_, i) => i));
        for (const part of PARTS) expect(split[part]).toEqual([...split[part]].sort((a, b) => a - b));
        const sizes = splitSizes(rows.length, config);
        if (!whole) expect(counts(split).slice(1)).toEqual([sizes.validation, sizes.test]);
        if (method.method === "group") expect(split.test.length).toBeLessThanOrEqual(sizes.test);
        expect(await divide(dataset, config, seed + 1)).toEqual(split);
      }),
    );
  });

  it("keeps groups whole, and times in order", async () => {
    await fc.assert(
      fc.asyncProperty(rowsOf, fc.nat(99), async (rows, seed) => {
        const dataset = datasetOf(rows);
        const byGroup = await divide(dataset, { method: "group", by: "g", test: 0.4, seed }).catch(() => undefined);
        if (byGroup !== undefined) {
          const groups = PARTS.map((part) => new Set(byGroup[part].map((i) => rows[i]?.group)));
          expect([...(groups[0] ?? [])].filter((group) => groups[2]?.has(group))).toEqual([]);
        }
        const byTime = await divide(dataset, { method: "time", by: "t", validation: 0.2, test: 0.3 }).catch(
          () => undefined,
        );
        if (byTime === undefined) return;
        const times = PARTS.map((part) => byTime[part].map((i) => rows[i]?.time ?? 0));
        expect(Math.max(...(times[0] ?? []))).toBeLessThan(Math.min(...(times[1] ?? [])));
        expect(Math.max(...(times[1] ?? []))).toBeLessThan(Math.min(...(times[2] ?? [])));
      }),
    );
  });

  it("draws other rows for another seed", async () => {
    const dataset = datasetOf(Array.from({ length: 200 }, (_, i) => ({ gold: [i % 2 ? "a" : "b"] })));
    for (const method of ["stratified", "random"]) {
      const [one, other] = await Promise.all([
        divide(dataset, { method, test: 20 }, 1),
        divide(dataset, { method, test: 20 }, 2),
      ]);
      expect(one?.test).not.toEqual(other?.test);
    }
  });
});

describe("makeSplit", () => {
  it("is stratified, 10 % and 10 %, where the config says nothing", async () => {
    const split = await divide(datasetOf(Array.from({ length: 100 }, (_, i) => ({ gold: [`${i % 5}`] }))), undefined);
    expect(counts(split)).toEqual([80, 10, 10]);
    expect(split.method).toBe("stratified, validation 0.1, test 0.1, seed 42");
  });

  it("keeps labels with one example in train, and says so", async () => {
    const rows = [...Array<Row>(40).fill({ gold: ["a"] }), { gold: ["rare"] }];
    const split = await divide(datasetOf(rows), { test: 0.5 });
    expect(split.train).toContain(40);
    expect(split.findings).toMatchObject([{ code: "stratum_of_one", count: 1, places: ["rare (d.csv:42)"] }]);
  });

  it("stratifies hierarchies by path, and sets by label", async () => {
    const paths = ["A/x", "B/x", "B/y"].flatMap((path) => Array<Row>(20).fill({ gold: path.split("/") }));
    const split = await divide(datasetOf(paths, "hierarchical"), { test: 0.2 });
    expect([0, 20, 40].map((from) => split.test.filter((i) => i >= from && i < from + 20).length)).toEqual([4, 4, 4]);
    const sets = Array.from({ length: 60 }, (_, i): Row => ({ gold: i < 40 ? ["a", "b"] : ["a", `${i % 5}`] }));
    const byLabel = await divide(datasetOf(sets, "multi-label"), { test: 0.25 });
    expect(byLabel.test.filter((i) => i < 40)).toHaveLength(10);
    expect(
      byLabel.test
        .filter((i) => i >= 40)
        .map((i) => i % 5)
        .sort(),
    ).toEqual([0, 1, 2, 3, 4]);
    expect(byLabel.findings).toEqual([]);
    const lone = await divide(datasetOf([...sets, { gold: ["a", "rare"] }], "multi-label"), { test: 0.5 });
    expect(lone.train).toContain(60);
    expect(lone.findings).toMatchObject([{ code: "stratum_of_one", places: ["rare (d.csv:62)"] }]);
  });

  it("takes parts from files or a column, and draws validation from train only if asked", async () => {
    const rows = Array.from({ length: 50 }, (_, i): Row => ({ gold: [`${i % 2}`], split: i < 40 ? "train" : "test" }));
    const files: Dataset = { ...datasetOf(rows), fileParts: ["train", "test"] };
    expect(counts(await divide(files, undefined))).toEqual([40, 0, 10]);
    expect(counts(await divide(files, { validation: 0.1 }))).toEqual([36, 4, 10]);
    expect(counts(await divide(datasetOf(rows), { column: "s" }))).toEqual([40, 0, 10]);
    const drawn = await divide(datasetOf(rows), { column: "s", validation: 8 });
    expect(counts(drawn)).toEqual([32, 8, 10]);
    expect(drawn.test).toEqual(rows.flatMap((row, i) => (row.split === "test" ? [i] : [])));
  });

  it("writes its indices so that they give the same split again, also over rows that were dropped", async () => {
    await withFiles({}, async (dir) => {
      const dataset = datasetOf(Array.from({ length: 60 }, (_, i) => ({ gold: [`${i % 3}`] })));
      const split = await divide(dataset, { test: 0.2 });
      await writeSplit(`${dir}/runs/split.json`, split);
      expect(await readSplit(`${dir}/runs/split.json`)).toEqual({
        train: split.train,
        validation: [],
        test: split.test,
      });
      const fewer = { ...dataset, examples: dataset.examples.filter((example) => example.index !== split.test[0]) };
      const config = configOf({ file: "runs/split.json" });
      const again = await makeSplit(fewer, config, { task: "multi-class", seed: 1, baseDir: dir });
      expect([again.train, again.test]).toEqual([split.train, split.test.slice(1)]);
      expect(again.findings).toMatchObject([{ code: "split_rows_dropped", count: 1 }]);
    });
  });
});
