import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { loadConfig, type RunConfigInput } from "../../config/index.js";
import type { Evaluation } from "../../evaluation/index.js";
import { present, Rng } from "../../shared/index.js";
import { trainRun } from "../index.js";
import { smallData, smallSets } from "../testing/small-data.js";

let directory = "";
let names = 0;

/** Texts whose words say nothing of their labels. */
function noise(count: number, labelOf: (row: number) => unknown): string {
  const rng = Rng.fromSeed(5);
  const words = () => Array.from({ length: 12 }, () => `w${rng.integer(80)}`).join(" ");
  const lines = Array.from({ length: count }, (_, row) => JSON.stringify({ text: words(), labels: labelOf(row) }));
  return `${lines.join("\n")}\n`;
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "pinakes-diagnosis-"));
  const rng = Rng.fromSeed(3);
  await writeFile(
    join(directory, "rare.jsonl"),
    noise(200, (row) => (row % 10 === 0 ? "rare" : row % 2 ? "b" : "a")),
  );
  await writeFile(
    join(directory, "chance.jsonl"),
    noise(160, () => ["a", "b"][rng.integer(2)]),
  );
  const leaves = ["x > x1", "x > x2", "y > y1", "y > y2", "z > z1", "z > z2"];
  await writeFile(
    join(directory, "tree.jsonl"),
    noise(200, () => leaves[rng.integer(leaves.length)]),
  );
  await writeFile(
    join(directory, "same.jsonl"),
    noise(80, () => ["a", "b"]),
  );
  await writeFile(join(directory, "small.jsonl"), await readFile((await smallData()).file, "utf8"));
  await writeFile(join(directory, "sets.jsonl"), await readFile((await smallSets()).file, "utf8"));
});

async function diagnosisOf(file: string, overrides: Partial<RunConfigInput>) {
  const out = join(directory, "runs", String(names++));
  const input = {
    data: { train: file, split: { method: "random", validation: 0.3, test: 0.2 } },
    ...overrides,
    seed: 2,
  };
  const { evaluation } = await trainRun(await loadConfig(input as RunConfigInput, { baseDir: directory }), {
    directory: out,
  });
  const saved = JSON.parse(await readFile(join(out, "evaluation.json"), "utf8")) as Evaluation;
  expect(saved.diagnosis).toEqual(evaluation?.diagnosis);
  return present(saved.diagnosis, "a diagnosis");
}

const LINEAR: RunConfigInput["model"] = { type: "tfidf-linear", strength: 1 };
const LSTM: RunConfigInput["model"] = { type: "lstm", embedding_size: 8, hidden_size: 8, pooling: "max" };
const training = (overrides: RunConfigInput["training"]) => ({
  model: LSTM,
  training: { epochs: 6, batch_size: 16, learning_rate: 0.02, ...overrides },
});

const CASES: readonly [string, string, Partial<RunConfigInput>, string][] = [
  [
    "labels_never_predicted",
    "rare.jsonl",
    { model: { type: "tfidf-linear", strength: 0.0001 } },
    "training.class_weights: balanced",
  ],
  ["majority_predictions", "rare.jsonl", training({ learning_rate: 0.0001 }), "training.class_weights: balanced"],
  [
    "majority_predictions",
    "rare.jsonl",
    training({ learning_rate: 0.0001, class_weights: { a: 9 } }),
    "training.sampler: oversample",
  ],
  ["generalisation_gap", "chance.jsonl", { model: LINEAR }, "model.strength: [0.01, 0.1, 1]"],
  ["loss_rises", "chance.jsonl", training({ epochs: 12 }), "training.early_stopping: { metric: loss, patience: 2 }"],
  ["loss_flat", "small.jsonl", training({ learning_rate: 1e-7 }), "training.learning_rate: 0.000001"],
  ["training_too_short", "small.jsonl", training({ epochs: 3 }), "training.epochs: 6"],
  [
    "loss_zero",
    "same.jsonl",
    { task: "multi-label", ...training({ epochs: 15, learning_rate: 0.5 }) },
    "data.text: COLUMN",
  ],
  [
    "errors_leave_parent",
    "tree.jsonl",
    { task: "hierarchical", model: LINEAR, hierarchy: { method: "independent" } },
    "hierarchy.method: conditional",
  ],
  [
    "labels_always_predicted",
    "sets.jsonl",
    { task: "multi-label", model: LINEAR, thresholds: { method: "fixed", value: 0 } },
    "thresholds.method: per_label",
  ],
  [
    "too_many_labels",
    "sets.jsonl",
    { task: "multi-label", model: LINEAR, thresholds: { method: "fixed", value: 0 } },
    "thresholds.method: per_label",
  ],
];

describe("a run's diagnosis", () => {
  it.each(CASES)("finds %s in %s", async (code, file, overrides, advice) => {
    const found = await diagnosisOf(file, overrides);
    expect(found.map((one) => one.code)).toContain(code);
    expect(found.find((one) => one.code === code)?.try).toBe(advice);
  });

  it("is empty of a run in which nothing stands out", async () => {
    expect(await diagnosisOf("small.jsonl", { model: LINEAR })).toEqual([]);
  });
});
