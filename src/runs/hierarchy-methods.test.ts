import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { loadConfig, type RunConfigInput } from "../config/index.js";
import type { Prediction } from "../evaluation/index.js";
import { present } from "../shared/index.js";
import { evaluateRun, loadRunClassifier, trainRun } from "./index.js";
import { smallTrees } from "./testing/small-data.js";
import { writeTinyCheckpoint } from "./testing/tiny-checkpoint.js";

let directory = "";
let names = 0;

beforeAll(async () => {
  ({ directory } = await smallTrees());
  await writeTinyCheckpoint(join(directory, "bert"));
});

const split = { method: "random", validation: 0.2, test: 0.2 } as const;
const MODELS = {
  "tfidf-linear": { model: { type: "tfidf-linear", strength: 1 } },
  lstm: {
    model: { type: "lstm", embedding_size: 16, hidden_size: 16, pooling: "max" },
    training: { epochs: 6, batch_size: 16, learning_rate: 0.02 },
  },
  "bert, frozen": { model: { type: "bert", checkpoint: "bert", strategy: "frozen", pooling: "mean", strength: 10 } },
} as const satisfies Record<string, Partial<RunConfigInput>>;
const METHODS = ["independent", "flat", "conditional", "conditional_sigmoid"] as const;
const FIGURES = [
  "accuracy",
  "path_accuracy",
  "hierarchical_f1",
  "hierarchical_macro_f1",
  "lca_distance",
  "consistency_rate",
  "hierarchical_pr_auc",
];

async function train(overrides: Partial<RunConfigInput>) {
  const out = join(directory, "runs", String(names++));
  const data = { train: "trees.jsonl", labels: "path", path_separator: " > ", split };
  const config: RunConfigInput = { task: "hierarchical", data, text: { max_length: 20 }, seed: 3, ...MODELS.lstm };
  const { evaluation } = await trainRun(await loadConfig({ ...config, ...overrides }, { baseDir: directory }), {
    directory: out,
  });
  const lines = (await readFile(join(out, "predictions.jsonl"), "utf8")).trim().split("\n");
  const predictions = lines.map((line) => JSON.parse(line) as Prediction).filter((one) => one.split === "test");
  return { out, test: present(present(evaluation, "an evaluation").splits.test, "the test split"), predictions };
}

describe("a tree whose paths end at any level", () => {
  const cases = METHODS.flatMap((method) =>
    Object.entries(MODELS).map(([name, model]) => [method, name, model] as const),
  );

  it.each(cases)("is learned by method %s with %s, saved, loaded and answered alike", async (method, name, model) => {
    const { out, test, predictions } = await train({ ...model, hierarchy: { method, paths: "one" } });
    for (const figure of FIGURES) expect(test.metrics, figure).toHaveProperty(figure);
    expect(Object.keys(test.levels ?? {})).toEqual(["level1", "level2"]);
    // The commonest path has a quarter of the texts.
    expect(test.metrics.path_accuracy).toBeGreaterThan(name === "bert, frozen" ? 0.4 : 0.6);
    if (method !== "independent") expect(test.metrics.consistency_rate).toBe(1);
    expect((await evaluateRun(out)).splits.test?.metrics).toEqual(test.metrics);
    const classifier = await loadRunClassifier(out);
    const answers = await classifier.classify(predictions.map(({ text }) => text));
    expect(answers.map(({ labels }) => labels)).toEqual(predictions.map(({ predicted }) => predicted));
    for (const { labels, said } of answers) {
      expect(said.map(({ label }) => label)).toEqual(labels);
      if (method === "independent") continue;
      said.forEach(({ score }, level) => {
        expect(score).toBeLessThanOrEqual((said[level - 1]?.score ?? 1) + 1e-6);
      });
    }
    await classifier.release();
  });

  it.each(["top_down", "best_path", "stop_early"] as const)("is decoded %s by every method", async (decoding) => {
    for (const method of METHODS) {
      const { test } = await train({ ...MODELS["tfidf-linear"], hierarchy: { method, decoding, paths: "one" } });
      expect(test.metrics.consistency_rate, method).toBe(1);
      expect(test.metrics.path_accuracy, method).toBeGreaterThan(0.4);
    }
  });
});

describe("several paths a text", () => {
  const data = { train: "trees.jsonl", text: "both", labels: "paths", path_separator: " > ", split };

  it.each(Object.entries(MODELS))("are learned by %s, saved, loaded and answered alike", async (name, model) => {
    const { out, test, predictions } = await train({ ...model, data, hierarchy: { method: "conditional_sigmoid" } });
    for (const figure of [...FIGURES.slice(1), "micro_f1"]) expect(test.metrics, figure).toHaveProperty(figure);
    expect(test.metrics.consistency_rate).toBe(1);
    expect(test.metrics.hierarchical_f1).toBeGreaterThan(name === "bert, frozen" ? 0.6 : 0.7);
    expect((await evaluateRun(out)).splits.test?.metrics).toEqual(test.metrics);
    const classifier = await loadRunClassifier(out);
    const answers = await classifier.classify(predictions.map(({ text }) => text));
    expect(answers.map(({ labels }) => labels)).toEqual(predictions.map(({ predicted }) => predicted));
    await classifier.release();
  });
});

describe("a taxonomy file", () => {
  it("brings nodes without training texts, which are never answered and break nothing", async () => {
    for (const method of METHODS) {
      for (const training of [{ class_weights: "balanced" }, {}] as const) {
        const { test } = await train({
          ...MODELS["tfidf-linear"],
          training,
          hierarchy: { method, paths: "one", taxonomy: "tree.tsv" },
        });
        expect(test.metrics.path_accuracy, method).toBeGreaterThan(0.5);
        expect(Object.values(test.metrics).every(Number.isFinite)).toBe(true);
        expect(test.per_label.filter(({ label }) => label === "chess" || label === "music")).toEqual([
          expect.objectContaining({ predicted: 0 }),
          expect.objectContaining({ predicted: 0 }),
        ]);
      }
    }
  });
});
