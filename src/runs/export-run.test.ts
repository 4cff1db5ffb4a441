import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { NetworkTextModel } from "../classifier/index.js";
import { loadConfig, type RunConfigInput } from "../config/index.js";
import { openModelFile, type PlainTensor } from "../engine/runtime/testing/model-file.js";
import { exportRun, loadRunClassifier, trainRun } from "./index.js";
import { smallData } from "./testing/small-data.js";
import { writeTinyCheckpoint } from "./testing/tiny-checkpoint.js";

/** The same float32 products in another order. */
const FLOAT32_LOGITS = 1e-5;

const TEXTS = ["the rocket leaves orbit today", "puck", "A patient, a dose, says the surgeon of new words"];
const split = { method: "stratified", validation: 0.2, test: 0.2, seed: 5 } as const;
const levels = { train: "data.jsonl", labels: ["level1", "level2"], split };

let directory = "";
let runs = 0;
beforeAll(async () => {
  ({ directory } = await smallData(120));
});

async function train(model: object, overrides: Partial<RunConfigInput> = {}): Promise<string> {
  const config: RunConfigInput = {
    data: { train: "data.jsonl", split },
    text: { max_length: 10 },
    model: model as RunConfigInput["model"],
    training: { epochs: 2, batch_size: 16, learning_rate: 0.01, checkpoints: { keep: "all" } },
    seed: 3,
    ...overrides,
  };
  const run = join(directory, "runs", String(runs++));
  await trainRun(await loadConfig(config, { baseDir: directory }), { directory: run });
  return run;
}

const json = async (...path: string[]) => JSON.parse(await readFile(join(...path), "utf8")) as Record<string, unknown>;

/** Texts as any program would feed them: ids and a mask, padded on the right to one length. */
function feedsOf({ input, network }: NetworkTextModel, texts = TEXTS): Record<string, PlainTensor> {
  const { ids, tokenWeights } = input.encode(texts);
  const time = network.fixedTime ?? Math.max(...ids.map(({ length }) => length)) + 2;
  const shape = [ids.length, time];
  const padded = (rows: readonly ArrayLike<number>[]) =>
    rows.flatMap((row) => Array.from({ length: time }, (_, at) => row[at] ?? 0));
  const masks = ids.map((row) => new Int32Array(row.length).fill(1));
  return {
    input_ids: { type: "int64", shape, data: padded(ids) },
    attention_mask: { type: "int64", shape, data: padded(masks) },
    ...(tokenWeights ? { token_weights: { type: "float32", shape, data: padded(tokenWeights) } } : {}),
  };
}

async function expectSameLogits(run: string, path: string): Promise<void> {
  const classifier = await loadRunClassifier(run);
  const network = classifier.model as NetworkTextModel;
  const model = await openModelFile(path);
  const results = Object.values(await model.run(feedsOf(network)));
  (await network.logits(TEXTS)).forEach((head, index) => {
    expect(results[index]).toHaveLength(head.length);
    head.forEach((value, at) => {
      expect(Math.abs((results[index]?.[at] as number) - value)).toBeLessThan(FLOAT32_LOGITS);
    });
  });
  await Promise.all([model.release(), classifier.release()]);
}

/** The mean of the logits of each text's rows, of four labels. */
function meanRows(rows: readonly number[], ends: readonly number[]): number[] {
  return ends.flatMap((end, text) => {
    const start = ends[text - 1] ?? 0;
    return [0, 1, 2, 3].map((label) => {
      const own = Array.from({ length: end - start }, (_, row) => rows[4 * (start + row) + label] as number);
      return own.reduce((sum, value) => sum + value, 0) / own.length;
    });
  });
}

describe("a recurrent network", () => {
  it.each<[string, object, string[]]>([
    ["lstm", { pooling: "last" }, []],
    ["lstm", { pooling: "max", cell: "textbook" }, []],
    ["bilstm", { pooling: "mean", layers: 2, tfidf_weighting: true }, ["token_weights float32[batch,sequence]"]],
    ["bilstm-attention", { attention: "additive" }, []],
  ])("%s %o is exported as ONNX, and gives its logits", async (type, model, more) => {
    const run = await train({ type, embedding_size: 8, hidden_size: 6, ...model });
    const report = await exportRun(run, { format: "onnx" });
    expect(report.directory).toBe(join(run, "export", "onnx"));
    expect(report.files.map(({ name }) => name)).toEqual(["config.json", "model.onnx", "vocabulary.json"]);
    const path = join(report.directory, "model.onnx");
    const opened = await openModelFile(path);
    const time = "cell" in model ? 10 : "sequence";
    const ids = [`input_ids int64[batch,${time}]`, `attention_mask int64[batch,${time}]`];
    expect(opened.inputs).toEqual([...ids, ...more]);
    expect(opened.outputs).toEqual(["logits float32[batch,4]"]);
    expect(report.inputs.map(({ name, type: kind, shape }) => `${name} ${kind}[${shape.join(",")}]`)).toEqual(
      opened.inputs,
    );
    await opened.release();
    await expectSameLogits(run, path);
    const { id2label, pinakes } = await json(report.directory, "config.json");
    expect(id2label).toEqual({ 0: "hockey", 1: "medicine", 2: "space", 3: "tennis" });
    expect(pinakes).toMatchObject({ details: { max_length: 10 } });
  });

  it.each(["mean", "max", "attention"] as const)("gives what it says of windows pooled by %s", async (pooling) => {
    const text = { max_length: 6, long_text: "windows", stride: 3, max_windows: 3, window_pooling: pooling } as const;
    const run = await train({ type: "bilstm", embedding_size: 8, hidden_size: 6 }, { text });
    const { directory: out, notes } = await exportRun(run, { format: "onnx" });
    expect(notes.join()).toContain(pooling === "mean" ? "the mean of their logits" : "window_counts");
    const classifier = await loadRunClassifier(run);
    const network = classifier.model as NetworkTextModel;
    const texts = [...TEXTS, "puck goalie rink of the skate moon says today about new playoff"];
    const ends = Array.from(network.input.encode(texts).windowEnds ?? []);
    const counts = ends.map((end, at) => end - (ends[at - 1] ?? 0));
    expect(counts).toEqual([1, 1, 3, 3]);
    const named = counts.flatMap((count, at) =>
      [0, 1, 2].map((window) => (window < count ? (ends[at - 1] ?? 0) + window : 0)),
    );
    const model = await openModelFile(join(out, "model.onnx"));
    const results = await model.run({
      ...feedsOf(network, texts),
      ...(pooling === "mean"
        ? {}
        : {
            window_rows: { type: "int64", shape: [4, 3], data: named },
            window_counts: { type: "int64", shape: [4], data: counts },
          }),
    });
    const rows = Array.from(Object.values(results)[0] ?? []);
    const logits = pooling === "mean" ? meanRows(rows, ends) : rows;
    const [expected] = await network.logits(texts);
    expect(logits).toHaveLength(expected?.length ?? 0);
    for (const [at, value] of (expected ?? []).entries()) {
      expect(Math.abs((logits[at] as number) - value)).toBeLessThan(FLOAT32_LOGITS);
    }
    await Promise.all([model.release(), classifier.release()]);
  });

  it("has an output a level, and no form of Hugging Face's", async () => {
    const run = await train({ type: "lstm", hidden_size: 4 }, { task: "hierarchical", data: levels });
    const report = await exportRun(run, { format: "onnx", out: join(run, "elsewhere") });
    expect(report.outputs.map(({ name, shape }) => [name, ...shape])).toEqual([
      ["logits_level1", "batch", 2],
      ["logits_level2", "batch", 4],
    ]);
    await expectSameLogits(run, join(run, "elsewhere", "model.onnx"));
    await expect(exportRun(run, { format: "hf" })).rejects.toMatchObject({ code: "EXPORT_FORMAT" });
  });
});

describe("a transformer", () => {
  let run = "";
  beforeAll(async () => {
    await writeTinyCheckpoint(join(directory, "bert"));
    run = await train({ type: "bert", checkpoint: "bert" });
  });

  it("is exported as the folder that it was saved as", async () => {
    const { directory: out, files } = await exportRun(run, { format: "hf" });
    const names = ["config.json", "model.safetensors", "onnx/model.onnx", "tokenizer.json", "tokenizer_config.json"];
    expect(files.map(({ name }) => name)).toEqual(names);
    for (const name of names) {
      const [saved, exported] = [await readFile(join(run, "model", name)), await readFile(join(out, name))];
      expect(exported.equals(saved), name).toBe(true);
    }
  });

  it("is exported as ONNX with its tokenizer, of any checkpoint", async () => {
    const best = await exportRun(run, { format: "onnx" });
    await exportRun(run, { format: "onnx", checkpoint: "epoch-1", out: join(run, "first") });
    expect(best.files.map(({ name }) => name)).toEqual([
      "config.json",
      "model.onnx",
      "tokenizer.json",
      "tokenizer_config.json",
    ]);
    expect(best.inputs.map(({ name }) => name)).toEqual(["input_ids", "attention_mask", "token_type_ids"]);
    const [one, two] = [
      await readFile(join(best.directory, "model.onnx")),
      await readFile(join(run, "first", "model.onnx")),
    ];
    expect(one.equals(two)).toBe(false);
    expect(one.equals(await readFile(join(run, "model", "onnx", "model.onnx")))).toBe(true);
    // What pads and cuts texts is the saved tokenizer's.
    expect(await json(best.directory, "tokenizer_config.json")).toMatchObject({
      tokenizer_class: "BertTokenizer",
      model_max_length: 10,
      pad_token: "[PAD]",
      cls_token: "[CLS]",
      sep_token: "[SEP]",
    });
  });

  it("refuses a folder with files, unless they may be replaced", async () => {
    const out = join(run, "taken");
    await exportRun(run, { format: "onnx", out });
    const again = { format: "onnx", out } as const;
    await expect(exportRun(run, again)).rejects.toMatchObject({ code: "RUN_EXISTS", where: out });
    await writeFile(join(out, "model.onnx"), "");
    const { files } = await exportRun(run, { ...again, overwrite: true });
    expect(files.find(({ name }) => name === "model.onnx")?.bytes).toBeGreaterThan(10_000);
  });

  it("is saved without ONNX where the config says so", async () => {
    const bare = await train({ type: "bert", checkpoint: "bert" }, { export: { onnx: false } });
    expect(await readdir(join(bare, "model"))).not.toContain("onnx");
    expect(await json(bare, "model", "config.json")).not.toHaveProperty(["transformers.js_config"]);
  });

  it("tells what a program without Pinakes has to know", async () => {
    const other = await train(
      { type: "bert", checkpoint: "bert", pooling: "mean" },
      { text: { max_length: 10, long_text: "tail", clean: { lowercase: true } } },
    );
    const { notes } = await exportRun(other, { format: "hf" });
    expect(notes).toEqual([
      "Texts are prepared before they are tokenised: clean.lowercase, clean.whitespace.",
      "Of long texts the end is kept; transformers.js keeps the beginning.",
      expect.stringContaining("It pools by mean"),
    ]);
    expect(await json(other, "model", "tokenizer_config.json")).toMatchObject({ truncation_side: "left" });
  });
});

describe("a model that counts words", () => {
  it.each(["majority", "tfidf-linear"])("%s has no form in ONNX", async (type) => {
    const run = await train({ type }, { training: undefined });
    await expect(exportRun(run, { format: "onnx" })).rejects.toMatchObject({ code: "EXPORT_FORMAT" });
    expect(await readdir(join(run, "export")).catch(() => [])).toEqual([]);
  });
});
