import { mkdtemp, readFile, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { saveFigures } from "../page/index.js";
import { curvesOf } from "./curves.js";
import { isSeeds, modelCard, readSavedRun, runReport, seedsReport, writeReport } from "./index.js";
import { clusteredOrder, confusedPairs, mostConfused } from "./order.js";
import { sampleRun } from "./testing/sample-run.js";
import { viewsOf } from "./views.js";

describe("the report", () => {
  it.each(["multi-class", "multi-label", "hierarchical"] as const)("of a %s run tells all that was saved", (task) => {
    const { html, figures } = runReport(sampleRun({ task, labels: 6, texts: 60 }));
    for (const id of ["overview", "labels", "thresholds", "ranking", "texts", "training", "model", "setup"]) {
      expect(html, id).toContain(`<section id="${id}"`);
    }
    expect(html).toContain("model.dropout: 0.5");
    expect(html).toContain("0.400 to 0.900 (95\u00A0%)");
    const ids = figures.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(
      expect.arrayContaining(["curve-loss", "generalisation-gap", "learning-rate", "length-and-accuracy"]),
    );
    expect(ids.some((id) => id.startsWith("confusion-matrix"))).toBe(task !== "multi-label");
    expect(ids.includes("taxonomy-tree")).toBe(task === "hierarchical");
  });

  it("is made of old runs, which lack what was added since", () => {
    const run = sampleRun({ task: "multi-class", labels: 3, texts: 20 });
    const { layers: _layers, diagnosis: _diagnosis, ...evaluation } = run.evaluation;
    const { intervals: _intervals, ...test } = evaluation.splits.test ?? { count: 0, metrics: {}, per_label: [] };
    const old = {
      ...run,
      evaluation: { ...evaluation, splits: { test } },
      predictions: [],
      epochs: [],
      steps: [],
      manifest: {},
    };
    expect(runReport(old).html).toContain("At a glance");
  });

  it("shows texts of users as text", () => {
    const { html } = runReport(
      sampleRun({ task: "multi-class", labels: 3, texts: 30, text: "<img src=x onerror=alert(1)></script>" }),
    );
    expect(html).not.toContain("<img");
  });

  it("of 1,000 labels draws the most confused ones alone, and stays small", () => {
    const { html } = runReport(sampleRun({ task: "multi-class", labels: 1000, texts: 1000 }));
    expect(html.match(/<tr data-id=/gu)).toHaveLength(40);
    expect(html.length).toBeLessThan(8e6);
  });

  it("of a cross-validated run shows each fold", () => {
    const run = sampleRun({ task: "multi-class", labels: 3, texts: 30 });
    const metrics = { accuracy: { mean: 0.6, sd: 0.1414, values: [0.5, 0.7] } };
    const each = [
      { texts: 15, train_texts: 15, train_seconds: 1 },
      { texts: 16, train_texts: 14, train_seconds: 1 },
    ];
    const { html, figures } = runReport({
      ...run,
      evaluation: { ...run.evaluation, folds: { count: 2, metrics, each } },
    });
    expect(html).toContain("(15 to 16 texts)");
    expect(html).toContain("fold 2");
    expect(figures.map(({ id }) => id)).toContain("each-fold");
    const ids = [...html.matchAll(/ id="([^"]*)"/gu)].map(([, id]) => id);
    expect(ids.filter((id, at) => ids.indexOf(id) < at)).toEqual([]);
  });

  it("of several seeds gives mean and spread, and leads to theirs", () => {
    const spread = { mean: 0.5, sd: 0.1, values: [0.4, 0.6] };
    const { html } = seedsReport({
      ...{ name: "two", task: "multi-class", model: "lstm", seeds: [1, 2], config: "" },
      splits: { test: { count: 9, metrics: { accuracy: spread } } },
    });
    expect(html).toContain("± 0.100");
    expect(html).toContain('href="seed-2/report.html"');
  });
});

describe("files", () => {
  it("are read as a run wrote them; every figure becomes SVG and PNG", async () => {
    const folder = await mkdtemp(join(tmpdir(), "pinakes-report-"));
    const { evaluation, predictions, epochs } = sampleRun({ task: "multi-label", labels: 3, texts: 12 });
    await writeFile(join(folder, "evaluation.json"), JSON.stringify(evaluation));
    await writeFile(join(folder, "predictions.jsonl"), predictions.map((line) => JSON.stringify(line)).join("\n"));
    await writeFile(
      join(folder, "metrics.jsonl"),
      epochs.map((line) => JSON.stringify({ type: "epoch", ...line })).join("\n"),
    );
    const run = await readSavedRun(folder);
    if (isSeeds(run)) throw new Error("one seed");
    expect(run.predictions).toHaveLength(12);
    expect(run.epochs).toHaveLength(2);
    const written = await writeReport(folder, { card: true });
    expect((await stat(written.report)).size).toBe(written.bytes);
    expect(await readFile(written.card ?? "", "utf8")).toContain("## Limits");
    const files = await saveFigures(runReport(run).figures.slice(0, 2), join(folder, "figures"));
    expect(files).toHaveLength(4);
    for (const file of files) expect((await stat(join(folder, "figures", file))).size).toBeGreaterThan(1000);
  });

  it("says where there is no run", async () => {
    await expect(readSavedRun(join(tmpdir(), "pinakes-no-run"))).rejects.toMatchObject({ code: "RUN_NOT_FOUND" });
  });
});

describe("the model card", () => {
  it("has a front matter that the Hub reads, with the run's own figures", () => {
    const run = sampleRun({ task: "multi-class", labels: 3, texts: 30 });
    const [, front = ""] = modelCard(run).split("---\n");
    const card = parse(front) as Record<string, unknown>;
    expect(card).toMatchObject({
      library_name: "pinakes",
      pipeline_tag: "text-classification",
      metrics: ["accuracy", "f1"],
    });
    expect(card).not.toHaveProperty("language");
    const [index] = card["model-index"] as [{ results: [{ metrics: { name: string; value: number }[] }] }];
    const told = index.results[0].metrics.find(({ name }) => name === "Accuracy")?.value;
    expect(told).toBeCloseTo(run.evaluation.splits.test?.metrics.accuracy ?? -1, 4);
  });
});

describe("figures by hand", () => {
  it("average precision is scikit-learn's: 0.8333 for the example of its documentation", () => {
    const run = sampleRun({ task: "multi-label", labels: 2, texts: 4 });
    const [view] = viewsOf(run.evaluation, run.evaluation.splits.test as never, run.predictions);
    const scores = Float32Array.from([0.1, 0, 0.4, 0, 0.35, 0, 0.8, 0]);
    const gold = [[], [], [0], [0]];
    const curves = curvesOf({ ...(view as NonNullable<typeof view>), labels: ["a", "b"], scores, gold }, 0);
    expect(curves?.averagePrecision).toBeCloseTo(0.8333333, 6);
    expect(curves?.precisionRecall.at(-1)?.[0]).toBe(1);
  });

  it("pairs, the most confused labels, and similar ones side by side", () => {
    const counts = [
      [9, 0, 6, 0],
      [0, 9, 0, 3],
      [1, 0, 9, 0],
      [0, 2, 0, 9],
    ];
    const rows = { labels: ["a", "b", "c", "d"], counts };
    const pairs = confusedPairs(rows);
    expect(pairs[0]).toEqual({ gold: 0, predicted: 2, count: 6 });
    expect(mostConfused(pairs, 2)).toEqual([0, 2]);
    const order = clusteredOrder([0, 1, 2, 3], rows);
    expect(Math.abs(order.indexOf(0) - order.indexOf(2))).toBe(1);
    expect(Math.abs(order.indexOf(1) - order.indexOf(3))).toBe(1);
  });
});
