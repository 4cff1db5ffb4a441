import { existsSync, readFileSync } from "node:fs";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { AutoModel, AutoModelForSequenceClassification, AutoTokenizer, env, pipeline } from "@huggingface/transformers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Classifier, NetworkTextModel, TokenInput } from "../src/classifier/index.js";
import { loadConfig, type RunConfigInput } from "../src/config/index.js";
import { hierarchyConfig, labelScheme } from "../src/labels/index.js";
import { architectureFromConfig, modelConfig, transformerModel } from "../src/models/index.js";
import { trainRun } from "../src/runs/index.js";
import { smallData } from "../src/runs/testing/small-data.js";
import { TINY_TYPES, writeTinyCheckpoint } from "../src/runs/testing/tiny-checkpoint.js";
import { Rng } from "../src/shared/index.js";
import { type JsonObject, SubwordTokenizer, textConfig } from "../src/text/index.js";
import { initializeParameters } from "../src/training/index.js";

/**
 * What is trained here opens in transformers.js, by its own tokenizer and ONNX Runtime, with the same logits. What opens in
 * Python is checked by test/golden/round_trip.py, over the folders that this test leaves where PINAKES_ROUND_TRIP names one.
 */
const KEPT = process.env.PINAKES_ROUND_TRIP;

/** The same float32 products in another order. */
const FLOAT32_LOGITS = 1e-4;

const TEXTS = [
  "the rocket leaves orbit today",
  "A patient, a dose; says the surgeon!",
  "puck",
  "new report about the playoff (and 3 words nobody knows)",
  "Der Zug nach Köln fährt um 9:45 Uhr ab, it's 42% full",
];
const LONG = Array.from({ length: 60 }, (_, i) => TEXTS[i % 2]).join(" ");
const MAX_LENGTH = 64;

/** What the checkpoint of type bert says of its tokenizer. The others leave it to the program. */
const BERT_TOKENIZER = {
  tokenizer_class: "BertTokenizer",
  do_lower_case: true,
  model_max_length: 80,
  never_split: null,
};

/** Tokenizers of each family's kind, whose padding has this id. */
const PAD_IDS = { bert: 0, distilbert: 0, electra: 0, roberta: 1, "xlm-roberta": 1 } as const;
const TOKENIZERS = { bert: "bert-uncased", distilbert: "distilbert", electra: "electra" } as const;

let directory = "";

beforeAll(async () => {
  ({ directory } = await smallData(120));
  for (const type of TINY_TYPES) {
    const config = { vocab_size: 620, max_position_embeddings: 80, pad_token_id: PAD_IDS[type] };
    await writeTinyCheckpoint(join(directory, type), { type, config, tokenizer: familyTokenizer(type) });
  }
  await writeFile(join(directory, "bert", "vocab.txt"), "[PAD]\n[UNK]\n");
  await writeFile(join(directory, "bert", "tokenizer_config.json"), JSON.stringify(BERT_TOKENIZER));
  env.allowRemoteModels = false;
});

afterAll(() => rm(directory, { recursive: true }));

function familyTokenizer(type: keyof typeof PAD_IDS): object {
  const name = type in TOKENIZERS ? TOKENIZERS[type as keyof typeof TOKENIZERS] : type;
  const file = resolve(import.meta.dirname, "golden/data/tokenizers", `${name}.json`);
  const text = existsSync(file) ? readFileSync(file, "utf8") : gunzipSync(readFileSync(`${file}.gz`)).toString("utf8");
  return JSON.parse(text) as object;
}

/** Trains a little, and opens what was saved; transformers.js finds it by the name "model". */
async function saved(name: string, model: Record<string, unknown>, overrides: Partial<RunConfigInput> = {}) {
  const run = join(await mkdtemp(join(directory, "run-")), "run");
  const config: RunConfigInput = {
    data: { train: "data.jsonl", split: { method: "stratified", validation: 0.2, test: 0.2, seed: 5 } },
    text: { max_length: MAX_LENGTH },
    model: model as RunConfigInput["model"],
    training: { epochs: 1, batch_size: 16, learning_rate: 0.01 },
    seed: 3,
    ...overrides,
  };
  await trainRun(await loadConfig(config, { baseDir: directory }), { directory: run });
  const classifier = await Classifier.load(join(run, "model"));
  const network = classifier.model as NetworkTextModel;
  env.localModelPath = run;
  if (KEPT !== undefined) await keep(name, { run, network, checkpoint: String(model.checkpoint) });
  return { classifier, network, folder: join(run, "model") };
}

interface Kept {
  readonly run: string;
  readonly network: NetworkTextModel;
  readonly checkpoint: string;
}

/** Leaves a saved model with what it says of the texts, and the checkpoint that it began with. */
async function keep(name: string, { run, network, checkpoint }: Kept): Promise<void> {
  const folder = resolve(KEPT ?? "", name);
  const texts = [...TEXTS, LONG];
  await cp(join(run, "model"), join(folder, "model"), { recursive: true });
  await cp(resolve(directory, checkpoint), join(folder, "checkpoint"), { recursive: true });
  const logits = (await network.logits(texts)).map((head) => Array.from(head));
  const { name: _, ...rest } = { name, texts, ids: idsOf(network, texts), logits };
  await writeFile(join(folder, "expected.json"), `${JSON.stringify(rest)}\n`);
}

type Encoded = Record<string, { readonly data: BigInt64Array; readonly dims: readonly number[] }>;

/** A saved model's tokenizer and its model, by one of the library's classes. */
async function open(kind: typeof AutoModel) {
  return [await AutoTokenizer.from_pretrained("model"), await kind.from_pretrained("model")] as const;
}

const CUT = { padding: true, truncation: true };

const numbers = (data: ArrayLike<unknown> | undefined): number[] => Array.from(data ?? [], Number);

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number> | undefined): void {
  expect(actual).toHaveLength(expected?.length ?? -1);
  const gaps = Array.from(actual, (value, i) => Math.abs(value - (expected?.[i] as number)));
  expect(Math.max(...gaps)).toBeLessThan(FLOAT32_LOGITS);
}

/** Ids of the real tokens of each row. */
function rowsOf({ input_ids: ids, attention_mask: mask }: Encoded): number[][] {
  const [rows = 0, time = 0] = ids?.dims ?? [];
  return Array.from({ length: rows }, (_, row) => {
    const real = numbers(mask?.data.subarray(row * time, (row + 1) * time));
    expect(real, "ones, then zeros").toEqual(real.toSorted((a, b) => b - a));
    return numbers(ids?.data.subarray(row * time, (row + 1) * time)).filter((_id, at) => real[at] === 1);
  });
}

function idsOf(network: NetworkTextModel, texts: readonly string[]): number[][] {
  return network.input.encode(texts).ids.map((row) => [...row]);
}

describe.each(TINY_TYPES)("a %s model in transformers.js", (type) => {
  it("opens by its tokenizer and its model, and gives the same logits and labels", async () => {
    const { classifier, network } = await saved(type, { type, checkpoint: type });
    const [tokenizer, model] = await open(AutoModelForSequenceClassification);
    const encoded = (await tokenizer(TEXTS, CUT)) as unknown as Encoded;
    expect(rowsOf(encoded)).toEqual(idsOf(network, TEXTS));
    const { logits } = await model(encoded);
    expect(logits.dims).toEqual([TEXTS.length, 4]);
    expectClose(logits.data, (await network.logits(TEXTS))[0]);

    const classify = await pipeline("text-classification", "model");
    const said = (await classify(TEXTS)) as { label: string; score: number }[];
    const expected = await classifier.classify(TEXTS);
    expect(said.map(({ label }) => [label])).toEqual(expected.map(({ labels }) => labels));
    expectClose(
      said.map(({ score }) => score),
      expected.map(({ heads }) => heads[0]?.best[0]?.score ?? Number.NaN),
    );
    await Promise.all([model.dispose(), classify.dispose(), classifier.release()]);
  });
});

describe("what only the ONNX model knows", () => {
  it("is pooled as the model pools", async () => {
    const { network, classifier } = await saved("mean", { type: "bert", checkpoint: "bert", pooling: "mean" });
    const [tokenizer, model] = await open(AutoModelForSequenceClassification);
    const { logits } = await model(await tokenizer(TEXTS, CUT));
    expectClose(logits.data, (await network.logits(TEXTS))[0]);
    await Promise.all([model.dispose(), classifier.release()]);
  });

  it("has an output a level", async () => {
    const data = { train: "data.jsonl", labels: ["level1", "level2"], split: { validation: 0.2, test: 0.2 } };
    const model = { type: "electra", checkpoint: "electra" };
    const { network, classifier } = await saved("levels", model, { task: "hierarchical", data });
    const [tokenizer, opened] = await open(AutoModel);
    const results = await opened(await tokenizer(TEXTS, CUT));
    const own = await network.logits(TEXTS);
    expect(Object.keys(results)).toEqual(["logits_level1", "logits_level2"]);
    expectClose(results.logits_level1.data, own[0]);
    expectClose(results.logits_level2.data, own[1]);
    await Promise.all([opened.dispose(), classifier.release()]);
  });
});

it("several labels a text are told by problem_type, and have a sigmoid each", async () => {
  const labels = ["astronomy", "law", "medicine"];
  const space = { task: "multi-label", heads: [{ name: "labels", labels }], paths: [] } as const;
  const hierarchy = hierarchyConfig.parse({});
  const { outputs: heads } = labelScheme(space, hierarchy);
  const checkpoint = join(directory, "roberta");
  const checkpointConfig = JSON.parse(await readFile(join(checkpoint, "config.json"), "utf8")) as JsonObject;
  const network = transformerModel({ architecture: architectureFromConfig(checkpointConfig, checkpoint), heads });
  const encoder = await SubwordTokenizer.load(checkpoint);
  const model = new NetworkTextModel({
    type: "roberta",
    network,
    values: initializeParameters(network.build({ mode: "prediction" }).parameters, Rng.fromSeed(5)),
    input: new TokenInput({ encoder, maxLength: MAX_LENGTH, text: textConfig.parse({}) }),
    parameters: { total: 1, trainable: 1 },
    description: { vocabulary_size: encoder.vocabularySize },
    checkpointConfig,
  });
  const config = modelConfig.parse({ type: "roberta", checkpoint });
  const classifier = new Classifier({ space, hierarchy, text: textConfig.parse({}), config, model });
  const run = await mkdtemp(join(directory, "run-"));
  await classifier.save(join(run, "model"));
  env.localModelPath = run;
  if (KEPT !== undefined) await keep("labels", { run, network: model, checkpoint });
  const saved = JSON.parse(await readFile(join(run, "model", "config.json"), "utf8")) as JsonObject;
  expect(saved).toMatchObject({
    architectures: ["RobertaForSequenceClassification"],
    problem_type: "multi_label_classification",
    id2label: { 0: "astronomy", 1: "law", 2: "medicine" },
  });
  const classify = await pipeline("text-classification", "model");
  const said = (await classify(TEXTS, { top_k: null })) as unknown as { label: string; score: number }[][];
  const [own = []] = await classifier.scores(TEXTS);
  expectClose(
    said.flatMap((scores) => labels.map((label) => scores.find((one) => one.label === label)?.score ?? Number.NaN)),
    own,
  );
  await Promise.all([classify.dispose(), classifier.release()]);
});

it("long texts are cut at the length that the model was trained on", async () => {
  const { network, classifier, folder } = await saved("cut", { type: "distilbert", checkpoint: "distilbert" });
  const tokenizer = await AutoTokenizer.from_pretrained("model");
  const [theirs] = rowsOf((await tokenizer([LONG], CUT)) as unknown as Encoded);
  const [own] = idsOf(network, [LONG]);
  expect(own).toHaveLength(MAX_LENGTH);
  // transformers.js cuts the closing token off with the text, as Python's tokenizers don't.
  expect(theirs?.slice(0, -1)).toEqual(own?.slice(0, -1));
  // This checkpoint's tokenizer keeps capitals, which Python's would lower-case without being told.
  const config = JSON.parse(await readFile(join(folder, "tokenizer_config.json"), "utf8")) as object;
  const told = { tokenizer_class: "DistilBertTokenizer", do_lower_case: false, model_max_length: MAX_LENGTH };
  expect(config).toMatchObject({ ...told, pad_token: "[PAD]", cls_token: "[CLS]", sep_token: "[SEP]" });
  await classifier.release();
});

it("what stood beside the tokenizer of a checkpoint stands in the saved folder", async () => {
  const { folder, classifier } = await saved("beside", { type: "bert", checkpoint: "bert" });
  expect(await readFile(join(folder, "vocab.txt"), "utf8")).toBe("[PAD]\n[UNK]\n");
  const config = JSON.parse(await readFile(join(folder, "tokenizer_config.json"), "utf8")) as object;
  expect(config).toMatchObject({ ...BERT_TOKENIZER, model_max_length: MAX_LENGTH, mask_token: "[MASK]" });
  await classifier.save(join(folder, "again"));
  expect(await readFile(join(folder, "again", "vocab.txt"), "utf8")).toBe("[PAD]\n[UNK]\n");
  await classifier.release();
});

const minilm = resolve(process.env.PINAKES_MODELS ?? "../shared/models", "all-MiniLM-L6-v2");

it("a fine-tuned all-MiniLM-L6-v2 gives the same logits", { timeout: 60_000 }, async ({ skip }) => {
  if (!existsSync(minilm)) skip(`${minilm} is missing: set PINAKES_MODELS to a folder that has it`);
  const model = { type: "bert", checkpoint: minilm, strategy: "frozen", strength: 1 };
  const data = { train: "data.jsonl", sample: 40, split: { validation: 0.2, test: 0.2 } };
  const { network, classifier, folder } = await saved("minilm", model, { training: {}, data });
  const [tokenizer, opened] = await open(AutoModelForSequenceClassification);
  const encoded = (await tokenizer(TEXTS, CUT)) as unknown as Encoded;
  expect(rowsOf(encoded)).toEqual(idsOf(network, TEXTS));
  const { logits } = await opened(encoded);
  expectClose(logits.data, (await network.logits(TEXTS))[0]);
  await Promise.all([opened.dispose(), classifier.release()]);

  // The tokenizer's files are the checkpoint's, but for the length that texts are cut at.
  const json = async (...path: string[]) =>
    JSON.parse(await readFile(join(...path), "utf8")) as Record<string, unknown>;
  for (const file of ["vocab.txt", "special_tokens_map.json"]) {
    expect((await readFile(join(folder, file))).equals(await readFile(join(minilm, file))), file).toBe(true);
  }
  expect(await json(folder, "tokenizer.json")).toEqual(await json(minilm, "tokenizer.json"));
  const config = await json(minilm, "tokenizer_config.json");
  expect(await json(folder, "tokenizer_config.json")).toEqual({ ...config, model_max_length: MAX_LENGTH });
});
