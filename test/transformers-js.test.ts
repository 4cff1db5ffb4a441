import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { AutoModel, AutoModelForSequenceClassification, AutoTokenizer, env, pipeline } from "@huggingface/transformers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Classifier, type NetworkTextModel } from "../src/classifier/index.js";
import { loadConfig, type RunConfigInput } from "../src/config/index.js";
import { trainRun } from "../src/runs/index.js";
import { smallData } from "../src/runs/testing/small-data.js";
import { TINY_TYPES, writeTinyCheckpoint } from "../src/runs/testing/tiny-checkpoint.js";

/** The same float32 products in another order. */
const FLOAT32_LOGITS = 1e-4;

const MODELS = process.env.PINAKES_MODELS ?? "../shared/models";

const TEXTS = [
  "the rocket leaves orbit today",
  "A patient, a dose; says the surgeon!",
  "puck",
  "new report about the playoff (and 3 words nobody knows)",
];

let directory = "";

beforeAll(async () => {
  ({ directory } = await smallData(120));
  for (const type of TINY_TYPES) await writeTinyCheckpoint(join(directory, type), { type });
  env.allowRemoteModels = false;
});

afterAll(() => rm(directory, { recursive: true }));

type Model = RunConfigInput["model"];

/** Trains a little, and gives the saved model with its name as transformers.js finds it. */
async function saved(model: Record<string, unknown>, overrides: Partial<RunConfigInput> = {}) {
  const run = await mkdtemp(join(directory, "run-"));
  const config: RunConfigInput = {
    data: { train: "data.jsonl", split: { method: "stratified", validation: 0.2, test: 0.2, seed: 5 } },
    text: { max_length: 20 },
    model: { pooling: "reference", ...model } as Model,
    training: { epochs: 1, batch_size: 16, learning_rate: 0.01 },
    seed: 3,
    ...overrides,
  };
  await trainRun(await loadConfig(config, { baseDir: directory }), { directory: join(run, "run") });
  const classifier = await Classifier.load(join(run, "run", "model"));
  env.localModelPath = join(run, "run");
  return { classifier, network: classifier.model as NetworkTextModel, name: "model" };
}

type Encoded = Record<string, { readonly data: BigInt64Array; readonly dims: readonly number[] }>;

const numbers = (data: ArrayLike<unknown> | undefined): number[] => Array.from(data ?? [], Number);

function largestGap(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Array.from(a, (value, i) => Math.abs(value - (b[i] as number))).reduce((most, gap) => Math.max(most, gap), 0);
}

describe.each(TINY_TYPES)("a %s model", (type) => {
  it("opens by its tokenizer and its model, and gives the same logits and labels", async () => {
    const { classifier, network, name } = await saved({ type, checkpoint: type });
    const tokenizer = await AutoTokenizer.from_pretrained(name);
    const encoded = (await tokenizer(TEXTS, { padding: true, truncation: true })) as unknown as Encoded;
    expect(rowsOf(encoded)).toEqual(idsOf(network, TEXTS));

    const model = await AutoModelForSequenceClassification.from_pretrained(name);
    const { logits } = await model(encoded);
    expect(logits.dims).toEqual([TEXTS.length, 4]);
    const [own] = await network.logits(TEXTS);
    expect(largestGap(own ?? [], logits.data)).toBeLessThan(FLOAT32_LOGITS);

    const classify = await pipeline("text-classification", name);
    const said = (await classify(TEXTS)) as { label: string; score: number }[];
    const expected = await classifier.classify(TEXTS);
    expect(said.map(({ label }) => [label])).toEqual(expected.map(({ labels }) => labels));
    said.forEach(({ score }, row) => {
      expect(Math.abs(score - (expected[row]?.heads[0]?.best[0]?.score as number))).toBeLessThan(FLOAT32_LOGITS);
    });
    await Promise.all([model.dispose(), classify.dispose(), classifier.release()]);
  });
});

describe("what only the ONNX model knows", () => {
  it("is pooled as the model pools", async () => {
    const { network, name, classifier } = await saved({ type: "bert", checkpoint: "bert", pooling: "mean" });
    const [tokenizer, model] = await open(name, AutoModelForSequenceClassification);
    const { logits } = await model(await tokenizer(TEXTS, { padding: true, truncation: true }));
    expect(largestGap((await network.logits(TEXTS))[0] ?? [], logits.data)).toBeLessThan(FLOAT32_LOGITS);
    await Promise.all([model.dispose(), classifier.release()]);
  });

  it("has an output a level", async () => {
    const data = { train: "data.jsonl", labels: ["level1", "level2"], split: { validation: 0.2, test: 0.2 } };
    const { network, name, classifier } = await saved(
      { type: "electra", checkpoint: "electra" },
      { task: "hierarchical", data },
    );
    const [tokenizer, model] = await open(name, AutoModel);
    const results = await model(await tokenizer(TEXTS, { padding: true, truncation: true }));
    const own = await network.logits(TEXTS);
    expect(Object.keys(results)).toEqual(["logits_level1", "logits_level2"]);
    expect(largestGap(own[0] ?? [], results.logits_level1.data)).toBeLessThan(FLOAT32_LOGITS);
    expect(largestGap(own[1] ?? [], results.logits_level2.data)).toBeLessThan(FLOAT32_LOGITS);
    await Promise.all([model.dispose(), classifier.release()]);
  });
});

it("long texts are cut at the length that the model was trained on", async () => {
  const { network, name, classifier } = await saved({ type: "distilbert", checkpoint: "distilbert" });
  const [tokenizer, model] = await open(name, AutoModelForSequenceClassification);
  const long = Array.from({ length: 40 }, (_, i) => TEXTS[i % 2]).join(" ");
  const encoded = (await tokenizer([long], { padding: true, truncation: true })) as unknown as Encoded;
  const [theirs] = rowsOf(encoded);
  const [own] = idsOf(network, [long]);
  expect(own).toHaveLength(20);
  // transformers.js cuts the closing token off with the text, as Python's tokenizers don't.
  expect(theirs?.slice(0, -1)).toEqual(own?.slice(0, -1));
  await Promise.all([model.dispose(), classifier.release()]);
});

const minilm = resolve(MODELS, "all-MiniLM-L6-v2");

it("a fine-tuned all-MiniLM-L6-v2 gives the same logits", { timeout: 60_000 }, async ({ skip }) => {
  if (!existsSync(minilm)) skip(`${minilm} is missing: set PINAKES_MODELS to a folder that has it`);
  const { network, name, classifier } = await saved(
    { type: "bert", checkpoint: minilm, strategy: "frozen", pooling: "mean", strength: 1 },
    { training: {}, text: { max_length: 64 } },
  );
  const texts = [...TEXTS, "Der Zug nach Köln fährt um 9:45 Uhr ab.", "Invoice #2024-117 for €1,299.00 is overdue 🙏"];
  const [tokenizer, model] = await open(name, AutoModelForSequenceClassification);
  const encoded = (await tokenizer(texts, { padding: true, truncation: true })) as unknown as Encoded;
  expect(rowsOf(encoded)).toEqual(idsOf(network, texts));
  const { logits } = await model(encoded);
  expect(largestGap((await network.logits(texts))[0] ?? [], logits.data)).toBeLessThan(FLOAT32_LOGITS);
  await Promise.all([model.dispose(), classifier.release()]);
});

/** A saved model's tokenizer and its model, by one of the library's classes. */
async function open(name: string, kind: typeof AutoModel) {
  return [await AutoTokenizer.from_pretrained(name), await kind.from_pretrained(name)] as const;
}

/** Ids of real tokens and the mask of each row. */
function rowsOf({ input_ids: ids, attention_mask: mask }: Encoded): number[][] {
  const [rows = 0, time = 0] = ids?.dims ?? [];
  return Array.from({ length: rows }, (_, row) => {
    const real = numbers(mask?.data.subarray(row * time, (row + 1) * time));
    // The mask is ones, then zeros.
    expect(real).toEqual(real.toSorted((a, b) => b - a));
    return numbers(ids?.data.subarray(row * time, (row + 1) * time)).filter((_, at) => real[at] === 1);
  });
}

function idsOf(network: NetworkTextModel, texts: readonly string[]): number[][] {
  return network.input.encode(texts).ids.map((row) => [...row]);
}
