import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type ErrorCode, PinakesError } from "../shared/index.js";
import {
  allKeys,
  foreignKeys,
  jsonSchema,
  loadConfig,
  type RunConfigInput,
  resolvedYaml,
  resolvePath,
  runConfig,
} from "./index.js";
import { findProblems } from "./problems.js";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pinakes-config-"));
});

afterAll(() => rm(folder, { recursive: true }));

const MINIMAL = "data: { train: a.csv }\nmodel: { type: lstm }\n";

async function write(text: string | Uint8Array, name = "run.yaml"): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
}

async function load(text: string, ...overrides: string[]) {
  return loadConfig(await write(text), { overrides });
}

async function failure(promise: Promise<unknown>): Promise<PinakesError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof PinakesError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("loadConfig", () => {
  it("fills in defaults and keeps what was written", async () => {
    const { config, input, warnings, baseDir } = await load(MINIMAL);
    expect(config.task).toBe("multi-class");
    expect(config.training.batch_size).toBe(32);
    expect(input).toEqual({ data: { train: "a.csv" }, model: { type: "lstm" } });
    expect(warnings).toEqual([]);
    expect(baseDir).toBe(folder);
    expect(resolvePath("a.csv", baseDir)).toBe(join(folder, "a.csv"));
    expect(resolvePath("/b/a.csv", baseDir)).toBe("/b/a.csv");
  });

  it("reads JSON, also with tabs, and objects", async () => {
    const object: RunConfigInput = { data: { train: "a.csv" }, model: { type: "majority" } };
    const file = await write(JSON.stringify(object, null, "\t"), "run.json");
    expect((await loadConfig(file)).config).toEqual((await loadConfig(object)).config);
    expect((await loadConfig(object, { baseDir: "/data" })).baseDir).toBe("/data");
  });

  it("gives the line and column of a syntax error", async () => {
    const error = await failure(load("data: { train: a.csv }\nmodel: { type: lstm\n"));
    expect(error.code).toBe("CONFIG_SYNTAX");
    expect(error.where).toMatch(/run\.yaml:3:1$/u);
  });

  it("lists all problems at once, with lines", async () => {
    const text =
      "data:\n  train: a.csv\n  split: { test: 2.5 }\nmodel:\n  type: lstm\n  hidden_sze: 4\ntraining: { epochs: 0 }\nlr: 1\n";
    const { message } = await failure(load(text));
    expect(message).toContain("4 problems");
    expect(message).toContain(
      "data.split.test (line 3): expected a number above 0 and below 1, or a whole number of at least 1; found 2.5",
    );
    expect(message).toContain("model.hidden_sze (line 6): unknown key; did you mean hidden_size?");
    expect(message).toContain("training.epochs (line 7): expected a whole number of at least 1; found 0");
    expect(message).toContain("lr (line 8): unknown key; in Pinakes: training.learning_rate");
  });
});

describe("what an unknown key is told", () => {
  it.each([
    ["num_train_epochs: 3", "in Pinakes: training.epochs"],
    ["training: { lr_scheduler_type: linear }", "in Pinakes: training.schedule"],
    ["epochs: 3", "this key stands under training:"],
    ["training: { seed: 3 }", "this key stands under the root of the config"],
    ["training: { batchSize: 3 }", "keys are snake_case: batch_size"],
    ["training: { learning_rat: 3 }", "did you mean learning_rate?"],
    ["trainig: { epochs: 3 }", "did you mean training?"],
    ["warmup_ratio: 0.1", "in Pinakes: training.warmup"],
    ["max_seq_length: 128", "in Pinakes: text.max_length"],
    ["problem_type: multi_label_classification", "in Pinakes: task"],
    ["sampling_strategy: auto", "in Pinakes: training.sampler"],
    ["temperature_scaling: true", "in Pinakes: calibration.method: temperature"],
    ["n_bootstrap: 500", "in Pinakes: intervals.resamples"],
    ["training: { class_weight: balanced }", "in Pinakes: training.class_weights"],
    ["zzzzzzz: 1", "known here: task, data, text"],
  ])("%s", async (line, hint) => {
    const error = await failure(load(`${MINIMAL}${line}\n`));
    expect(error.code).toBe("CONFIG_INVALID");
    expect(error.message).toContain(`unknown key; ${hint}`);
  });

  it("names the model types that have the key", async () => {
    const error = await failure(load("data: { train: a.csv }\nmodel: { type: bilstm-attention, pooling: mean }\n"));
    expect(error.message).toContain("model.pooling (line 2): unknown key; a key of lstm, bilstm");
  });

  it("judges a union by the branch that was meant", async () => {
    const text = "data: { train: a.csv, split: { column: part, test: 0.2 } }\nmodel: { type: lstm }\n";
    const error = await failure(load(text));
    expect(error.message).toContain("data.split.test (line 1): unknown key; it goes with the keys method, validation");
  });
});

describe("what a wrong value is told", () => {
  it.each([
    ["model: { type: modernbert }", "this version trains bert, distilbert, roberta, xlm-roberta, electra"],
    ["model: { type: minilm }", "model.type: bert; model.checkpoint names the weights"],
    ["model: { type: LSTM }", "did you mean lstm?"],
    ["model: {}", "model.type (line 2): missing; expected one of majority, tfidf-linear, lstm"],
    ["model: { type: lstm }\ntask: multi_label_classification", "in Pinakes: multi-label"],
    ["model: { type: lstm }\ntask: multiclass", "did you mean multi-class?"],
    ["model: { type: lstm }\ntraining: { class_weights: balancd }", "or a map, each value a number above 0; found"],
    ["model: { type: lstm }\nseed: [1, a]", "seed[1] (line 3): expected a whole number of at least 0"],
    ["model: { type: tfidf-linear, word: { ngrams: [1] } }", "model.word.ngrams (line 2): expected a list of 2"],
    ["model: { type: lstm }\ntraining:", "training (line 3): expected a map; found null"],
    [
      "model: { type: lstm, dropout: { head: 1 } }",
      "model.dropout.head (line 2): expected a number of at least 0 and below 1",
    ],
  ])("%s", async (text, part) => {
    const error = await failure(load(`data: { train: a.csv }\n${text}\n`));
    expect(error.code).toBe("CONFIG_INVALID");
    expect(error.message).toContain(part);
  });
});

describe("broken configs", () => {
  const HIERARCHY = "task: hierarchical\ndata: { train: a }\nmodel: { type: lstm }\n";
  const broken: [name: string, text: string | Uint8Array, code: ErrorCode][] = [
    ["an open bracket", "data: [", "CONFIG_SYNTAX"],
    ["a tab as indentation", "data:\n\ttrain: a.csv\n", "CONFIG_SYNTAX"],
    ["a key twice", `${MINIMAL}seed: 1\nseed: 2\n`, "CONFIG_SYNTAX"],
    ["two documents", `${MINIMAL}---\n${MINIMAL}`, "CONFIG_SYNTAX"],
    ["an alias of nothing", "data: *missing\n", "CONFIG_SYNTAX"],
    ["bytes that are not UTF-8", new Uint8Array([0x64, 0xff, 0xfe]), "CONFIG_SYNTAX"],
    ["an empty file", "", "CONFIG_INVALID"],
    ["a list", "- a\n", "CONFIG_INVALID"],
    ["a text", "hello\n", "CONFIG_INVALID"],
    ["no model", "data: { train: a.csv }\n", "CONFIG_INVALID"],
    ["no data", "model: { type: lstm }\n", "CONFIG_INVALID"],
    ["an empty list of files", "data: { train: [] }\nmodel: { type: lstm }\n", "CONFIG_INVALID"],
    ["a number for a path", "data: { train: 3 }\nmodel: { type: lstm }\n", "CONFIG_INVALID"],
    ["a sample without a sign", 'data: { train: a, sample: "5" }\nmodel: { type: lstm }\n', "CONFIG_INVALID"],
    ["infinity", `${MINIMAL}training: { learning_rate: .inf }\n`, "CONFIG_INVALID"],
    [
      "prediction sets without texts to settle them on",
      "data: { train: a, split: { test: 0.1 } }\nmodel: { type: lstm }\nconformal: {}\n",
      "CONFIG_CONFLICT",
    ],
    [
      "files and a share for test",
      "data: { train: a, test: b, split: { test: 0.1 } }\nmodel: { type: lstm }\n",
      "CONFIG_CONFLICT",
    ],
    [
      "files and a split column",
      "data: { train: a, validation: b, split: { column: c } }\nmodel: { type: lstm }\n",
      "CONFIG_CONFLICT",
    ],
    [
      "shares above one",
      "data: { train: a, split: { test: 0.6, validation: 0.4 } }\nmodel: { type: lstm }\n",
      "CONFIG_CONFLICT",
    ],
    [
      "a group split without its column",
      "data: { train: a, split: { method: group, test: 0.2 } }\nmodel: { type: lstm }\n",
      "CONFIG_CONFLICT",
    ],
    [
      "a given order without names",
      "data: { train: a, label_order: given }\nmodel: { type: lstm }\n",
      "CONFIG_CONFLICT",
    ],
    ["two label columns, one label", "data: { train: a, labels: [x, y] }\nmodel: { type: lstm }\n", "CONFIG_CONFLICT"],
    [
      "early stopping without validation",
      "data: { train: a, split: { test: 0.2 } }\nmodel: { type: lstm }\ntraining: { early_stopping: {} }\n",
      "CONFIG_CONFLICT",
    ],
    [
      "plateau without validation",
      "data: { train: a, test: b }\nmodel: { type: lstm }\ntraining: { schedule: plateau }\n",
      "CONFIG_CONFLICT",
    ],
    [
      "8 bits without a transformer",
      "data: { train: a }\nmodel: { type: lstm }\ntraining: { precision: int8 }\n",
      "CONFIG_CONFLICT",
    ],
    [
      "8 bits on a GPU",
      "data: { train: a }\nmodel: { type: bert, checkpoint: b }\ndevice: webgpu\ntraining: { precision: int8 }\n",
      "CONFIG_CONFLICT",
    ],
    ["no features", "data: { train: a }\nmodel: { type: tfidf-linear, word: false, char: false }\n", "CONFIG_CONFLICT"],
    [
      "n-grams the wrong way round",
      "data: { train: a }\nmodel: { type: tfidf-linear, word: { ngrams: [3, 1] } }\n",
      "CONFIG_CONFLICT",
    ],
    ["micro-batches above the batch", `${MINIMAL}training: { micro_batch_size: 64 }\n`, "CONFIG_CONFLICT"],
    [
      "weights for other levels",
      "task: hierarchical\ndata: { train: a, labels: [x, y] }\nmodel: { type: lstm }\ntraining: { level_weights: [1] }\n",
      "CONFIG_CONFLICT",
    ],
    ["a pattern that is none", `${MINIMAL}training: { parameter_groups: [{ pattern: "(" }] }\n`, "CONFIG_CONFLICT"],
    [
      "a column for a split that takes none",
      "data: { train: a, split: { by: author, test: 0.2 } }\nmodel: { type: lstm }\n",
      "CONFIG_CONFLICT",
    ],
    [
      "a delimiter for a path",
      "task: hierarchical\ndata: { train: a, label_delimiter: / }\nmodel: { type: lstm }\n",
      "CONFIG_CONFLICT",
    ],
    ["several paths of independent heads", `${HIERARCHY}hierarchy: { paths: several }\n`, "CONFIG_CONFLICT"],
    ["a threshold for one path", `${HIERARCHY}hierarchy: { decoding: threshold }\n`, "CONFIG_CONFLICT"],
    [
      "levels by themselves of one softmax",
      `${HIERARCHY}hierarchy: { method: flat, decoding: per_level }\n`,
      "CONFIG_CONFLICT",
    ],
    [
      "levels by themselves of several paths",
      `${HIERARCHY}hierarchy: { method: conditional_sigmoid, decoding: per_level }\n`,
      "CONFIG_CONFLICT",
    ],
    ["a seed twice", `${MINIMAL}seed: [1, 1]\n`, "CONFIG_CONFLICT"],
    ["a cap of no texts", `${MINIMAL}training: { sampler: { per_label: 0 } }\n`, "CONFIG_INVALID"],
    ["a sampler that is none", `${MINIMAL}training: { sampler: oversampling }\n`, "CONFIG_INVALID"],
    [
      "balanced batches without batches",
      "data: { train: a }\nmodel: { type: tfidf-linear }\ntraining: { sampler: balanced_batches }\n",
      "CONFIG_CONFLICT",
    ],
    [
      "balanced batches of a frozen encoder",
      "data: { train: a }\nmodel: { type: bert, checkpoint: b, strategy: frozen }\ntraining: { sampler: balanced_batches }\n",
      "CONFIG_CONFLICT",
    ],
    [
      "logit adjustment twice",
      `${HIERARCHY}hierarchy: { logit_adjustment: 1 }\ntraining: { logit_adjustment: 1 }\n`,
      "CONFIG_CONFLICT",
    ],
    [
      "the best k of a tree",
      `${MINIMAL}task: hierarchical\nthresholds: { method: top_k }\nhierarchy: { method: conditional_sigmoid }\n`,
      "CONFIG_CONFLICT",
    ],
  ];

  it.each(broken)("%s", async (name, content, code) => {
    const file = await write(content, `${name.replaceAll(/\W/gu, "-")}.yaml`);
    const error = await failure(loadConfig(file));
    expect(error.code).toBe(code);
    expect(error.fix.length).toBeGreaterThan(5);
    expect(error.exitCode).toBe(3);
  });

  it("is not there, or is a folder", async () => {
    expect((await failure(loadConfig(join(folder, "none.yaml")))).code).toBe("CONFIG_NOT_FOUND");
    expect((await failure(loadConfig(folder))).message).toContain("a folder, not a config file");
  });

  it("but a delimiter of several paths is one", async () => {
    const { config } = await load(
      "task: hierarchical\ndata: { train: a, label_delimiter: / }\nmodel: { type: lstm }\nhierarchy: { method: conditional_sigmoid }\n",
    );
    expect(config.data.label_delimiter).toBe("/");
  });

  it("is told all contradictions at once", async () => {
    const error = await failure(load(`${MINIMAL}seed: [1, 1]\ntraining: { micro_batch_size: 64 }\n`));
    expect(error.message).toContain("2 contradictions");
  });
});

describe("--set", () => {
  it("parses values as YAML and makes the maps on the way", async () => {
    const { config } = await load(
      MINIMAL,
      "training.epochs=3",
      "seed=[1,2]",
      "model.dropout.head=0.1",
      "data.text=a=b",
    );
    expect(config.training.epochs).toBe(3);
    expect(config.seed).toEqual([1, 2]);
    expect("dropout" in config.model && config.model.dropout).toEqual({ embeddings: 0, layers: 0, head: 0.1 });
    expect(config.data.text).toBe("a=b");
  });

  it("is named as the place of a wrong value", async () => {
    const error = await failure(load(`${MINIMAL}training: { epochs: 3 }\n`, "training.epochs=0", "seed=[1, x]"));
    expect(error.message).toContain("training.epochs (--set): expected");
    expect(error.message).toContain("seed[1] (--set): expected");
  });

  it("takes a key away with null, sets an item of a list and a label's weight", async () => {
    const text = "data: { train: [a, b], sample: 5 }\nmodel: { type: lstm }\n";
    const { config } = await load(text, "data.sample=null", "data.train.1=c", "training.class_weights.spam=2");
    expect(config.data.sample).toBeUndefined();
    expect(config.data.train).toEqual(["a", "c"]);
    expect(config.training.class_weights).toEqual({ spam: 2 });
  });

  it.each([
    ["training.epochs", "write it as --set training.epochs=…"],
    ["=3", "the form is key.path=value"],
    ["training.epoch=3", "did you mean training.epochs?"],
    ["epochs=3", "this key stands under training:"],
    ["num_train_epochs=3", "in Pinakes: training.epochs"],
    ["training.epochs.x=3", "is no key of the config"],
    ["seed=[1", "not valid YAML"],
    ["model.dropout.head=0.1", "model.dropout is 0.5 in the config, and not a map"],
    ["data.train.5=x", 'data.train is "a" in the config, and not a map'],
  ])("refuses %s", async (override, part) => {
    const error = await failure(load("data: { train: a }\nmodel: { type: lstm, dropout: 0.5 }\n", override));
    expect(error.message).toContain(part);
    expect(error.code).toBe("CONFIG_OVERRIDE");
  });
});

describe("the learning rate", () => {
  it.each([
    ["lstm }", 0.001],
    ["bert, checkpoint: a }", 0.00005],
    ["bert, checkpoint: a }\ntraining: { epochs: 2 }", 0.00005],
    ["bert, checkpoint: a }\ntraining: { learning_rate: 0.3 }", 0.3],
  ])("of model: { type: %s is %d", async (text, rate) => {
    const { config, input } = await load(`data: { train: a.csv }\nmodel: { type: ${text}\n`);
    expect(config.training.learning_rate).toBe(rate);
    const written = resolvedYaml(config);
    expect(resolvedYaml((await load(written)).config)).toBe(written);
    expect(JSON.stringify(input)).toContain("a.csv");
  });
});

describe("warnings", () => {
  it.each([
    ["model: { type: tfidf-linear }\ntraining: { epochs: 3 }", "training.epochs"],
    ["model: { type: tfidf-linear }\ntext: { max_length: 64 }", "text.max_length"],
    ["model: { type: lstm }\ntraining: { level_weights: [1, 2] }", "training.level_weights"],
    ["model: { type: lstm }\ntraining: { focal_gamma: 1 }", "training.focal_gamma"],
    ["model: { type: lstm, tokenizer: ./bert, vocabulary: { min_count: 2 } }", "model.vocabulary.min_count"],
    ["model: { type: lstm, attention: additive }", "model.attention"],
    ["model: { type: lstm, dropout: { layers: 0.2 } }", "model.dropout.layers"],
    ["model: { type: lstm, max_length: 20 }\ntext: { max_length: 30 }", "text.max_length"],
    ["model: { type: lstm }\ntraining: { momentum: 0.5 }", "training.momentum"],
    ["model: { type: lstm }\nthresholds: { method: global }", "thresholds.method"],
    ["task: multi-label\nmodel: { type: lstm }\nthresholds: { method: fixed, metric: precision }", "thresholds.metric"],
    ["task: multi-label\nmodel: { type: lstm }\nthresholds: { value: 0.3 }", "thresholds.value"],
    ["task: multi-label\nmodel: { type: lstm }\nthresholds: { average: macro }", "thresholds.average"],
    ["task: multi-label\nmodel: { type: majority }\nthresholds: { metric: precision }", "thresholds.metric"],
    ["task: multi-label\nmodel: { type: lstm }\ntraining: { label_smoothing: 0.1 }", "training.label_smoothing"],
    ["model: { type: lstm }\ntraining: { positive_weight_cap: 5 }", "training.positive_weight_cap"],
    [
      "task: hierarchical\nmodel: { type: lstm }\ntraining: { class_weights: balanced, positive_weight_cap: 5 }",
      "training.positive_weight_cap",
    ],
    [
      "model: { type: lstm }\ntraining: { class_weights: balanced, effective_number_beta: 0.9 }",
      "training.effective_number_beta",
    ],
    ["task: multi-label\nmodel: { type: lstm }\ntraining: { logit_adjustment: 1 }", "training.logit_adjustment"],
    ["model: { type: tfidf-linear }\ntraining: { logit_adjustment: 1 }", "training.logit_adjustment"],
    ["model: { type: lstm }\ntraining: { sampler: oversample, logit_adjustment: 1 }", "training.logit_adjustment"],
    [
      "model: { type: lstm }\ntraining: { sampler: balanced_batches, class_weights: balanced }",
      "training.class_weights",
    ],
    ["model: { type: majority }\ntraining: { sampler: oversample }", "training.sampler"],
    ["model: { type: tfidf-linear }\ntraining: { select: macro_f1 }", "training.select"],
    ["model: { type: lstm, train_embeddings: false }", "model.train_embeddings"],
    ["model: { type: lstm, tokenizer: ./bert, embeddings: glove.txt }", "model.embeddings"],
    ["model: { type: majority }\ndevice: webgpu", "device"],
    ["model: { type: lstm }\ntraining: { layer_decay: 0.9 }", "training.layer_decay"],
    ["model: { type: bert, checkpoint: a, strength: 1 }", "model.strength"],
    ["model: { type: bert, checkpoint: a, strategy: frozen }\ntraining: { epochs: 3 }", "training.epochs"],
    [
      "model: { type: bert, checkpoint: a, strategy: frozen }\ntraining: { learning_rate: 1 }",
      "training.learning_rate",
    ],
    ["model: { type: bert, checkpoint: a, strategy: frozen, classifier_dropout: 0 }", "model.classifier_dropout"],
    ["model: { type: bert, checkpoint: a, strategy: frozen, embedding_update: dense }", "model.embedding_update"],
  ])("%s", async (text, path) => {
    const { warnings } = await load(`data: { train: a.csv }\n${text}\n`);
    expect(warnings.map((warning) => warning.path)).toEqual([path]);
  });
});

describe("the schema", () => {
  it("describes every key", () => {
    const silent = allKeys().filter(({ node }) => node.description === undefined);
    expect(silent.map(({ path }) => path.join("."))).toEqual([]);
    expect(allKeys().length).toBeGreaterThan(80);
  });

  it("has none of the names of other tools where they are refused", () => {
    const root = Object.keys(jsonSchema().properties ?? {});
    expect(Object.keys(foreignKeys()).filter((name) => root.includes(name))).toEqual([]);
  });

  it("agrees with zod on what is valid, for random configs", () => {
    const value = fc.oneof(
      fc.constantFrom<unknown>(null, true, false, "x", "", "balanced", "5%", "lstm", -1, 0, 0.5, 1, 2.5, 1e300, [], {}),
      fc.array(fc.constantFrom<unknown>("a", 1, 0.5, null), { maxLength: 3 }),
      fc.record({ column: fc.constant("c"), test: fc.constantFrom(0.1, "x") }, { requiredKeys: [] }),
    );
    const keys = allKeys().map(({ path }) => path.filter((part) => part !== "[]"));
    const change = fc.tuple(fc.constantFrom(...keys), value);
    const model = fc.constantFrom("majority", "tfidf-linear", "lstm", "bilstm-attention", "bert");
    fc.assert(
      fc.property(model, fc.array(change, { minLength: 1, maxLength: 3 }), (type, changes) => {
        const input: Record<string, unknown> = { data: { train: "a.csv" }, model: { type } };
        for (const [path, item] of changes) setDeep(input, path, item);
        expect(findProblems(jsonSchema(), input).length === 0).toBe(runConfig.safeParse(input).success);
      }),
      { numRuns: 2000 },
    );
  });

  it("writes a resolved config that loads to itself without warnings", async () => {
    for (const type of ["majority", "tfidf-linear", "lstm", "bilstm", "bilstm-attention"]) {
      const { config } = await load(`data: { train: a.csv }\nmodel: { type: ${type} }\n`);
      const yaml = resolvedYaml(config);
      const again = await load(yaml);
      expect(again.config).toEqual(config);
      expect(again.warnings).toEqual([]);
      expect(resolvedYaml(again.config)).toBe(yaml);
      expect(Object.keys(parse(yaml) as object)[0]).toBe("task");
    }
  });
});

function setDeep(root: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let holder = root;
  for (const key of path.slice(0, -1)) {
    const next = holder[key];
    if (typeof next !== "object" || next === null || Array.isArray(next)) holder[key] = {};
    holder = holder[key] as Record<string, unknown>;
  }
  holder[path.at(-1) as string] = structuredClone(value);
}
