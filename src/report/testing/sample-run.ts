import { EVALUATION_VERSION, type Evaluation, evaluateScores, type Prediction } from "../../evaluation/index.js";
import { buildLabelSpace, type Task } from "../../labels/index.js";
import { Rng } from "../../shared/index.js";
import type { SavedRun } from "../saved-run.js";

/** A run of made-up answers. */
export interface SampleOptions {
  readonly task: Task;
  /** Labels, of a hierarchy leaves: two a parent. */
  readonly labels: number;
  readonly texts: number;
  /** What stands in every text. */
  readonly text?: string;
}

/** A saved run as training would leave it, with answers that are right about three times of four. */
export function sampleRun({ task, labels: count, texts, text = "words of a text" }: SampleOptions): SavedRun {
  const rng = Rng.fromSeed(7);
  const names = Array.from({ length: count }, (_, id) => `label ${id}`);
  const paths = names.map((name, id) => (task === "hierarchical" ? [`parent ${id >> 1}`, name] : [name]));
  const space = buildLabelSpace(paths, { task });
  const golds = Array.from({ length: texts }, (_, row) =>
    task === "multi-label"
      ? names.filter((_, id) => id === row % count || rng.uniform() < 0.2)
      : (paths[row % count] as string[]),
  );
  const scores = space.heads.map(({ labels }, head) => {
    const values = new Float32Array(texts * labels.length);
    for (const [row, gold] of golds.entries()) {
      const own = labels.map((label) => {
        const holds = task === "multi-label" ? gold.includes(label) : gold[head] === label;
        return rng.uniform() * 0.6 + (holds ? 0.4 : 0);
      });
      const sum = task === "multi-label" ? 1 : own.reduce((total, value) => total + value, 0);
      values.set(
        own.map((value) => value / sum),
        row * labels.length,
      );
    }
    return values;
  });
  const answers = golds.map((_, row) =>
    task === "multi-label"
      ? names.filter((_, id) => (scores[0]?.[row * count + id] ?? 0) >= 0.5)
      : space.heads.map(({ labels }, head) => {
          const own = scores[head]?.subarray(row * labels.length, (row + 1) * labels.length) ?? new Float32Array();
          return labels[own.indexOf(Math.max(...own))] as string;
        }),
  );
  const predictions = golds.map((gold, row): Prediction => {
    const named = space.heads.map(({ name, labels }, head) => {
      const own = labels.map((label, id) => [label, scores[head]?.[row * labels.length + id] ?? 0] as const);
      return [name, Object.fromEntries(own)] as const;
    });
    const plain = (one: readonly string[]): Prediction["gold"] => (task === "multi-class" ? (one[0] ?? "") : one);
    const shown = named.length === 1 ? (named[0]?.[1] ?? {}) : Object.fromEntries(named);
    return {
      ...{ id: `t${row}`, split: "test", text: `${text} ${"more ".repeat(row % 40)}${row}` },
      ...{ gold: plain(gold), predicted: plain(answers[row] ?? []), scores: shown as Prediction["scores"] },
    };
  });
  const thresholds = task === "multi-label" ? names.map(() => 0.5) : undefined;
  const split = evaluateScores(space, { golds, scores, predicted: answers, thresholds });
  const evaluation: Evaluation = {
    ...{ schema_version: EVALUATION_VERSION, task, model: "lstm" },
    labels: task === "hierarchical" ? Object.fromEntries(space.heads.map(({ name, labels }) => [name, labels])) : names,
    splits: { test: { ...split, intervals: { macro_f1: { low: 0.4, high: 0.9, level: 0.95, method: "bca" } } } },
    diagnosis: [{ code: "gap", message: "accuracy is 0.9 on train and 0.7 on test", try: "model.dropout: 0.5" }],
    timing: { train_seconds: 12, inference_ms: { p50: 1, p95: 2, texts: 50 } },
    parameters: { total: 1200, trainable: 1000 },
    layers: [
      { name: "embedding", kind: "Embedding", output_shape: ["B", "T", 10], parameters: 200, trainable: 0 },
      { name: "lstm", kind: "LSTM", output_shape: ["B", 10], parameters: 1000, trainable: 1000 },
    ],
  };
  return {
    ...{
      name: "sample",
      evaluation,
      predictions,
      steps: [1, 2, 3].map((step) => ({ step, loss: 1 / step, learning_rate: 0.1 * step })),
    },
    epochs: [1, 2].map((epoch) => ({
      ...{ epoch, step: epoch * 3, learning_rate: 0.1, seconds: 1 },
      train: { loss: 1 / epoch, accuracy: 0.5 + epoch / 5 },
      validation: { loss: 1.2 / epoch, accuracy: 0.4 + epoch / 5 },
    })),
    manifest: { pinakes: "0.0.0", seed: 1, data: [{ file: "a.jsonl", rows: texts, sha256: "0".repeat(64) }] },
    config: `task: ${task}\n`,
  };
}
