import { describe, expect, it } from "vitest";
import { checkGradients, tensor } from "../../engine/index.js";
import type { ParameterSpec } from "../../nn/index.js";
import { Rng } from "../../shared/index.js";
import { modelConfig, type RecurrentConfig } from "../config.js";
import { recurrentModel } from "../recurrent/recurrent-model.js";
import { goldenCase, goldenModel, HEAD, PLAIN_LOSS } from "../transformer/testing/golden-case.js";
import { textVectors } from "../transformer/text-vectors.js";
import type { TransformerModel } from "../transformer/transformer-model.js";
import type { EncodedSplit, ParameterValues } from "./encoded.js";
import { batchFeeds, normalizer } from "./feeds.js";
import { NetworkRunner } from "./network-runner.js";
import { INPUT, type NeuralModel, OUTPUT } from "./neural-model.js";
import { WINDOW_ATTENTION } from "./windows.js";

/** Float32 sums in another order. */
const ROUNDING = 2e-5;
/** Parameters below, in and above the pooling of windows. */
const CHECKED = /^(?:embedding|lstm.weight_hh_l0$|window_|heads|bert.embeddings.word|bert.pooler.dense.w|classifier)/u;

type Pooling = "mean" | "max" | "attention";
const POOLINGS: readonly Pooling[] = ["mean", "max", "attention"];
const PADDING = { padId: 0 };

const heads = [{ name: HEAD, size: 3, kind: "softmax" as const }];
const recurrent = (windowPooling?: Pooling): NeuralModel => {
  const config = modelConfig.parse({ type: "bilstm", hidden_size: 4, tfidf_weighting: true }) as RecurrentConfig;
  return recurrentModel({ config, heads, vocabularySize: 20, embeddingSize: 5, maxLength: 8, windowPooling });
};
const textbook = (windowPooling?: Pooling): NeuralModel => {
  const config = modelConfig.parse({ type: "lstm", hidden_size: 4, pooling: "attention", cell: "textbook" });
  const sizes = { vocabularySize: 20, embeddingSize: 5, maxLength: 8 };
  return recurrentModel({ config: config as RecurrentConfig, heads, ...sizes, windowPooling });
};
const bert = (windowPooling?: Pooling): TransformerModel => goldenModel(goldenCase("bert"), { windowPooling });
const MODELS: Readonly<Record<string, (pooling?: Pooling) => NeuralModel>> = {
  bilstm: recurrent,
  "lstm, textbook": textbook,
  bert,
};

/** Values far enough from 0 that poolings differ; those of equal names are equal. */
function values(specs: readonly ParameterSpec[]): ParameterValues {
  const rng = Rng.fromSeed(4);
  return new Map(
    specs.map(({ name, shape }) => {
      const draw = rng.split(name);
      return [name, Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 0.4 * draw.normal())];
    }),
  );
}

const valuesOf = (model: NeuralModel): ParameterValues => values(model.build({ mode: "prediction" }).parameters);

/** Rows of 2 to 7 tokens, shared out among texts of so many windows each. */
function split(counts: readonly number[]): EncodedSplit {
  const rng = Rng.fromSeed(9);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const ids = Array.from({ length: total }, () =>
    Int32Array.from({ length: 2 + rng.integer(6) }, () => 5 + rng.integer(15)),
  );
  let end = 0;
  return {
    ids,
    windowEnds: Int32Array.from(counts, (count) => (end += count)),
    tokenWeights: ids.map((row) => Float32Array.from(row, () => 0.5 + rng.uniform())),
    targets: [{ kind: "softmax", ids: Int32Array.from(counts, (_, text) => text % 3) }],
  };
}

async function logits(
  model: NeuralModel,
  texts: EncodedSplit,
  options: { batchSize?: number; fixedTime?: number } = {},
) {
  const { batchSize, fixedTime = model.fixedTime } = options;
  const runner = await NetworkRunner.create(model, {
    padding: { ...PADDING, fixedTime },
    ...(batchSize === undefined ? {} : { batchSize }),
    threads: 1,
  });
  try {
    const [own] = (await runner.run(texts, valuesOf(model))).logits;
    return own as Float32Array;
  } finally {
    await runner.release();
  }
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = ROUNDING): void {
  expect(actual.length).toBe(expected.length);
  for (let at = 0; at < actual.length; at++) {
    expect(Math.abs((actual[at] as number) - (expected[at] as number)), `element ${at}`).toBeLessThan(tolerance);
  }
}

const whole = ({ windowEnds: _, ...rows }: EncodedSplit): EncodedSplit => rows;

describe.each(Object.entries(MODELS))("windows of %s", (_, make) => {
  it.each(POOLINGS)("say of a text of one window what the model without windows says (%s)", async (pooling) => {
    const texts = split([1, 1, 1, 1]);
    expectClose(await logits(make(pooling), texts), await logits(make(), whole(texts)));
  });

  it.each(POOLINGS)("don't depend on the batch or its padding (%s)", async (pooling) => {
    const texts = split([2, 1, 5, 3, 1, 2]);
    const together = await logits(make(pooling), texts);
    expectClose(await logits(make(pooling), texts, { batchSize: 1 }), together);
    expectClose(await logits(make(pooling), texts, { batchSize: 4 }), together);
    expectClose(await logits(make(pooling), texts, { fixedTime: 8 }), together);
  });

  it("pooled by their mean give the mean of their logits", async () => {
    const texts = split([2, 1, 3]);
    const rows = await logits(make(), whole(texts));
    const mean = (from: number, to: number) =>
      [0, 1, 2].map((label) => {
        let sum = 0;
        for (let row = from; row < to; row++) sum += rows[3 * row + label] as number;
        return sum / (to - from);
      });
    expectClose(await logits(make("mean"), texts), [mean(0, 2), mean(2, 3), mean(3, 6)].flat());
  });

  it("pooled in different ways say different things", async () => {
    const texts = split([3]);
    const [mean, max, attention] = await Promise.all(POOLINGS.map((pooling) => logits(make(pooling), texts)));
    const distance = (a: Float32Array | undefined, b: Float32Array | undefined) =>
      Math.hypot(...Array.from(a ?? [], (value, at) => value - (b?.[at] ?? 0)));
    expect(distance(mean, max)).toBeGreaterThan(20 * ROUNDING);
    expect(distance(mean, attention)).toBeGreaterThan(20 * ROUNDING);
  });

  it.each(POOLINGS)("have the gradients of finite differences (%s)", async (pooling) => {
    const model = make(pooling);
    const { graph, parameters } = model.build({ mode: "evaluation", loss: PLAIN_LOSS, float: "f64" });
    const fed = batchFeeds(model, split([3, 1, 2]), {
      rows: [0, 1, 2],
      padding: { ...PADDING, fixedTime: model.fixedTime },
    });
    const start = values(parameters);
    const double = (data: ArrayLike<number>) => Float64Array.from(data);
    const feeds = Object.fromEntries([
      ...Object.entries(fed.feeds).map(([name, given]) => [
        name,
        given.dtype === "f32" ? tensor("f64", given.shape, double(given.data as Float32Array)) : given,
      ]),
      ...parameters.map(({ name, shape }) => [name, tensor("f64", shape, double(start.get(name) as Float32Array))]),
      [INPUT.normalizer(HEAD), tensor("f64", [], double(normalizer(3).data as Float32Array))],
    ]);
    const inputs = parameters.map(({ name }) => name).filter((name) => CHECKED.test(name));
    const checks = await checkGradients(graph, { output: OUTPUT.loss, inputs, feeds, maxElements: 3 });
    expect(checks.length).toBeGreaterThan(pooling === "attention" ? 3 : 2);
    for (const { input, outside } of checks) expect(outside, input).toBe(0);
  });
});

describe("vectors of texts in windows", () => {
  it.each(POOLINGS)("are those of their windows, pooled (%s)", async (pooling) => {
    const texts = split([2, 1]);
    const model = bert(pooling);
    const parameters = valuesOf(model);
    const width = model.architecture.hiddenSize;
    const options = { parameters, padding: PADDING, threads: 1 };
    const rows = await textVectors(bert(), whole(texts), options);
    const [one, two] = [rows.subarray(0, width), rows.subarray(width, 2 * width)];
    const score = parameters.get(`${WINDOW_ATTENTION}.score.weight`);
    const dot = (vector: Float32Array) => vector.reduce((sum, value, at) => sum + value * (score?.[at] ?? 0), 0);
    const share = 1 / (1 + Math.exp(dot(two) - dot(one)));
    const first = one.map((value, at) => {
      const other = two[at] as number;
      if (pooling === "max") return Math.max(value, other);
      return pooling === "mean" ? (value + other) / 2 : share * value + (1 - share) * other;
    });
    expectClose(await textVectors(model, texts, options), [...first, ...rows.subarray(2 * width)]);
  });

  it("begin as their mean where attention weighs them", () => {
    const spec = bert("attention")
      .build({ mode: "prediction" })
      .parameters.find(({ name }) => name.startsWith(WINDOW_ATTENTION));
    const data = new Float32Array(4).fill(1);
    spec?.initialize(data, Rng.fromSeed(1));
    expect([...data]).toEqual([0, 0, 0, 0]);
  });
});
