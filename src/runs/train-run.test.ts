import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { loadConfig, type RunConfigInput } from "../config/index.js";
import type { RunEvent } from "./events.js";
import { evaluateRun, loadRunClassifier, type RunResult, trainRun } from "./index.js";
import { smallData } from "./testing/small-data.js";

let directory = "";
let names = 0;

beforeAll(async () => {
  ({ directory } = await smallData());
});

const split = { method: "stratified", validation: 0.2, test: 0.2 } as const;

function network(overrides: Partial<RunConfigInput> = {}): RunConfigInput {
  return {
    data: { train: "data.jsonl", split },
    model: { type: "bilstm-attention", embedding_size: 16, hidden_size: 8, dropout: 0.2 },
    training: { epochs: 4, batch_size: 16, learning_rate: 0.02, checkpoints: { keep: "all" } },
    seed: 3,
    ...overrides,
  };
}

interface Trained extends RunResult {
  readonly events: readonly RunEvent[];
}

async function train(
  input: RunConfigInput,
  options: { out?: string; resume?: boolean; stopAfter?: number } = {},
): Promise<Trained> {
  const events: RunEvent[] = [];
  const controller = new AbortController();
  const result = await trainRun(await loadConfig(input, { baseDir: directory }), {
    directory: options.out ?? join(directory, "runs", String(names++)),
    resume: options.resume ?? false,
    signal: controller.signal,
    onEvent: (event) => {
      events.push(event);
      if (event.type === "step" && event.step === options.stopAfter) controller.abort();
    },
  });
  return { ...result, events };
}

const weights = (run: string): Promise<Buffer> => readFile(join(run, "model", "model.safetensors"));

describe("a run from config to directory", () => {
  it("learns, evaluates and writes every file", async () => {
    const { directory: run, evaluation, events } = await train(network());
    expect(evaluation?.splits.test?.metrics.accuracy).toBeGreaterThan(0.8);
    expect(evaluation?.splits.test?.count).toBe(40);
    for (const file of [
      "config.yaml",
      "resolved.yaml",
      "manifest.json",
      "metrics.jsonl",
      "split.json",
      "evaluation.json",
      "predictions.jsonl",
    ]) {
      expect((await stat(join(run, file))).size, file).toBeGreaterThan(0);
    }
    const epochs = events.filter((event) => event.type === "epoch");
    expect(epochs).toHaveLength(4);
    expect(epochs.at(-1)?.validation?.macro_f1).toBeGreaterThan(0.5);
    const lines = (await readFile(join(run, "predictions.jsonl"), "utf8")).trim().split("\n");
    expect(lines).toHaveLength(80);
    expect(JSON.parse(lines[0] as string)).toMatchObject({
      split: "validation",
      gold: expect.any(String),
      predicted: expect.any(String),
    });
  });

  it("gives the same weights to the bit for the same seed, and others for another", async () => {
    const [one, two, three] = [await train(network()), await train(network()), await train(network({ seed: 4 }))];
    expect(await weights(one.directory)).toEqual(await weights(two.directory));
    expect(await weights(one.directory)).not.toEqual(await weights(three.directory));
  });

  it("resumes in the middle of an epoch as if it had never stopped", async () => {
    const whole = await train(network());
    const out = join(directory, "runs", "stopped");
    await expect(train(network(), { out, stopAfter: 11 })).rejects.toMatchObject({ code: "INTERRUPTED" });
    const resumed = await train(network(), { out, resume: true });
    expect(resumed.events.find((event) => event.type === "start")).toMatchObject({ fromStep: 11 });
    expect(await weights(resumed.directory)).toEqual(await weights(whole.directory));
    const figures = async (run: string) =>
      (await readFile(join(run, "metrics.jsonl"), "utf8"))
        .trim()
        .split("\n")
        .map((line) => ({ ...(JSON.parse(line) as object), seconds: 0 }));
    expect(await figures(resumed.directory)).toEqual(await figures(whole.directory));
  });

  it("refuses a folder that is there, and to resume with another config", async () => {
    const out = join(directory, "runs", "twice");
    await train(network(), { out });
    await expect(train(network(), { out })).rejects.toMatchObject({ code: "RUN_EXISTS" });
    await expect(train(network({ seed: 9 }), { out, resume: true })).rejects.toMatchObject({
      code: "RUN_RESUME_MISMATCH",
    });
  });

  it("evaluates again what it evaluated, also from any saved epoch", async () => {
    const { directory: run, evaluation } = await train(network());
    const again = await evaluateRun(run);
    expect(again.splits.test).toEqual(evaluation?.splits.test);
    const first = await evaluateRun(run, { checkpoint: "epoch-1", split: "validation" });
    expect(first.splits.validation?.count).toBe(40);
    await expect(evaluateRun(run, { checkpoint: "epoch-9" })).rejects.toMatchObject({ code: "CHECKPOINT_NOT_FOUND" });
  });

  it("trains once a seed and gives mean and spread", async () => {
    const { seeds } = await train(network({ seed: [1, 2] }));
    const accuracy = seeds?.splits.test?.metrics.accuracy;
    expect(accuracy?.values).toHaveLength(2);
    expect(accuracy?.mean).toBeCloseTo(((accuracy?.values[0] as number) + (accuracy?.values[1] as number)) / 2, 12);
  });

  it("stops early when validation stands still", async () => {
    const training = {
      epochs: 30,
      batch_size: 16,
      learning_rate: 0.05,
      early_stopping: { metric: "accuracy", patience: 2 },
    };
    const { events } = await train(network({ training }));
    const stop = events.find((event) => event.type === "early-stop");
    expect(stop).toBeDefined();
    expect(events.filter((event) => event.type === "epoch").length).toBeLessThan(30);
  });

  it.each(["lstm", "bilstm"] as const)("trains %s over two levels with weights", async (type) => {
    const { evaluation } = await train(
      network({
        task: "hierarchical",
        data: { train: "data.jsonl", labels: ["level1", "level2"], split },
        model: { type, embedding_size: 16, hidden_size: 12, layers: 2, dropout: 0.1 },
        training: { epochs: 6, batch_size: 16, learning_rate: 0.02, level_weights: [0.7, 0.3] },
      }),
    );
    expect(Object.keys(evaluation?.splits.test?.levels ?? {})).toEqual(["level1", "level2"]);
    expect(evaluation?.splits.test?.levels?.level1?.metrics.accuracy).toBeGreaterThan(0.7);
    expect(evaluation?.splits.test?.metrics.path_accuracy).toBeGreaterThan(0.4);
  });

  it.each(["majority", "tfidf-linear"] as const)("trains %s and loads it again", async (type) => {
    const { directory: run, evaluation } = await train(network({ model: { type }, training: {} }));
    expect((await evaluateRun(run)).splits.test).toEqual(evaluation?.splits.test);
    expect(evaluation?.splits.test?.metrics.accuracy).toBeGreaterThan(type === "majority" ? 0.2 : 0.8);
  });

  it("does not evaluate a model on validation texts that it was refitted on", async () => {
    const { evaluation, events } = await train(network({ model: { type: "tfidf-linear", refit: true }, training: {} }));
    expect(Object.keys(evaluation?.splits ?? {})).toEqual(["train", "test"]);
    expect(events.some((event) => event.type === "stage" && event.message.includes("refit"))).toBe(true);
  });

  it("predicts the same whatever else is in the batch", async () => {
    const { directory: run } = await train(network());
    const classifier = await loadRunClassifier(run);
    const texts = ["rocket orbit", "goalie of the rink says a new puck playoff today", "", "unseenword"];
    const together = await classifier.classify(texts, { topK: 4 });
    for (const [index, text] of texts.entries()) {
      const [alone] = await classifier.classify([text], { topK: 4 });
      expect(alone?.labels).toEqual(together[index]?.labels);
      alone?.heads[0]?.best.forEach(({ score }, place) => {
        expect(score).toBeCloseTo(together[index]?.heads[0]?.best[place]?.score as number, 5);
      });
    }
    await classifier.release();
  });
});
