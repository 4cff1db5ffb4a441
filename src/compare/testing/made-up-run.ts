import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Evaluation, evaluateScores, type Prediction } from "../../evaluation/index.js";
import type { LabelSpace } from "../../labels/index.js";

/** One text of a made-up run. */
export interface MadeUpText {
  readonly id: string;
  readonly text?: string;
  readonly gold: Prediction["gold"];
  readonly predicted: Prediction["predicted"];
}

/** What a made-up run holds. */
export interface MadeUpRun {
  readonly space: LabelSpace;
  readonly test: readonly MadeUpText[];
  readonly validation?: readonly MadeUpText[];
  readonly seed?: number;
  readonly sha256?: string;
  readonly split?: Readonly<Record<string, readonly number[]>>;
  /** Validation loss a epoch, of 10 steps and 2 seconds each. */
  readonly losses?: readonly number[];
  readonly bestEpoch?: number;
  readonly evaluation?: Partial<Evaluation>;
}

const list = (said: Prediction["gold"]): readonly string[] => (typeof said === "string" ? [said] : said);

/** Writes a run directory with what a comparison reads, without training anything. */
export async function writeMadeUpRun(folder: string, run: MadeUpRun): Promise<string> {
  const { space, test, validation = [], seed = 1, sha256 = "aa", losses = [] } = run;
  await mkdir(join(folder, "model"), { recursive: true });
  const write = (name: string, value: unknown) => writeFile(join(folder, name), JSON.stringify(value));
  const evaluation = {
    ...{ schema_version: 1, task: space.task, model: "tfidf-linear", labels: [] },
    splits: {
      train: { count: 1, metrics: { accuracy: 1, micro_f1: 1, hierarchical_f1: 1 }, per_label: [] },
      test: evaluated(space, test),
      ...(validation.length > 0 ? { validation: evaluated(space, validation) } : {}),
    },
    timing: { train_seconds: 10, inference_ms: { p50: 2, p95: 3, texts: 50, words: 7 }, batch_ms_per_text: 0.5 },
    parameters: { total: 1000, trainable: 800 },
    footprint: { layers: 3, size_bytes: 4096, peak_memory_mib: 100 },
    ...run.evaluation,
  };
  await write("evaluation.json", evaluation);
  await write("manifest.json", {
    ...{ seed, threads: 2, machine: { cpu: "x" }, data: [{ file: "d.jsonl", rows: 9, sha256 }] },
    ...{ base_dir: folder, started: "now" },
    notes: run.bestEpoch === undefined ? {} : { best: { epoch: run.bestEpoch } },
  });
  await write("split.json", run.split ?? { train: [100, 101], test: test.map((_, row) => row) });
  await writeFile(join(folder, "resolved.yaml"), "");
  const lines = [...validation.map((row) => lineOf(row, "validation")), ...test.map((row) => lineOf(row, "test"))];
  await writeFile(join(folder, "predictions.jsonl"), `${lines.join("\n")}\n`);
  await writeFile(join(folder, "metrics.jsonl"), losses.map(epochLine).join("\n"));
  await write("model/config.json", {
    pinakes: {
      format_version: 1,
      architecture: "tfidf-linear.v1",
      label_space: space,
      text: {},
      model: { type: "tfidf-linear" },
      parameters: { total: 1000, trainable: 800 },
      details: {},
    },
  });
  return folder;
}

/** Writes the folder of several seeds. */
export async function writeMadeUpSeeds(folder: string, runs: readonly MadeUpRun[]): Promise<string> {
  const seeds = runs.map((_, at) => at + 1);
  for (const [at, run] of runs.entries())
    await writeMadeUpRun(join(folder, `seed-${at + 1}`), { ...run, seed: at + 1 });
  await writeFile(join(folder, "evaluation.json"), JSON.stringify({ seeds, splits: {} }));
  return folder;
}

function evaluated(space: LabelSpace, rows: readonly MadeUpText[]): Evaluation["splits"][string] {
  const golds = rows.map(({ gold }) => list(gold));
  const scores = space.heads.map(({ labels }) => new Float32Array(rows.length * labels.length).fill(1 / labels.length));
  return evaluateScores(space, { golds, scores, predicted: rows.map(({ predicted }) => list(predicted)) });
}

function lineOf({ id, text = `text ${id}`, gold, predicted }: MadeUpText, split: string): string {
  return JSON.stringify({ id, split, text, gold, predicted, scores: {} });
}

function epochLine(loss: number, at: number): string {
  const [epoch, step] = [at + 1, 10 * (at + 1)];
  return JSON.stringify({
    ...{ type: "epoch", epoch, step, seconds: 2, learning_rate: 0.1, padding_waste: 1 },
    train: { loss: loss / 2, accuracy: 1 - loss / 2 },
    validation: { loss, accuracy: 1 - loss },
  });
}
