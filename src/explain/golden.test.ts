import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { bilstmAttentionConfig, NetworkExplainer, type NeuralModel, recurrentModel } from "../models/index.js";
import { goldenModel, goldenWeights } from "../models/transformer/testing/golden-case.js";
import { kendall, spearman } from "../statistics/index.js";
import { headMatrix, rollOut } from "./attention.js";
import { integratedGradients } from "./integrated-gradients.js";
import { rowProducts } from "./network-reading.js";
import { QUADRATURE_RULES, quadrature } from "./quadrature.js";

interface GoldenPath {
  readonly score: number;
  readonly baseline_score: number;
  readonly gradient_x_input: readonly number[];
  readonly integrated_gradients: Readonly<Record<(typeof QUADRATURE_RULES)[number], readonly number[]>>;
}

interface GoldenModel {
  readonly ids: readonly number[];
  readonly zero: GoldenPath;
  readonly pad: GoldenPath;
}

/** What test/golden/explain.py wrote. */
const golden = JSON.parse(readFileSync("test/golden/data/explain.json", "utf8")) as {
  readonly target: number;
  readonly steps: Readonly<Record<(typeof QUADRATURE_RULES)[number], number>>;
  readonly bert: GoldenModel & GoldenAttention;
  readonly electra: GoldenModel & GoldenAttention;
  readonly bilstm: GoldenModel & { words: number; embedding: number; hidden: number; attention: number[] };
  readonly ranks: { first: number[]; second: number[]; spearman: number; kendall: number };
  readonly gauss_legendre: { points: number[]; weights: number[] };
};

interface GoldenAttention {
  readonly config: unknown;
  readonly attentions: readonly (readonly number[])[];
  readonly rollout: readonly number[];
}

/** Ours are of float32, theirs of float64. */
const TOLERANCE = 1e-5;

function expectClose(actual: ArrayLike<number>, expected: readonly number[], tolerance = TOLERANCE): void {
  expect(actual.length).toBe(expected.length);
  const worst = expected.reduce((most, value, at) => Math.max(most, Math.abs(value - (actual[at] as number))), 0);
  expect(worst).toBeLessThan(tolerance);
}

const opened: NetworkExplainer[] = [];
afterEach(async () => {
  for (const explainer of opened.splice(0)) await explainer.release();
});

function explainerOf(model: NeuralModel, scale: (name: string) => number = () => 1): NetworkExplainer {
  const specs = model.build({ mode: "prediction" }).parameters;
  const values = specs.map((spec) => [spec.name, goldenWeights(spec).map((w) => scale(spec.name) * w)] as const);
  const explainer = new NetworkExplainer(model, new Map(values), { threads: 1 });
  opened.push(explainer);
  return explainer;
}

const HEAD = { name: "label", size: 3, kind: "softmax" } as const;

function tinyBilstm(): NeuralModel {
  const { words, embedding, hidden } = golden.bilstm;
  const config = bilstmAttentionConfig.parse({ type: "bilstm-attention", hidden_size: hidden, attention: "linear" });
  return recurrentModel({
    config,
    heads: [HEAD],
    vocabularySize: words,
    embeddingSize: embedding,
    maxLength: 8,
  });
}

const MODELS = {
  bert: () => explainerOf(goldenModel(golden.bert as never)),
  electra: () => explainerOf(goldenModel(golden.electra as never)),
  bilstm: () => explainerOf(tinyBilstm(), (name) => (/^(?:lstm|attention)\./u.test(name) ? 4 : 1)),
};

describe.each(Object.keys(MODELS) as (keyof typeof MODELS)[])("%s beside PyTorch", (name) => {
  const { ids } = golden[name];
  const weights = [Float32Array.of(0, 0, 0).fill(1, golden.target, golden.target + 1)];

  it("has its gradient × input and its logit", async () => {
    const explainer = MODELS[name]();
    const rows = explainer.embed(Int32Array.from(ids));
    const [result] = await explainer.explain([{ rows }], weights);
    expect(result?.logits[0]?.[golden.target]).toBeCloseTo(golden[name].zero.score, 5);
    expectClose(rowProducts(rows, result?.gradient ?? rows, explainer.width), golden[name].zero.gradient_x_input);
  });

  it.each(QUADRATURE_RULES)("has its integrated gradients by %s, from zeros and from padding", async (rule) => {
    const explainer = MODELS[name]();
    const rows = explainer.embed(Int32Array.from(ids));
    const padId = name === "bilstm" ? 0 : ((golden[name].config as { pad_token_id: number }).pad_token_id ?? 0);
    const padding = explainer.embed(Int32Array.from(ids, () => padId));
    for (const [kind, baseline] of [["zero", new Float32Array(rows.length)] as const, ["pad", padding] as const]) {
      const expected = golden[name][kind];
      const { values, completeness } = await integratedGradients(
        explainer,
        { text: { rows }, baseline, weights, score: (logits) => logits[0]?.[golden.target] as number },
        { rule, steps: golden.steps[rule] },
      );
      expectClose(values, expected.integrated_gradients[rule]);
      expect(completeness.score).toBeCloseTo(expected.score, 5);
      expect(completeness.baseline_score).toBeCloseTo(expected.baseline_score, 5);
      expect(completeness.error).toBeLessThan(5e-3);
    }
  });

  it("looks where it looks", async () => {
    const explainer = MODELS[name]();
    const attention = await explainer.attention({ rows: explainer.embed(Int32Array.from(ids)) });
    if (name === "bilstm") {
      expect(attention?.kind).toBe("pooling");
      if (attention?.kind === "pooling") expectClose(attention.weights, golden.bilstm.attention);
      return;
    }
    expect(attention?.kind).toBe("self-attention");
    if (attention?.kind !== "self-attention") return;
    golden[name].attentions.forEach((expected, layer) => {
      expectClose(attention.layers[layer] ?? [], expected);
    });
    expectClose(rollOut(attention).values, golden[name].rollout);
    const { size, values } = headMatrix(attention, 1, 1);
    for (let row = 0; row < size; row++) {
      expect(values.subarray(row * size, (row + 1) * size).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
    }
  });

  it("gives every text of a batch its own gradient", async () => {
    const explainer = MODELS[name]();
    const rows = explainer.embed(Int32Array.from(ids));
    const short = { rows: rows.slice(0, 2 * explainer.width) };
    const together = await explainer.explain([short, { rows }, short], weights);
    const alone = await explainer.explain([short], weights);
    expectClose(together[0]?.gradient ?? [], [...(alone[0]?.gradient ?? [])], 1e-6);
    expectClose(together[2]?.gradient ?? [], [...(alone[0]?.gradient ?? [])], 1e-6);
  });
});

it("has numpy's points of Gauss and Legendre, and of odd and even numbers of steps", () => {
  const { points, weights } = quadrature("gauss_legendre", 7);
  expectClose(points, golden.gauss_legendre.points, 1e-10);
  expectClose(weights, golden.gauss_legendre.weights, 1e-10);
  for (const steps of [1, 2, 33]) {
    const rule = quadrature("gauss_legendre", steps);
    const integral = rule.points.reduce((sum, x, at) => sum + (rule.weights[at] as number) * x ** (2 * steps - 1), 0);
    expect(integral).toBeCloseTo(1 / (2 * steps), 12);
  }
});

it("correlates ranks with ties as SciPy does", () => {
  const { first, second } = golden.ranks;
  expect(spearman(first, second)).toBeCloseTo(golden.ranks.spearman, 12);
  expect(kendall(first, second)).toBeCloseTo(golden.ranks.kendall, 12);
  expect(kendall([1, 1], [1, 2])).toBeNaN();
});
