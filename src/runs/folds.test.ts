import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { loadConfig, type RunConfigInput } from "../config/index.js";
import type { Prediction } from "../evaluation/index.js";
import { evaluateRun, loadRunClassifier, type RunEvent, type RunResult, trainRun } from "./index.js";
import { smallData, smallSets } from "./testing/small-data.js";
import { writeTinyCheckpoint } from "./testing/tiny-checkpoint.js";

let directory = "";
let sets = "";
let runs = 0;

beforeAll(async () => {
  ({ directory } = await smallData(120));
  ({ directory: sets } = await smallSets(150));
  await writeTinyCheckpoint(join(directory, "tiny"));
});

const split = { method: "stratified", validation: 0.2, test: 0.2, seed: 5 } as const;
const base: RunConfigInput = {
  data: { train: "data.jsonl", split },
  model: { type: "bilstm", embedding_size: 8, hidden_size: 6, pooling: "max" },
  training: { epochs: 3, batch_size: 16, learning_rate: 0.02, early_stopping: { patience: 1 } },
  folds: 3,
  intervals: false,
  seed: 2,
};

interface Trained extends RunResult {
  readonly events: readonly RunEvent[];
}

async function train(
  config: Partial<RunConfigInput>,
  {
    out,
    resume = false,
    stopAt,
    from = directory,
  }: { out?: string; resume?: boolean; stopAt?: string; from?: string } = {},
): Promise<Trained> {
  const events: RunEvent[] = [];
  const controller = new AbortController();
  const result = await trainRun(await loadConfig({ ...base, ...config } as RunConfigInput, { baseDir: from }), {
    directory: out ?? join(from, "runs", `folds-${runs++}`),
    resume,
    signal: controller.signal,
    onEvent: (event) => {
      events.push(event);
      if (event.type === "stage" && event.message === stopAt) controller.abort();
    },
  });
  return { ...result, events };
}

async function predictions(run: string): Promise<Prediction[]> {
  const lines = (await readFile(join(run, "predictions.jsonl"), "utf8")).trim().split("\n");
  return lines.map((line) => JSON.parse(line) as Prediction);
}

describe("cross-validation", () => {
  it("measures each training and validation text by a model that has not learned from it", async () => {
    const { directory: run, evaluation } = await train({});
    const { folds, splits } = evaluation ?? {};
    expect(folds?.count).toBe(3);
    expect(folds?.each.map(({ texts, train_texts: rest }) => texts + rest)).toEqual([96, 96, 96]);
    expect(folds?.each.reduce((sum, { texts }) => sum + texts, 0)).toBe(96);
    expect(splits?.["out-of-fold"]?.count).toBe(96);
    expect(splits?.train?.count).toBe(96);
    expect(splits?.test?.count).toBe(24);
    expect(splits?.validation).toBeUndefined();
    const { mean, sd, values } = folds?.metrics.accuracy ?? { mean: 0, sd: 0, values: [] };
    expect(values).toHaveLength(3);
    expect(mean).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / 3, 12);
    expect(sd).toBeGreaterThanOrEqual(0);
    const best = folds?.each.map(({ best_epoch: epoch }) => epoch ?? Number.NaN) ?? [];
    expect(folds?.epochs).toBe(Math.round(best.reduce((sum, epoch) => sum + epoch, 0) / 3));
    const said = (await predictions(run)).filter(({ split: name }) => name === "out-of-fold");
    expect(new Set(said.map(({ id }) => id)).size).toBe(96);
    const right = said.filter(({ gold, predicted }) => gold === predicted).length;
    expect(right / 96).toBeCloseTo(splits?.["out-of-fold"]?.metrics.accuracy ?? 0, 12);
    const inFold = await Promise.all(
      [1, 2, 3].map(async (fold) => {
        const file = await readFile(join(run, "folds", `fold-${fold}`, "split.json"), "utf8");
        return (JSON.parse(file) as { validation: number[] }).validation;
      }),
    );
    expect(said.map(({ id }) => Number(id)).sort((a, b) => a - b)).toEqual(inFold.flat().sort((a, b) => a - b));
    expect((await readdir(join(run, "folds", "fold-1"))).filter((name) => name.startsWith("checkpoint"))).toEqual([]);
    expect((await evaluateRun(run)).splits.test?.metrics).toEqual(splits?.test?.metrics);
  });

  it("goes on where it was interrupted, without the folds that are done, to the same end", async () => {
    const out = join(directory, "runs", "interrupted");
    await expect(train({}, { out, stopAt: "fold 3 of 3" })).rejects.toMatchObject({ code: "INTERRUPTED" });
    const { evaluation, events } = await train({}, { out, resume: true });
    const told = events.flatMap((event) =>
      event.type === "stage" && event.message.startsWith("fold ") ? [event.message] : [],
    );
    expect(told).toEqual(["fold 3 of 3"]);
    const whole = await train({});
    expect(evaluation?.splits["out-of-fold"]?.metrics).toEqual(whole.evaluation?.splits["out-of-fold"]?.metrics);
    expect(evaluation?.splits.test?.metrics).toEqual(whole.evaluation?.splits.test?.metrics);
  });

  it("tunes thresholds of sets on all folds, and a linear model's strength", async () => {
    const data = { train: "sets.jsonl", split };
    const model = { type: "tfidf-linear", char: false, strength: [0.1, 1, 10] } satisfies RunConfigInput["model"];
    const { directory: run, evaluation } = await train({ task: "multi-label", data, model }, { from: sets });
    expect(evaluation?.folds?.epochs).toBeUndefined();
    expect([0.1, 1, 10]).toContain(evaluation?.folds?.strength);
    const classifier = await loadRunClassifier(run);
    expect(classifier.decisions.labels?.kind).toBe("thresholds");
    await classifier.release();
    expect(evaluation?.splits.test?.metrics.micro_f1).toBeGreaterThan(0.6);
    expect(evaluation?.splits["out-of-fold"]?.metrics.micro_f1).toBeGreaterThan(0.6);
  });

  it("fits the heads of a frozen encoder, for a hierarchy", async () => {
    const data = { train: "data.jsonl", labels: ["level1", "level2"], split };
    const model = { type: "bert", checkpoint: "tiny", strategy: "frozen", pooling: "mean" } as const;
    const { evaluation } = await train({ task: "hierarchical", data, model, text: { max_length: 16 } });
    expect(evaluation?.folds?.metrics["level2.accuracy"]?.values).toHaveLength(3);
    expect(evaluation?.folds?.strength).toBeGreaterThan(0);
    expect(evaluation?.splits.test?.metrics.path_accuracy).toBeGreaterThan(0.3);
  });

  it("is refused with a schedule that looks at a validation split", async () => {
    const training = { ...base.training, schedule: "plateau" } as const;
    await expect(train({ training })).rejects.toMatchObject({ code: "CONFIG_CONFLICT" });
  });
});
