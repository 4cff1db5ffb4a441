import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { flatMetrics } from "../evaluation/index.js";
import { buildLabelSpace } from "../labels/index.js";
import { RunDirectory } from "../runs/index.js";
import { present } from "../shared/index.js";
import { compareRuns, comparisonCsv, comparisonMarkdown, comparisonPage } from "./index.js";
import { type MadeUpRun, type MadeUpText, writeMadeUpRun, writeMadeUpSeeds } from "./testing/made-up-run.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pinakes-compare-"));
});

const SPACE = buildLabelSpace([["a"], ["b"]], { task: "multi-class" });

/** Of 40 texts both have 20 right, the first alone 12, the second alone 3, none 5. Every other text is an "a". */
const RIGHT = { first: (row: number) => row < 32, second: (row: number) => row < 20 || (row >= 32 && row < 35) };

function texts(isRight: (row: number) => boolean): MadeUpText[] {
  return Array.from({ length: 40 }, (_, row) => {
    const gold = row % 2 === 0 ? "a" : "b";
    return { id: `t${row}`, gold, predicted: isRight(row) ? gold : gold === "a" ? "b" : "a" };
  });
}

const first: MadeUpRun = { space: SPACE, test: texts(RIGHT.first) };
const second: MadeUpRun = { space: SPACE, test: texts(RIGHT.second) };

function write(name: string, run: MadeUpRun): Promise<string> {
  return writeMadeUpRun(join(folder, name), run);
}

async function compared(one: MadeUpRun, other: MadeUpRun, options = {}) {
  const place = await mkdtemp(join(folder, "pair-"));
  const runs = [await writeMadeUpRun(join(place, "one"), one), await writeMadeUpRun(join(place, "other"), other)];
  return compareRuns(
    runs.map((run) => ({ run })),
    { resamples: 400, ...options },
  );
}

describe("compareRuns", () => {
  it("gives figures, McNemar's p and agreement as counted by hand", async () => {
    const comparison = await compared(first, second);
    const [pair] = comparison.pairs;
    const accuracy = pair?.metrics.accuracy;
    // 2 · Σ C(15, k) / 2^15 for k = 0 … 3.
    expect(accuracy).toMatchObject({ test: "mcnemar" });
    expect(accuracy?.p.mcnemar).toBeCloseTo(1152 / 32768, 12);
    expect(accuracy?.adjusted_p).toBe(accuracy?.p.mcnemar);
    expect(accuracy?.difference).toBeCloseTo(9 / 40, 12);
    expect(pair).toMatchObject({ first: "one", second: "other", only_first_right: 12, only_second_right: 3 });
    expect(accuracy?.lower).toBeGreaterThan(0);
    expect(accuracy?.upper).toBeLessThan(0.45);
    // Both right or both wrong is the same answer, with two labels: 25 of 40. They say "a" 20 and 21 times, so that
    // chance would give 1/2, and κ is (25/40 − 1/2) / (1/2).
    expect(comparison.agreement.kappa[0]?.[1]).toBeCloseTo(1 / 4, 12);
    expect(comparison.agreement.equal).toEqual([
      [1, 25 / 40],
      [25 / 40, 1],
    ]);
    expect(comparison).toMatchObject({ split: "test", texts: 40, metric: "accuracy", task: "multi-class", notes: [] });
    expect(comparison.models[0]).toMatchObject({
      name: "one",
      seeds: [1],
      layers: 3,
      size_bytes: 4096,
      peak_memory_mib: 100,
      inference_ms: { p50: 2, p95: 3, words: 7, batch: 0.5 },
      train_texts: 2,
    });
    expect(comparison.models[0]?.gap?.mean).toBeCloseTo(1 - 32 / 40, 12);
    expect(comparison.verdict).toHaveLength(1);
    expect(comparison.verdict[0]).toMatch(/^one beats other by 22\.5 ± \d+\.\d points of accuracy, p = 0\.035\.$/u);
  });

  it("gives the same whenever it is made, and says where a difference may be chance", async () => {
    const close: MadeUpRun = { space: SPACE, test: texts((row) => row < 31) };
    const [one, again] = [await compared(first, close), await compared(first, close)];
    expect(one.pairs).toEqual(again.pairs);
    expect(one.verdict[0]).toMatch(/^one is ahead of other by .* which may be chance, p = 1\.00\.$/u);
    const same = await compared(first, first);
    expect(same.verdict).toEqual(["one and other are alike: the same accuracy, p = 1.00."]);
    expect(same.agreement.kappa[0]?.[1]).toBe(1);
  });

  it("corrects for the number of pairs", async () => {
    const runs = [await write("h1", first), await write("h2", second), await write("h3", first)];
    const { pairs } = await compareRuns(
      runs.map((run) => ({ run })),
      { resamples: 50 },
    );
    const adjusted = pairs.map((pair) => pair.metrics.accuracy?.adjusted_p);
    // Two pairs of 1152/32768 and one of 1: the smallest is tripled, the next may not be smaller.
    expect(adjusted).toEqual([(3 * 1152) / 32768, 1, (3 * 1152) / 32768].map((p) => expect.closeTo(p, 12)));
  });

  it("aligns texts by their ids", async () => {
    const turned = await compared(first, { ...second, test: [...second.test].reverse() }, { resamples: 20 });
    expect(turned.pairs[0]).toMatchObject({ only_first_right: 12, only_second_right: 3 });
  });
});

describe("runs of different texts", () => {
  const refused = (other: MadeUpRun) => expect(compared(first, other)).rejects;
  const fix = expect.stringMatching(/--data FILE.*data\.split\.file/u);

  it("are refused with their number, and what the data says", async () => {
    await refused({ ...second, test: second.test.slice(1), sha256: "bb" }).toMatchObject({
      code: "COMPARE_SPLIT",
      message: expect.stringMatching(
        /same test texts: 40 against 39, of which 39 texts are in both; d\.jsonl changed/u,
      ),
      fix,
    });
  });

  it("are refused where ids, texts or labels differ", async () => {
    const changed = (change: Partial<MadeUpText>) => ({
      ...second,
      test: second.test.map((row, at) => (at === 7 ? { ...row, ...change } : row)),
    });
    await refused(changed({ id: "other" })).toMatchObject({ message: expect.stringContaining("not all ids") });
    await refused(changed({ text: "other" })).toMatchObject({ message: expect.stringContaining("text t7 is another") });
    const gold = { message: expect.stringContaining('labels of text t7 are "b" against "a"') };
    await refused(changed({ gold: "a" })).toMatchObject(gold);
  });

  it("are refused for a split that one lacks, and for another task", async () => {
    await expect(compared(first, second, { split: "validation" })).rejects.toMatchObject({
      code: "COMPARE_SPLIT",
      fix: expect.stringContaining("--split test"),
    });
    const space = buildLabelSpace([["a"], ["b"]], { task: "multi-label" });
    const sets = first.test.map((row) => ({
      ...row,
      gold: [row.gold as string],
      predicted: [row.predicted as string],
    }));
    await refused({ space, test: sets }).toMatchObject({ code: "COMPARE_SPLIT" });
  });

  it("but other training texts are noted, and a test text that was learned from", async () => {
    const { notes } = await compared(first, { ...second, split: { train: [3, 100, 102], test: [] } });
    expect(notes).toEqual([
      "The models learned from different texts: one 2, other 3.",
      "other learned from 1 of the test texts.",
    ]);
  });
});

describe("several seeds", () => {
  it("are one model: mean and spread, tested as the mean over seeds", async () => {
    const seeds = await writeMadeUpSeeds(join(folder, "seeds"), [first, second]);
    const others = await writeMadeUpSeeds(join(folder, "others"), [second, second]);
    const comparison = await compareRuns([{ run: seeds }, { run: others, name: "B" }], { resamples: 400 });
    const [one] = comparison.models;
    expect(one).toMatchObject({ name: "seeds", seeds: [1, 2] });
    expect(one?.metrics.test?.accuracy?.mean).toBeCloseTo(55 / 80, 12);
    expect(one?.metrics.test?.accuracy?.sd).toBeCloseTo(9 / 40 / Math.SQRT2, 12);
    const accuracy = comparison.pairs[0]?.metrics.accuracy;
    expect(accuracy?.test).toBe("permutation");
    expect(accuracy?.difference).toBeCloseTo(9 / 80, 12);
    // The seeds of the first agree on 25 of 40 texts, those of the second on all.
    expect(comparison.agreement.equal[0]?.[0]).toBe(25 / 40);
    expect(comparison.agreement.equal[1]?.[1]).toBe(1);
    expect(comparison.statistics.seeds).toContain("mean over a model's seeds");
  });

  it("against one seed are tested by the bootstrap", async () => {
    const seeds = await writeMadeUpSeeds(join(folder, "two"), [first, second]);
    const comparison = await compareRuns([{ run: seeds }, { run: await write("lone", second) }], { resamples: 100 });
    expect(comparison.pairs[0]?.metrics.accuracy).toMatchObject({
      test: "bootstrap",
      p: { bootstrap: expect.any(Number) },
    });
    expect(comparison.pairs[0]).not.toHaveProperty("only_first_right");
  });
});

describe("other tasks", () => {
  const sets = (wrong: (row: number) => boolean): MadeUpText[] =>
    Array.from({ length: 30 }, (_, row) => {
      const gold = [["a"], ["a", "b"], ["b", "c"], []][row % 4] as string[];
      return { id: String(row), gold, predicted: wrong(row) ? ["c"] : gold };
    });
  const paths = (wrong: (row: number) => boolean): MadeUpText[] =>
    Array.from({ length: 30 }, (_, row) => {
      const gold = [["x", "x1"], ["x", "x2"], ["y"], ["y", "y1"]][row % 4] as string[];
      return { id: String(row), gold, predicted: wrong(row) ? ["x", "x2"] : gold };
    });
  const cases = {
    "sets of labels": {
      space: buildLabelSpace([["a"], ["b"], ["c"]], { task: "multi-label" }),
      make: sets,
      metrics: ["micro_f1", "macro_f1", "subset_accuracy"],
      exact: "subset_accuracy",
    },
    paths: {
      space: buildLabelSpace([["x", "x1"], ["x", "x2"], ["y"], ["y", "y1"]], { task: "hierarchical" }),
      make: paths,
      metrics: [
        "hierarchical_f1",
        "path_accuracy",
        "level1.accuracy",
        "level2.accuracy",
        "level1.macro_f1",
        "level2.macro_f1",
      ],
      exact: "path_accuracy",
    },
  };

  it.each(Object.entries(cases))(
    "%s: the differences are those of the evaluations",
    async (_, { space, make, metrics, exact }) => {
      const one = { space, test: make((row) => row % 5 === 0) };
      const other = { space, test: make((row) => row % 3 === 0) };
      const comparison = await compared(one, other, { resamples: 50 });
      expect(comparison.headline).toEqual(metrics);
      const [evaluation, second] = await Promise.all(
        comparison.models.map(({ run }) => new RunDirectory(run).readEvaluation()),
      );
      const figures = [evaluation, second].map((own) => flatMetrics(present(own?.splits.test, "test")));
      for (const metric of metrics) {
        const difference = (figures[0]?.[metric] ?? Number.NaN) - (figures[1]?.[metric] ?? Number.NaN);
        expect(comparison.pairs[0]?.metrics[metric]?.difference, metric).toBeCloseTo(difference, 10);
      }
      expect(comparison.pairs[0]?.metrics[exact]?.test).toBe("mcnemar");
      expect(comparison.pairs[0]?.metrics[metrics[0] as string]?.test).toBe("permutation");
    },
  );
});

describe("what it costs", () => {
  const cheap: Partial<MadeUpRun> = {
    evaluation: {
      timing: { train_seconds: 2, inference_ms: { p50: 0.5, p95: 1, texts: 50 } },
      parameters: { total: 250, trainable: 250 },
      footprint: { layers: 1, size_bytes: 1024, peak_memory_mib: 50 },
    },
  };

  it("compression and Pareto fronts by hand", async () => {
    const comparison = await compared(first, { ...second, ...cheap }, { baseline: "one" });
    const [row] = comparison.compression ?? [];
    expect(row?.name).toBe("other");
    expect(row?.costs).toEqual({
      parameters: { ratio: 4, reduction: 75 },
      size_bytes: { ratio: 4, reduction: 75 },
      latency_ms: { ratio: 4, reduction: 75 },
      train_seconds: { ratio: 5, reduction: 80 },
    });
    expect(row?.difference).toBeCloseTo(-9 / 40, 12);
    expect(row?.kept).toBeCloseTo(23 / 32, 12);
    expect(comparison.pareto.map(({ front }) => front)).toEqual(Array(4).fill(["other", "one"]));
    const better = await compared({ ...first, ...cheap }, second);
    expect(better.pareto.map(({ front }) => front)).toEqual(Array(4).fill(["one"]));
  });

  it("a baseline or a metric that there isn't is refused with those that there are", async () => {
    await expect(compared(first, second, { baseline: "gone" })).rejects.toMatchObject({
      code: "CLI_USAGE",
      fix: expect.stringContaining("one, other"),
    });
    await expect(compared(first, second, { metric: "path_accuracy" })).rejects.toMatchObject({
      code: "CLI_USAGE",
      fix: expect.stringContaining("accuracy, balanced_accuracy"),
    });
  });
});

describe("outputs", () => {
  it("curves of runs that differ in length, tables and one page that asks for nothing", async () => {
    const long = { ...first, losses: [0.9, 0.5, 0.3, 0.4], bestEpoch: 3 };
    const comparison = await compared(long, { ...second, losses: [0.8, 0.7], bestEpoch: 2 }, { baseline: "other" });
    const [one, other] = comparison.models;
    expect(one?.curves[0]?.map(({ epoch, step, seconds }) => [epoch, step, seconds])).toEqual([
      [1, 10, 2],
      [2, 20, 4],
      [3, 30, 6],
      [4, 40, 8],
    ]);
    expect(one).toMatchObject({ best_epoch: { mean: 3 }, epochs: { mean: 4 } });
    expect(other).toMatchObject({ best_epoch: { mean: 2 }, epochs: { mean: 2 } });
    const page = comparisonPage(comparison);
    expect(page).toContain("Loss over epochs");
    expect(page).toContain("Accuracy over time");
    expect(page.match(/<svg/gu)?.length).toBeGreaterThanOrEqual(10);
    expect(page).not.toMatch(/(?:src|href)="https?:/u);
    const markdown = comparisonMarkdown(comparison);
    expect(markdown).toContain("**one beats other by");
    expect(markdown).toMatch(/^\| test accuracy \| \*\*0\.800 \[0\.\d+, 0\.\d+\]\*\* \| 0\.575 \[/mu);
    expect(markdown).toContain("## Against other");
    const [header = "", line = ""] = comparisonCsv(comparison).split("\n");
    const csv = Object.fromEntries(header.split(",").map((name, at) => [name, line.split(",")[at]]));
    expect(csv).toMatchObject({
      model: "one",
      "test.accuracy": "0.8",
      best_epoch: "3",
      size_bytes: "4096",
      layers: "3",
    });
  });
});
