import { describe, expect, it } from "vitest";
import { Rng } from "../../shared/index.js";
import { INPUT, OUTPUT } from "../neural/neural-model.js";
import { architectureFromConfig } from "./read-config.js";
import { goldenCase, goldenModel, PLAIN_LOSS } from "./testing/golden-case.js";
import { type TransformerModelOptions, transformerModel } from "./transformer-model.js";

/** The published base models' sizes. */
const base = {
  vocab_size: 30522,
  hidden_size: 768,
  num_hidden_layers: 12,
  num_attention_heads: 12,
  intermediate_size: 3072,
  max_position_embeddings: 512,
};
const distilbert = {
  model_type: "distilbert",
  vocab_size: 30522,
  dim: 768,
  n_layers: 6,
  n_heads: 12,
  hidden_dim: 3072,
  max_position_embeddings: 512,
};
const electraSmall = {
  ...base,
  model_type: "electra",
  embedding_size: 128,
  hidden_size: 256,
  num_attention_heads: 4,
  intermediate_size: 1024,
};
const robertaBase = { ...base, model_type: "roberta", max_position_embeddings: 514, type_vocab_size: 1 };

function build(config: unknown, options: Partial<TransformerModelOptions> = {}) {
  const architecture = architectureFromConfig(config, "config.json");
  return transformerModel({ architecture, heads: [{ name: "label", size: 2, kind: "softmax" }], ...options });
}

const levels = [
  { name: "level1", size: 3, kind: "softmax" as const },
  { name: "level2", size: 9, kind: "softmax" as const },
];

describe("parameters", () => {
  // As `model.num_parameters()` of the reference's classifiers with two labels counts them.
  it.each([
    ["bert-base-uncased", { ...base, model_type: "bert" }, 109_483_778],
    ["distilbert-base-uncased", distilbert, 66_955_010],
    ["roberta-base", { ...robertaBase, vocab_size: 50265 }, 124_647_170],
    ["xlm-roberta-base", { ...robertaBase, model_type: "xlm-roberta", vocab_size: 250002 }, 278_045_186],
    ["electra-small", electraSmall, 13_549_314],
  ])("of %s are as many as the reference counts", (_name, config, expected) => {
    const specs = build(config).build({ mode: "prediction" }).parameters;
    expect(specs.reduce((total, { shape }) => total + shape.reduce((a, b) => a * b, 1), 0)).toBe(expected);
  });

  it("of heads over levels have the levels' names behind the reference's", () => {
    const heads = (name: "bert" | "roberta") =>
      goldenModel(goldenCase(name), { heads: levels })
        .build({ mode: "prediction" })
        .parameters.filter((spec) => spec.name.startsWith("classifier"))
        .map((spec) => spec.name);
    expect(heads("bert")).toEqual(
      ["level1", "level2"].flatMap((level) => [`classifier.${level}.weight`, `classifier.${level}.bias`]),
    );
    expect(heads("roberta")).toEqual([
      "classifier.dense.weight",
      "classifier.dense.bias",
      ...["level1", "level2"].flatMap((level) => [
        `classifier.out_proj.${level}.weight`,
        `classifier.out_proj.${level}.bias`,
      ]),
    ]);
  });

  it.each(["cls", "mean"] as const)("of a pooler or dense layer are not there where pooling is %s", (pooling) => {
    for (const name of ["bert", "distilbert", "roberta", "electra"] as const) {
      const names = goldenModel(goldenCase(name), { pooling }).build({ mode: "prediction" }).parameters;
      expect(names.filter((spec) => /pooler|pre_classifier|classifier\.dense/.test(spec.name))).toEqual([]);
    }
  });

  it("decay, except biases and norms, as the reference's Trainer has it", () => {
    for (const name of ["bert", "distilbert", "electra"] as const) {
      const specs = goldenModel(goldenCase(name)).build({ mode: "prediction" }).parameters;
      for (const spec of specs) expect(spec.decay, spec.name).toBe(!/bias$|layer_?norm/i.test(spec.name));
    }
  });

  it("begin as the reference's: normal weights, zero biases, norms of one, zero rows of padding", () => {
    const golden = goldenCase("roberta");
    const specs = goldenModel(golden).build({ mode: "prediction" }).parameters;
    const fresh = (name: string): Float32Array => {
      const spec = specs.find((known) => known.name === name);
      const data = new Float32Array(spec?.shape.reduce((a, b) => a * b, 1) ?? 0).fill(Number.NaN);
      spec?.initialize(data, Rng.fromSeed(3));
      return data;
    };
    const deviation = (data: Float32Array): number => Math.sqrt(data.reduce((sum, x) => sum + x * x, 0) / data.length);
    expect(deviation(fresh("roberta.encoder.layer.0.intermediate.dense.weight"))).toBeCloseTo(0.02, 2);
    expect(new Set(fresh("classifier.out_proj.bias"))).toEqual(new Set([0]));
    expect(new Set(fresh("roberta.embeddings.LayerNorm.weight"))).toEqual(new Set([1]));
    for (const table of ["word", "position"]) {
      const rows = fresh(`roberta.embeddings.${table}_embeddings.weight`);
      expect(new Set(rows.subarray(16, 32))).toEqual(new Set([0]));
      expect(rows.filter((value) => value === 0).length).toBe(16);
    }
  });
});

describe("dropout", () => {
  const masks = (name: "bert" | "distilbert" | "roberta", options: Partial<TransformerModelOptions> = {}) =>
    goldenModel(goldenCase(name), options).build({ mode: "training", loss: PLAIN_LOSS }).masks;

  it("stands at each place where BERT has it", () => {
    const layer = (index: number) => [
      [`mask:bert.encoder.layer.${index}.attention`, ["B", 2, "T", "T"], 0.1],
      [`mask:bert.encoder.layer.${index}.attention.output.LayerNorm`, ["B*T", 16], 0.1],
      [`mask:bert.encoder.layer.${index}.output.LayerNorm`, ["B*T", 16], 0.1],
    ];
    expect(masks("bert").map(({ name, shape, rate }) => [name, shape, rate])).toEqual([
      ["mask:bert.embeddings.dropout", ["B", "T", 16], 0.1],
      ...layer(0),
      ...layer(1),
      ["mask:head", ["B", 16], 0.1],
    ]);
  });

  it("stands twice in RoBERTa's head and once in DistilBERT's, at the rate that is given", () => {
    const inHead = (name: "distilbert" | "roberta", options: Partial<TransformerModelOptions> = {}) =>
      masks(name, options)
        .filter(({ shape }) => shape[0] === "B" && shape.length === 2)
        .map(({ name: own, rate }) => [own, rate]);
    expect(inHead("roberta", { classifierDropout: 0.4 })).toEqual([
      ["mask:features", 0.4],
      ["mask:head", 0.4],
    ]);
    expect(inHead("distilbert")).toEqual([["mask:head", 0.2]]);
    expect(inHead("roberta", { classifierDropout: 0 })).toEqual([]);
    expect(inHead("roberta", { pooling: "mean" })).toEqual([["mask:head", 0.1]]);
  });

  it("is in no graph for evaluation or prediction", () => {
    const model = goldenModel(goldenCase("bert"));
    expect(model.build({ mode: "evaluation", loss: PLAIN_LOSS }).masks).toEqual([]);
    expect(model.build({ mode: "prediction" }).masks).toEqual([]);
  });
});

describe("the graph", () => {
  it("takes ids and lengths, and gives attention and features only where they are asked for", () => {
    const model = goldenModel(goldenCase("bert"), { heads: levels });
    const { graph, parameters } = model.build({ mode: "prediction" });
    const names = new Set(parameters.map(({ name }) => name));
    expect(graph.inputs.map(({ name }) => name).filter((name) => !names.has(name))).toEqual([INPUT.ids, INPUT.lengths]);
    expect(graph.outputs.map(({ name }) => name)).toEqual([OUTPUT.logits("level1"), OUTPUT.logits("level2")]);
    const more = model.build({ mode: "prediction", attentions: true, features: true }).graph;
    const shapes = Object.fromEntries(more.outputs.map(({ name, value }) => [name, value.shape]));
    expect(shapes[OUTPUT.features]).toEqual(["B", 16]);
    expect([0, 1].map((layer) => shapes[OUTPUT.layerAttention(layer)])).toEqual([
      ["B", 2, "T", "T"],
      ["B", 2, "T", "T"],
    ]);
  });

  it("reads the table of words by rows, so that a step may feed those of its batch alone", () => {
    for (const name of ["bert", "distilbert", "roberta", "electra"] as const) {
      const model = goldenModel(goldenCase(name));
      const table = model.build({ mode: "prediction" }).parameters.filter(({ rows }) => rows);
      expect(table.map((spec) => spec.name)).toEqual([model.tokenTable]);
    }
  });
});

describe("the summary", () => {
  it.each(["bert", "distilbert", "roberta", "electra"] as const)("of %s names every parameter once", (name) => {
    for (const pooling of ["reference", "cls", "mean"] as const) {
      const model = goldenModel(goldenCase(name), { pooling, heads: levels });
      const prefixes = model.summarize().flatMap(({ parameters }) => parameters);
      for (const spec of model.build({ mode: "prediction" }).parameters) {
        const owners = prefixes.filter((prefix) => spec.name.startsWith(prefix));
        expect(owners.length, spec.name).toBe(1);
      }
      expect(model.summarize().filter(({ kind }) => kind === "linear, softmax").length).toBe(2);
    }
  });
});
