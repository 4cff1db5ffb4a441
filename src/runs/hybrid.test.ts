import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { loadConfig, type RunConfigInput } from "../config/index.js";
import { openSafetensors } from "../models/index.js";
import type { RunEvent } from "./events.js";
import { evaluateRun, summarizeConfig, summarizeRun, trainRun } from "./index.js";
import { nearly } from "./testing/nearly.js";
import { smallData } from "./testing/small-data.js";
import { writeTinyCheckpoint } from "./testing/tiny-checkpoint.js";

let directory = "";
let runs = 0;

beforeAll(async () => {
  ({ directory } = await smallData());
  await writeTinyCheckpoint(join(directory, "bert"));
  await writeTinyCheckpoint(join(directory, "distilbert"), { type: "distilbert" });
});

const split = { method: "stratified", validation: 0.2, test: 0.2, seed: 5 } as const;
const TRAINING = { epochs: 3, batch_size: 16, learning_rate: 0.005, layer_decay: 0.8, schedule: "linear" } as const;
const MEAN = { pooling: "mean" } as const;

function input(model: Record<string, unknown>, training: RunConfigInput["training"] = {}): RunConfigInput {
  const type = (model.type ?? "bert") as "bert";
  const unfreeze = { layers_per_stage: 1, ...(model.unfreeze as object | undefined) };
  return {
    data: { train: "data.jsonl", split },
    text: { max_length: 20 },
    model: { type, checkpoint: type, strategy: "hybrid", ...model, unfreeze },
    training: { ...TRAINING, checkpoints: { keep: "all" }, ...training },
    seed: 3,
  };
}

async function train(config: RunConfigInput, options: { out?: string; resume?: boolean; stopAfter?: number } = {}) {
  const events: RunEvent[] = [];
  const controller = new AbortController();
  const result = await trainRun(await loadConfig(config, { baseDir: directory }), {
    directory: options.out ?? join(directory, "runs", String(runs++)),
    resume: options.resume ?? false,
    signal: controller.signal,
    onEvent: (event) => {
      events.push(event);
      if (event.type === "step" && event.step === options.stopAfter) controller.abort();
    },
  });
  const stages = events.flatMap((event) => (event.type === "training-stage" ? [event] : []));
  return { ...result, stages, told: events.flatMap((event) => (event.type === "stage" ? [event.message] : [])) };
}

async function tensorsOf(file: string): Promise<Map<string, string>> {
  const opened = await openSafetensors(file);
  try {
    const values = new Map<string, string>();
    for (const name of opened.tensors.keys()) values.set(name, String(await opened.read(name)));
    return values;
  } finally {
    await opened.close();
  }
}

const weights = async (run: string): Promise<string> =>
  (await readFile(join(run, "model", "model.safetensors"))).toString("base64");
const manifest = async (run: string) =>
  JSON.parse(await readFile(join(run, "manifest.json"), "utf8")) as { notes: Record<string, unknown> };

/** Layers, and other parts, whose parameters differ between two files. */
async function moved(one: string, two: string): Promise<string[]> {
  const [before, after] = [await tensorsOf(one), await tensorsOf(two)];
  const names = [...after]
    .filter(([name, data]) => before.has(name) && before.get(name) !== data)
    .map(([name]) => name);
  return [
    ...new Set(names.map((name) => /layer\.\d+|embeddings|pooler|pre_classifier|classifier/u.exec(name)?.[0] ?? name)),
  ].sort();
}

describe("strategy hybrid", () => {
  it("fits the head, then unfreezes from the top, and keeps the best of all epochs", async () => {
    const { directory: run, evaluation, stages, told } = await train(input(MEAN));
    expect(told.some((message) => message.startsWith("computing the vectors"))).toBe(true);
    expect(stages.map(({ name, fromEpoch, toEpoch }) => [name, fromEpoch, toEpoch])).toEqual([
      ["top layer", 1, 1],
      ["all layers", 2, 3],
    ]);
    const at = (step: number) => join(run, `checkpoint-${step}`, "model.safetensors");
    const start = join(directory, "bert", "model.safetensors");
    expect(await moved(start, at(8))).toEqual(["layer.1"]);
    expect(await moved(at(8), at(24))).toEqual(["classifier", "embeddings", "layer.0", "layer.1"]);
    expect(evaluation?.splits.test?.metrics.accuracy).toBeGreaterThan(0.7);
    expect((await evaluateRun(run)).splits.test).toEqual(evaluation?.splits.test);
    expect((await manifest(run)).notes).toMatchObject({ heads: [{ name: "label", converged: true }], steps: 24 });
  });

  it("starts where strategy frozen ends", async () => {
    const still = input(MEAN, { learning_rate: 1e-12, clip_norm: 0 });
    const { evaluation } = await train(still);
    const frozen = await train({
      ...input(MEAN),
      model: { type: "bert", checkpoint: "bert", strategy: "frozen", pooling: "mean" },
    });
    expect(evaluation?.splits.test?.metrics).toEqual(nearly(frozen.evaluation?.splits.test?.metrics));
  });

  it("trains a head of two layers for an epoch by itself; of the rest the topmost layers alone where asked", async () => {
    const { directory: run, evaluation, stages } = await train(input({ type: "distilbert", unfreeze: { layers: 1 } }));
    expect(stages.map(({ name, fromEpoch, toEpoch }) => [name, fromEpoch, toEpoch])).toEqual([
      ["head", 1, 1],
      ["top layer", 2, 3],
    ]);
    expect(stages[0]?.trainable).toBe(32 * 32 + 32 + 4 * 32 + 4);
    expect(evaluation?.parameters.trainable).toBe(stages[1]?.trainable);
    const start = join(directory, "distilbert", "model.safetensors");
    expect(await moved(start, join(run, "checkpoint-8", "model.safetensors"))).toEqual([]);
    expect(await moved(start, join(run, "checkpoint-24", "model.safetensors"))).toEqual(["layer.1"]);
  });

  it.each([
    ["a fitted head", MEAN, 3],
    ["a fitted head, after the first stage", MEAN, 13],
    ["a head of epochs", { type: "distilbert" }, 8],
    ["a head of epochs, in the last stage", { type: "distilbert" }, 20],
  ])("resumes to the bit: %s", async (_, model, stopAfter) => {
    const config = input(model, { weight_decay: 0.01, parameter_groups: [{ pattern: "bias$", learning_rate: 0.01 }] });
    const whole = await train(config);
    const out = join(directory, "runs", `stopped-${runs++}`);
    await expect(train(config, { out, stopAfter })).rejects.toMatchObject({ code: "INTERRUPTED" });
    const resumed = await train(config, { out, resume: true });
    expect(resumed.told.some((message) => message.startsWith("computing the vectors"))).toBe(false);
    expect(await weights(out)).toBe(await weights(whole.directory));
    expect((await manifest(out)).notes.heads).toEqual((await manifest(whole.directory)).notes.heads);
  });

  it("shares the fitted head among seeds, and gives each seed its own course", async () => {
    const { directory: run, told } = await train({ ...input(MEAN, { epochs: 2 }), seed: [1, 2] });
    const { directory: alone } = await train({ ...input(MEAN, { epochs: 2 }), seed: 2 });
    expect(told.filter((message) => message.startsWith("computing the vectors"))).toHaveLength(2);
    expect(await weights(join(run, "seed-2"))).toBe(await weights(alone));
    expect(await weights(join(run, "seed-1"))).not.toBe(await weights(alone));
  });

  it("counts in its summary what ever trains", async () => {
    const config = input({ ...MEAN, unfreeze: { layers: 1 } });
    const { directory: run, evaluation } = await train(config);
    const summary = await summarizeConfig(await loadConfig(config, { baseDir: directory }));
    expect(await summarizeRun(run)).toEqual(summary);
    expect({ total: summary.total, trainable: summary.trainable }).toEqual(evaluation?.parameters);
    const frozen = summary.layers.filter(({ parameters, trainable }) => parameters > 0 && trainable === 0);
    expect(frozen.map(({ name }) => name).at(-1)).toBe("encoder.layer.0");
  });
});

describe("what does not go together is refused", () => {
  it.each<[string, Record<string, unknown>, RunConfigInput["training"], RegExp]>([
    ["more stages than epochs", MEAN, { epochs: 1 }, /training\.epochs: 2 or more/u],
    [
      "a stage in which nothing moves",
      { ...MEAN, unfreeze: { head: 1 } },
      { parameter_groups: [{ pattern: "classifier", learning_rate: 0 }] },
      /stage head trains nothing/u,
    ],
    [
      "a new layer under a fitted head",
      { type: "distilbert", unfreeze: { head: "fit" } },
      {},
      /model\.unfreeze\.head: 1/u,
    ],
  ])("%s", async (_, model, training, message) => {
    const refusal = train(input(model, training));
    await expect(refusal).rejects.toMatchObject({ code: "CONFIG_CONFLICT" });
    await expect(refusal).rejects.toThrow(message);
  });
});
