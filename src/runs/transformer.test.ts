import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { loadConfig, type RunConfigInput } from "../config/index.js";
import { openSafetensors } from "../models/index.js";
import type { RunEvent } from "./events.js";
import { evaluateRun, loadRunClassifier, summarizeConfig, summarizeRun, trainRun } from "./index.js";
import { nearly } from "./testing/nearly.js";
import { smallData } from "./testing/small-data.js";
import { TINY_TYPES, writeTinyCheckpoint } from "./testing/tiny-checkpoint.js";

let directory = "";
let names = 0;

beforeAll(async () => {
  ({ directory } = await smallData());
  for (const type of TINY_TYPES) await writeTinyCheckpoint(join(directory, type), { type });
});

type Model = Exclude<RunConfigInput["model"], { type: "majority" | "tfidf-linear" }>;
const split = { method: "stratified", validation: 0.2, test: 0.2, seed: 5 } as const;
const levels = { train: "data.jsonl", labels: ["level1", "level2"], split };

function input(model: Record<string, unknown>, overrides: Partial<RunConfigInput> = {}): RunConfigInput {
  const type = (model.type ?? "bert") as "bert";
  return {
    data: { train: "data.jsonl", split },
    text: { max_length: 20 },
    model: { type, checkpoint: type, ...model } as Model,
    training: { epochs: 8, batch_size: 16, learning_rate: 0.005, checkpoints: { keep: "all" } },
    seed: 3,
    ...overrides,
  };
}

const frozen = { strategy: "frozen", pooling: "mean" };

async function train(config: RunConfigInput, options: { out?: string; resume?: boolean; stopAfter?: number } = {}) {
  const events: RunEvent[] = [];
  const controller = new AbortController();
  const result = await trainRun(await loadConfig(config, { baseDir: directory }), {
    directory: options.out ?? join(directory, "runs", String(names++)),
    resume: options.resume ?? false,
    signal: controller.signal,
    onEvent: (event) => {
      events.push(event);
      if (event.type === "step" && event.step === options.stopAfter) controller.abort();
    },
  });
  return { ...result, events, stages: events.flatMap((event) => (event.type === "stage" ? [event.message] : [])) };
}

async function tensorsOf(folder: string): Promise<Map<string, Float32Array>> {
  const file = await openSafetensors(join(folder, "model.safetensors"));
  try {
    const values = new Map<string, Float32Array>();
    for (const name of file.tensors.keys()) values.set(name, (await file.read(name)) as Float32Array);
    return values;
  } finally {
    await file.close();
  }
}

const json = async (...path: string[]) => JSON.parse(await readFile(join(...path), "utf8")) as Record<string, unknown>;
/** Weights as a text that is quick to compare. */
const weights = async (run: string): Promise<string> =>
  (await readFile(join(run, "model", "model.safetensors"))).toString("base64");

describe("strategy full", () => {
  it.each(TINY_TYPES)("trains %s, and saves what scores the same", async (type) => {
    const { directory: run, evaluation } = await train(input({ type }));
    expect(evaluation?.splits.test?.metrics.accuracy).toBeGreaterThan(0.7);
    expect(evaluation?.parameters.trainable).toBe(evaluation?.parameters.total);
    expect((await evaluateRun(run)).splits.test).toEqual(evaluation?.splits.test);
    const first = await evaluateRun(run, { checkpoint: "epoch-1", split: "validation" });
    expect(first.splits.validation?.count).toBe(40);
    expect(first.splits.validation).not.toEqual(evaluation?.splits.validation);
  });

  it("resumes in the middle of an epoch as if it had never stopped, layer by layer", async () => {
    const config = input({}, { training: { epochs: 2, batch_size: 16, learning_rate: 0.01, layer_decay: 0.5 } });
    const whole = await train(config);
    const out = join(directory, "runs", "stopped");
    await expect(train(config, { out, stopAfter: 5 })).rejects.toMatchObject({ code: "INTERRUPTED" });
    await train(config, { out, resume: true });
    expect(await weights(out)).toEqual(await weights(whole.directory));
  });

  it("starts each seed of several from the checkpoint, as it does alone", async () => {
    const training = { epochs: 1, batch_size: 16, learning_rate: 0.01 };
    const { directory: run, seeds } = await train(input({}, { seed: [1, 2], training }));
    const { directory: alone } = await train(input({}, { seed: 2, training }));
    expect(await weights(join(run, "seed-2"))).toEqual(await weights(alone));
    expect(await weights(join(run, "seed-1"))).not.toEqual(await weights(alone));
    expect(seeds?.splits.test?.metrics.accuracy?.values).toHaveLength(2);
  });

  it("moves the layers less the lower they are, by layer_decay; groups of the config come first", async () => {
    const parameter_groups = [{ pattern: "word_embeddings", learning_rate: 0 }];
    const training = { epochs: 1, batch_size: 200, optimizer: "sgd", momentum: 0, clip_norm: 0 } as const;
    const step = (more: object) => train(input({ embedding_update: "dense" }, { training: { ...training, ...more } }));
    const start = await tensorsOf(join(directory, "bert"));
    const moved = async ({ directory: run }: { directory: string }, name: string) =>
      (await tensorsOf(join(run, "model"))).get(name)?.map((value, at) => value - (start.get(name)?.[at] as number));
    const whole = await step({ learning_rate: 0.1 });
    const decayed = await step({ learning_rate: 0.1, layer_decay: 0.5, parameter_groups });
    for (const [name, factor] of [
      ["bert.pooler.dense.weight", 1],
      ["bert.encoder.layer.1.output.dense.weight", 0.5],
      ["bert.encoder.layer.0.output.dense.weight", 0.25],
      ["bert.embeddings.position_embeddings.weight", 0.125],
      ["bert.embeddings.word_embeddings.weight", 0],
    ] as const) {
      const [one, two] = [await moved(whole, name), await moved(decayed, name)];
      const largest = Math.max(...(one ?? []).map(Math.abs));
      expect(largest, name).toBeGreaterThan(0);
      one?.forEach((value, at) => {
        expect(Math.abs((two?.[at] as number) - factor * value), name).toBeLessThan(1e-5 + 1e-3 * largest);
      });
    }
  });
});

describe("strategy frozen", () => {
  it.each(["bert", "distilbert"] as const)("trains the head of %s and nothing else", async (type) => {
    const { directory: run, evaluation } = await train(input({ type, ...frozen }, { training: {} }));
    expect(evaluation?.splits.test?.metrics.accuracy).toBeGreaterThan(0.5);
    expect(evaluation?.parameters.trainable).toBe(4 * 32 + 4);
    expect((await evaluateRun(run)).splits.test).toEqual(nearly(evaluation?.splits.test));
    const [before, after] = [await tensorsOf(join(directory, type)), await tensorsOf(join(run, "model"))];
    for (const [name, values] of after) {
      if (!name.startsWith("classifier")) expect(values, name).toEqual(before.get(name));
    }
    const { notes } = await json(run, "manifest.json");
    expect(notes).toMatchObject({ heads: [{ name: "label", converged: true }], tokens: { vocabulary_size: 35 } });
    expect((notes as { heads: { candidates: object[] }[] }).heads[0]?.candidates).toHaveLength(4);
  });

  it("computes the vectors once for all seeds, which agree", async () => {
    const { directory: run, stages } = await train(input(frozen, { training: {}, seed: [1, 2] }));
    expect(stages.filter((stage) => stage.startsWith("computing the vectors"))).toEqual([
      "computing the vectors of 120 train texts",
      "computing the vectors of 40 validation texts",
      "computing the vectors of 40 test texts",
    ]);
    expect(await weights(join(run, "seed-1"))).toEqual(await weights(join(run, "seed-2")));
  });

  it("takes one strength where there is no validation split, and class weights", async () => {
    const data = { train: "data.jsonl", split: { test: 0.2 } };
    const { directory: run } = await train(input(frozen, { data, training: {} }));
    const weighted = await train(input(frozen, { data, training: { class_weights: { space: 9 } } }));
    expect((await json(run, "manifest.json")).notes).toMatchObject({ heads: [{ strength: 10, candidates: [] }] });
    expect(await weights(weighted.directory)).not.toEqual(await weights(run));
  });
});

describe.each([{}, frozen])("over two levels (%o)", (model) => {
  it("trains a head a level", async () => {
    const { directory: run, evaluation } = await train(input(model, { task: "hierarchical", data: levels }));
    expect(evaluation?.splits.test?.levels?.level1?.metrics.accuracy).toBeGreaterThan(0.6);
    expect((await evaluateRun(run)).splits.test).toEqual(nearly(evaluation?.splits.test));
    expect([...(await tensorsOf(join(run, "model"))).keys()]).toContain("classifier.level2.weight");
    const saved = await json(run, "model", "config.json");
    expect(saved).toMatchObject({ model_type: "bert", architectures: ["BertModel"] });
    expect(saved).not.toHaveProperty("problem_type");
  });
});

describe("a saved transformer", () => {
  it("is laid out as Hugging Face's, with all that is Pinakes' under one key, and scores the same when loaded", async () => {
    const { directory: run } = await train(input({ type: "distilbert" }));
    const { pinakes, ...saved } = await json(run, "model", "config.json");
    const labels = ["hockey", "medicine", "space", "tennis"];
    expect(saved).toEqual({
      ...(await json(directory, "distilbert", "config.json")),
      architectures: ["DistilBertForSequenceClassification"],
      torch_dtype: "float32",
      "transformers.js_config": { dtype: "fp32" },
      id2label: Object.fromEntries(labels.map((label, id) => [String(id), label])),
      label2id: Object.fromEntries(labels.map((label, id) => [label, id])),
      problem_type: "single_label_classification",
    });
    expect(Object.keys(pinakes as object).sort()).toEqual(
      [
        "architecture",
        "decisions",
        "details",
        "format_version",
        "hierarchy",
        "label_space",
        "model",
        "parameters",
        "text",
      ].sort(),
    );
    const file = "tokenizer.json";
    expect(await json(run, "model", file)).toEqual(await json(directory, "distilbert", file));
    const [one, two] = [await loadRunClassifier(run), await loadRunClassifier(join(run, "model"))];
    const texts = ["rocket orbit of the moon", "", "unknown words"];
    expect(await one.scores(texts)).toEqual(await two.scores(texts));
    await two.save(join(run, "again"));
    const files = ["config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors", "onnx/model.onnx"];
    for (const name of files) {
      const [first, second] = [await readFile(join(run, "model", name)), await readFile(join(run, "again", name))];
      expect(second.equals(first), name).toBe(true);
    }
    await Promise.all([one.release(), two.release()]);
  });

  it("is a checkpoint for another run", async () => {
    const { directory: run } = await train(input({}, { training: { epochs: 1, learning_rate: 0.01 } }));
    const next = input({ checkpoint: join(run, "model") }, { task: "hierarchical", data: levels });
    const { stages, evaluation } = await train(next);
    expect(stages[0]).toContain("new: classifier.level1.weight");
    expect(stages[0]).toContain("not used: classifier.bias, classifier.weight");
    expect(evaluation?.splits.test?.levels?.level2?.metrics.accuracy).toBeGreaterThan(0.5);
  });

  it("is summed up as its config says it will be", async () => {
    const config = await loadConfig(input(frozen, { training: {} }), { baseDir: directory });
    const before = await summarizeConfig(config);
    const { directory: run, evaluation } = await train(input(frozen, { training: {} }));
    expect(await summarizeRun(run)).toEqual(before);
    expect(before).toMatchObject(evaluation?.parameters ? { total: evaluation.parameters.total, trainable: 132 } : {});
  });
});

describe("weights that the checkpoint lacks or has too many of", () => {
  it("are told in a line and noted in the manifest", async () => {
    const extra = ["cls.predictions.bias", "bert.embeddings.position_ids"];
    await writeTinyCheckpoint(join(directory, "partial"), { without: /^classifier|pooler/u, extra });
    const { stages, directory: run } = await train(input({ checkpoint: "partial" }));
    const made = ["bert.pooler.dense.weight", "bert.pooler.dense.bias", "classifier.weight", "classifier.bias"];
    expect(stages[0]).toMatch(/^from partial: 37 pretrained weights; new: .*pooler.*; not used: .*cls\.predictions/u);
    const { checkpoint } = (await json(run, "manifest.json")).notes as { checkpoint: Record<string, string[]> };
    expect(checkpoint).toMatchObject({ name: "partial", source: "folder" });
    expect(checkpoint.new?.toSorted()).toEqual(made.toSorted());
    expect(checkpoint.unexpected?.toSorted()).toEqual(extra.toSorted());
    await expect(train(input({ checkpoint: "partial", strategy: "frozen" }, { training: {} }))).rejects.toMatchObject({
      code: "CONFIG_CONFLICT",
      where: "model.pooling",
    });
  });
});

describe("what does not go together is refused before anything is written", () => {
  it.each<[string, Record<string, unknown>, string, RegExp, Partial<RunConfigInput>?]>([
    ["another type", { type: "roberta", checkpoint: "bert" }, "CONFIG_CONFLICT", /set model\.type: bert/u],
    ["a longer input", { max_length: 25 }, "CONFIG_CONFLICT", /set model\.max_length: 24/u],
    ["no tokenizer", { checkpoint: "untold" }, "CHECKPOINT_FORMAT", /no tokenizer\.json/u],
    ["a larger tokenizer", { checkpoint: "wordy" }, "CHECKPOINT_FORMAT", /75 tokens.*64 rows/u],
    ["half an encoder", { checkpoint: "half" }, "MODEL_ARTIFACT", /bert\.encoder\.layer\.1.* is missing/u],
    [
      "a new layer under a frozen head",
      { type: "distilbert", strategy: "frozen" },
      "CONFIG_CONFLICT",
      /pooling: mean/u,
    ],
    [
      "strengths without validation",
      { ...frozen, strength: [1, 2] },
      "CONFIG_CONFLICT",
      /give one number/u,
      { data: { train: "data.jsonl", split: { test: 0.2 } } },
    ],
  ])("%s", async (_, model, code, message, overrides = {}) => {
    await writeTinyCheckpoint(join(directory, "untold"));
    await rm(join(directory, "untold", "tokenizer.json"));
    await writeTinyCheckpoint(join(directory, "wordy"), { moreWords: 40 });
    await writeTinyCheckpoint(join(directory, "half"), { without: /layer\.1/u });
    const out = join(directory, "runs", "refused");
    const refusal = train(input(model, overrides), { out });
    await expect(refusal).rejects.toMatchObject({ code });
    await expect(refusal).rejects.toThrow(message);
    await expect(readFile(join(out, "resolved.yaml"))).rejects.toMatchObject({ code: "ENOENT" });
  });
});

it("the learning rate follows the model, and is written out", async () => {
  const { directory: run } = await train(input(frozen, { training: {} }));
  const resolved = parse(await readFile(join(run, "resolved.yaml"), "utf8")) as { training: Record<string, unknown> };
  expect(resolved.training.learning_rate).toBe(0.00005);
});
