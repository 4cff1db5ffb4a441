import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { loadConfig, type RunConfigInput } from "../config/index.js";
import { evaluateRun, trainRun } from "./index.js";
import { smallData } from "./testing/small-data.js";
import { writeTinyCheckpoint } from "./testing/tiny-checkpoint.js";

let directory = "";
let runs = 0;

beforeAll(async () => {
  ({ directory } = await smallData());
  await writeTinyCheckpoint(join(directory, "bert"));
});

const split = { method: "stratified", validation: 0.2, test: 0.2, seed: 5 } as const;
const TRAINING = { epochs: 8, batch_size: 16, learning_rate: 0.005, precision: "int8" } as const;

async function train(
  training: RunConfigInput["training"],
  { model = {}, ...options }: { model?: object; out?: string; resume?: boolean; stopAfter?: number } = {},
) {
  const input: RunConfigInput = {
    data: { train: "data.jsonl", split },
    text: { max_length: 20 },
    model: { type: "bert", checkpoint: "bert", ...model },
    training: { ...TRAINING, ...training },
    seed: 3,
  };
  const controller = new AbortController();
  return trainRun(await loadConfig(input, { baseDir: directory }), {
    directory: options.out ?? join(directory, "runs", String(runs++)),
    resume: options.resume ?? false,
    signal: controller.signal,
    onEvent: (event) => {
      if (event.type === "step" && event.step === options.stopAfter) controller.abort();
    },
  });
}

/** The saved weights, to the bit. */
async function weights(run: string): Promise<string> {
  const bytes = await readFile(join(run, "model", "model.safetensors"));
  return createHash("sha256").update(bytes).digest("hex");
}
const notes = async (run: string) =>
  (JSON.parse(await readFile(join(run, "manifest.json"), "utf8")) as { notes: Record<string, unknown> }).notes;

describe("training.precision: int8", () => {
  it("learns as float32 does, on a course of its own, and saves float32", async () => {
    const { directory: run, evaluation } = await train({});
    const { directory: plain } = await train({ precision: "fp32" });
    expect(evaluation?.splits.test?.metrics.accuracy).toBeGreaterThan(0.7);
    expect(await weights(run)).not.toBe(await weights(plain));
    expect((await evaluateRun(run)).splits.test).toEqual(evaluation?.splits.test);
    expect([7, 8]).toContain((await notes(run)).int8_bits);
    expect(await notes(plain)).not.toHaveProperty("int8_bits");
  });

  const unfreeze = { layers_per_stage: 1 };
  it.each([
    ["strategy full", {}],
    [
      "strategy hybrid, whose frozen layers are quantised once a stage",
      { strategy: "hybrid", pooling: "mean", unfreeze },
    ],
  ])("resumes to the bit: %s", async (_, model) => {
    const training = { epochs: 3 };
    const { directory: whole } = await train(training, { model });
    const out = join(directory, "runs", `stopped-${runs++}`);
    await expect(train(training, { model, out, stopAfter: 13 })).rejects.toMatchObject({ code: "INTERRUPTED" });
    await train(training, { model, out, resume: true });
    expect(await weights(out)).toBe(await weights(whole));
  });

  it("changes nothing under strategy frozen, which takes no steps", async () => {
    const model = { strategy: "frozen", pooling: "mean" };
    const { directory: run } = await train({}, { model });
    const { directory: plain } = await train({ precision: "fp32" }, { model });
    expect(await weights(run)).toBe(await weights(plain));
  });
});
