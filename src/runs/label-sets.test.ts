import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { loadConfig, type RunConfigInput } from "../config/index.js";
import type { Prediction } from "../evaluation/index.js";
import { present } from "../shared/index.js";
import type { RunEvent } from "./events.js";
import { evaluateRun, loadRunClassifier, summarizeConfig, trainRun } from "./index.js";
import { smallSets } from "./testing/small-data.js";
import { writeTinyCheckpoint } from "./testing/tiny-checkpoint.js";

let directory = "";
let names = 0;

beforeAll(async () => {
  ({ directory } = await smallSets());
  await writeTinyCheckpoint(join(directory, "bert"));
});

const split = { method: "random", validation: 0.2, test: 0.2 } as const;
const data = { train: "sets.jsonl", split };
const LSTM = {
  model: { type: "lstm", embedding_size: 16, hidden_size: 16, pooling: "max" },
  training: { epochs: 8, batch_size: 16, learning_rate: 0.01 },
} as const;

function input(overrides: Partial<RunConfigInput>): RunConfigInput {
  return {
    task: "multi-label",
    data,
    text: { max_length: 20 },
    model: { type: "tfidf-linear" },
    seed: 3,
    ...overrides,
  };
}

async function train(overrides: Partial<RunConfigInput>) {
  const out = join(directory, "runs", String(names++));
  const events: RunEvent[] = [];
  const config = await loadConfig(input(overrides), { baseDir: directory });
  const { evaluation } = await trainRun(config, { directory: out, onEvent: (event) => events.push(event) });
  return { out, evaluation: present(evaluation, "an evaluation"), events };
}

const json = async (...path: string[]) => JSON.parse(await readFile(join(...path), "utf8"));
const metricsOf = ({ evaluation }: Awaited<ReturnType<typeof train>>, part = "test") =>
  evaluation.splits[part]?.metrics ?? {};

const MODELS: readonly [string, Partial<RunConfigInput>][] = [
  ["tfidf-linear, SVM", { model: { type: "tfidf-linear" } }],
  ["tfidf-linear, logistic", { model: { type: "tfidf-linear", classifier: "logistic", refit: true } }],
  ["lstm", LSTM],
  [
    "bert in full",
    {
      model: { type: "bert", checkpoint: "bert", pooling: "mean" },
      training: { epochs: 8, batch_size: 16, learning_rate: 0.005 },
    },
  ],
  ["bert, frozen", { model: { type: "bert", checkpoint: "bert", strategy: "frozen", pooling: "mean" } }],
];

describe("a set of labels a text", () => {
  it.each(MODELS)("is learned by %s, with its thresholds saved and used", async (name, overrides) => {
    const run = await train(overrides);
    const test = present(run.evaluation.splits.test, "the test split");
    // What only names the commonest labels, or all, stays far below.
    expect(test.metrics.micro_f1).toBeGreaterThan(name === "bert, frozen" ? 0.7 : 0.8);
    expect(test.metrics.macro_roc_auc).toBeGreaterThan(0.75);
    const { pinakes, problem_type, id2label } = await json(run.out, "model", "config.json");
    expect(problem_type).toBe("multi_label_classification");
    expect(Object.values(id2label)).toEqual(["hockey", "medicine", "space", "tennis"]);
    const { values } = pinakes.decisions.labels as { values: number[] };
    expect(test.per_label.map(({ threshold }) => threshold)).toEqual(values);
    expect(new Set(values).size).toBeGreaterThan(1);
    const again = await evaluateRun(run.out, { split: "test" });
    expect(again.splits.test?.metrics).toEqual(test.metrics);
    const lines = (await readFile(join(run.out, "predictions.jsonl"), "utf8")).trim().split("\n");
    for (const line of lines) {
      const { predicted, scores } = JSON.parse(line) as Prediction;
      const reached = Object.values(scores).flatMap((score, id) =>
        (score as number) >= (values[id] as number) ? [Object.keys(scores)[id]] : [],
      );
      expect(predicted).toEqual(reached.sort());
    }
  });

  it("is answered with probabilities, the most probable label first", async () => {
    const { out } = await train({ thresholds: { method: "fixed", value: 0.4, min_labels: 2 } });
    const classifier = await loadRunClassifier(out);
    const [answer] = await classifier.classify(["rocket orbit puck goalie", "the"], { topK: 3 });
    expect(answer?.labels).toEqual(["hockey", "space"]);
    expect(answer?.said.map(({ label }) => label).sort()).toEqual(["hockey", "space"]);
    expect(answer?.said[0]?.score).toBeGreaterThanOrEqual(answer?.said[1]?.score ?? 1);
    expect(answer?.heads[0]?.best).toHaveLength(3);
    const predictions = await classifier.classify(["the", "of", "a new report"]);
    for (const { labels } of predictions) expect(labels.length).toBeGreaterThanOrEqual(2);
  });

  it("by the commonest labels alone names those that half of the texts have, or with a threshold of 0 all", async () => {
    const majority = await train({ model: { type: "majority" } });
    expect(majority.evaluation.splits.test?.per_label.map(({ predicted }) => predicted > 0)).toEqual([
      false,
      false,
      true,
      false,
    ]);
    const all = await train({ model: { type: "majority" }, thresholds: { method: "fixed", value: 0 } });
    expect(metricsOf(all).macro_recall).toBe(1);
    expect(metricsOf(all).micro_roc_auc).toBe(metricsOf(majority).micro_roc_auc);
  });
});

describe("thresholds", () => {
  it("are the best on validation: no other method has more of what each makes best", async () => {
    const value = async (thresholds: RunConfigInput["thresholds"]) => {
      const run = await train({ model: { type: "tfidf-linear", strength: 0.1 }, thresholds });
      return metricsOf(run, "validation");
    };
    const perLabel = await value({});
    const micro = await value({ method: "global" });
    const macro = await value({ method: "global", average: "macro" });
    const fixed = await value({ method: "fixed" });
    expect(perLabel.macro_f1).toBeGreaterThanOrEqual(macro.macro_f1 as number);
    expect(macro.macro_f1).toBeGreaterThanOrEqual(micro.macro_f1 as number);
    expect(micro.micro_f1).toBeGreaterThanOrEqual(macro.micro_f1 as number);
    expect(micro.micro_f1).toBeGreaterThan(fixed.micro_f1 as number);
    const precise = await value({ metric: "precision", min_precision: 0.95 });
    expect(precise.micro_precision).toBeGreaterThanOrEqual(0.95);
  });

  it("come from texts set aside where there is no validation part, and are ½ where there is nothing at all", async () => {
    const without = { ...data, split: { ...split, validation: undefined } };
    const held = await train({ data: without });
    const values = ({ evaluation }: typeof held) =>
      new Set(evaluation.splits.test?.per_label.map(({ threshold }) => threshold));
    expect(values(held).size).toBeGreaterThan(1);
    const warning = { type: "warning", message: expect.stringContaining("no validation texts") };
    expect(held.events).not.toContainEqual(warning);
    const none = await train({ data: without, model: { type: "tfidf-linear", strength: 0.5 } });
    expect(values(none)).toEqual(new Set([0.5]));
    expect(none.events).toContainEqual(warning);
  });

  it("of the k best give every text k labels", async () => {
    const run = await train({ thresholds: { method: "top_k", k: 2 } });
    const predicted = run.evaluation.splits.test?.per_label.reduce((sum, row) => sum + row.predicted, 0);
    expect(predicted).toBe(2 * (run.evaluation.splits.test?.count ?? 0));
    expect(run.evaluation.splits.test?.per_label[0]).not.toHaveProperty("threshold");
  });
});

describe("training on sets of labels", () => {
  it("starts from the labels' shares", async () => {
    const events: RunEvent[] = [];
    const config = await loadConfig(
      input({ ...LSTM, training: { ...LSTM.training, epochs: 1, learning_rate: 1e-9 } }),
      {
        baseDir: directory,
      },
    );
    await trainRun(config, {
      directory: join(directory, "runs", String(names++)),
      onEvent: (event) => events.push(event),
    });
    const epoch = present(
      events.find((event) => event.type === "epoch"),
      "an epoch",
    );
    // The mean binary entropy of the shares, 0.57; from 0 it would be ln 2 = 0.69.
    expect((epoch.train as Record<string, number>).loss).toBeLessThan(0.62);
    expect(epoch.metric).toBe("micro_f1");
  });

  it("weighs positive texts, and says so", async () => {
    const weighted = { ...LSTM.training, class_weights: "balanced", positive_weight_cap: 3 } as const;
    const { heads, layers } = await summarizeConfig(
      await loadConfig(input({ ...LSTM, training: weighted }), { baseDir: directory }),
    );
    expect(heads).toEqual([
      expect.objectContaining({
        name: "labels",
        activation: "sigmoid",
        loss: "binary cross-entropy (weights of positive texts)",
      }),
    ]);
    expect(layers.at(-1)?.kind).toBe("linear, sigmoid");
    const run = await train({ ...LSTM, training: { ...weighted, select: "macro_f1" } });
    expect(metricsOf(run).macro_f1).toBeGreaterThan(0.7);
    expect((await json(run.out, "manifest.json")).notes.best.metric).toBe("macro_f1");
  });

  it("refuses a metric that there is not", async () => {
    await expect(train({ training: { select: "accuracy" } })).rejects.toThrow(/CONFIG_INVALID/);
    await expect(train({ ...LSTM, training: { ...LSTM.training, select: "accuracy" } })).rejects.toThrow(/micro_f1/);
  });
});
