import { cp, mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { Classifier } from "../classifier/index.js";
import { loadConfig, type RunConfigInput } from "../config/index.js";
import { tinyTokenizer } from "../text/testing/tiny-tokenizer.js";
import { trainRun } from "./index.js";
import { smallData } from "./testing/small-data.js";

const MODELS: Readonly<Record<string, RunConfigInput["model"]>> = {
  majority: { type: "majority" },
  "tfidf-linear": { type: "tfidf-linear", strength: 1 },
  words: { type: "lstm", embedding_size: 4, hidden_size: 4, tfidf_weighting: true },
  pieces: { type: "bilstm", embedding_size: 4, hidden_size: 4, tokenizer: "tokenizer.json" },
};

let folder: string;

beforeAll(async () => {
  ({ directory: folder } = await smallData(60));
  await writeFile(join(folder, "tokenizer.json"), JSON.stringify(tinyTokenizer()));
  for (const [name, model] of Object.entries(MODELS)) {
    const data = { train: "data.jsonl", split: { test: 0.2 } };
    const loaded = await loadConfig({ data, model, training: { epochs: 1 } }, { baseDir: folder });
    await trainRun(loaded, { directory: join(folder, name) });
  }
});

/** A copy of a trained model, to be damaged. */
async function copyOf(name: string): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), "pinakes-model-"));
  await cp(join(folder, name, "model"), copy, { recursive: true });
  return copy;
}

type Json = Record<string, unknown>;
type Damage = (path: string) => Promise<unknown>;

const missing: Damage = (path) => rm(path);
const cut: Damage = async (path) => truncate(path, Math.floor((await readFile(path)).length / 2));
const edit =
  (change: (json: Json) => unknown): Damage =>
  async (path) => {
    const json = JSON.parse(await readFile(path, "utf8")) as Json;
    await writeFile(path, JSON.stringify(change(json) ?? json));
  };
const within = (json: Json, key: string): Json => json[key] as Json;

describe("a model folder loads as it was saved", () => {
  it.each(Object.keys(MODELS))("%s", async (name) => {
    const [one, two] = [await Classifier.load(join(folder, name, "model")), await Classifier.load(await copyOf(name))];
    const texts = ["the rocket", "", "a puck on the rink"];
    expect(await two.classify(texts, { topK: 2 })).toEqual(await one.classify(texts, { topK: 2 }));
    await Promise.all([one.release(), two.release()]);
  });
});

describe("a model folder that is damaged is a MODEL_ARTIFACT that names the file", () => {
  it.each<[string, string, string, Damage]>([
    ["words", "config.json", "missing", missing],
    ["words", "config.json", "cut", cut],
    [
      "words",
      "config.json",
      "another version",
      edit((json) => void Object.assign(within(json, "pinakes"), { format_version: 9 })),
    ],
    [
      "words",
      "config.json",
      "no labels",
      edit((json) => void Object.assign(within(json, "pinakes"), { label_space: { task: "multi-class" } })),
    ],
    [
      "words",
      "config.json",
      "no details",
      edit((json) => void Object.assign(within(json, "pinakes"), { details: {} })),
    ],
    [
      "words",
      "config.json",
      "broken token weights",
      edit((json) => void Object.assign(within(within(json, "pinakes"), "details"), { tfidf_weighting: { idf: "x" } })),
    ],
    ["words", "model.safetensors", "missing", missing],
    ["words", "model.safetensors", "cut", cut],
    [
      "words",
      "model.safetensors",
      "another width",
      async (path) =>
        edit((json) => void Object.assign(within(within(json, "pinakes"), "details"), { embedding_size: 5 }))(
          path.replace("model.safetensors", "config.json"),
        ),
    ],
    ["words", "vocabulary.json", "cut", cut],
    ["words", "", "no vocabulary", (path) => rm(join(path, "vocabulary.json"))],
    [
      "words",
      "",
      "a vocabulary of another size",
      (path) =>
        edit((json) => ({
          ...json,
          words: (json.words as string[]).slice(0, -1),
          counts: (json.counts as number[]).slice(0, -1),
        }))(join(path, "vocabulary.json")),
    ],
    ["pieces", "", "no tokenizer", (path) => rm(join(path, "tokenizer.json"))],
    ["pieces", "", "a broken tokenizer", (path) => cut(join(path, "tokenizer.json"))],
    ["tfidf-linear", "tfidf-linear.json", "missing", missing],
    ["tfidf-linear", "tfidf-linear.json", "cut", cut],
    ["tfidf-linear", "tfidf-linear.json", "no heads", edit((json) => ({ ...json, heads: [] }))],
    ["tfidf-linear", "tfidf-linear.json", "an empty object", edit(() => ({}))],
    ["tfidf-linear", "model.safetensors", "missing", missing],
    ["tfidf-linear", "model.safetensors", "cut", cut],
    [
      "tfidf-linear",
      "model.safetensors",
      "of a network",
      (path) => cp(join(folder, "words", "model", "model.safetensors"), path),
    ],
    [
      "majority",
      "config.json",
      "no counts",
      edit((json) => void Object.assign(within(json, "pinakes"), { details: {} })),
    ],
    [
      "majority",
      "config.json",
      "too few counts",
      edit(
        (json) =>
          void Object.assign(within(json, "pinakes"), { details: { json: { formatVersion: 1, counts: [[1, 2]] } } }),
      ),
    ],
  ])("%s: %s %s", async (model, file, _, damage) => {
    const copy = await copyOf(model);
    const path = join(copy, file);
    await damage(path);
    await expect(Classifier.load(copy)).rejects.toMatchObject({
      code: "MODEL_ARTIFACT",
      where: path.replace(/\/$/u, ""),
    });
  });

  it("so is a folder that is none", async () => {
    await expect(Classifier.load(join(folder, "nowhere"))).rejects.toMatchObject({ code: "MODEL_ARTIFACT" });
  });
});
