import { describe, expect, it } from "vitest";
import golden from "../../test/golden/data/losses.json" with { type: "json" };
import { type FloatType, type Graph, GraphBuilder, gradientName, gradients } from "../engine/index.js";
import { relativeError, runOnce } from "../engine/testing/evaluate.js";
import type { Plain } from "../engine/testing/plain.js";
import { layerNorm } from "./layers/layer-norm.js";
import { type SigmoidLossOptions, sigmoidCrossEntropy } from "./losses/sigmoid-cross-entropy.js";
import { type SoftmaxLossOptions, softmaxCrossEntropy } from "./losses/softmax-cross-entropy.js";
import { weightedSum } from "./losses/weighted-sum.js";
import { Scope } from "./scope.js";

const floats: readonly FloatType[] = ["f64", "f32"];

/** As shares of the largest element: a dozen float64 or float32 operations, the runtime's exp and log among them. */
const TOLERANCE = { f64: 1e-12, f32: 5e-6 } as const;

const LABELS = golden.labels;

function writeSoftmaxLoss(options: SoftmaxLossOptions, float: FloatType): Graph {
  const g = new GraphBuilder(float);
  const scope = Scope.root(g, { training: false });
  const logits = scope.data("logits", float, ["B", LABELS]);
  g.output("loss", softmaxCrossEntropy(scope, { logits, targets: scope.data("targets", "i32", ["B"]) }, options));
  return gradients(g.build(), "loss", ["logits"]);
}

function writeSigmoidLoss(options: SigmoidLossOptions, float: FloatType, masked = false): Graph {
  const g = new GraphBuilder(float);
  const scope = Scope.root(g, { training: false });
  const data = (name: string) => scope.data(name, float, ["B", LABELS]);
  const input = { logits: data("logits"), targets: data("targets"), counted: masked ? data("counted") : undefined };
  g.output("loss", sigmoidCrossEntropy(scope, input, options));
  return gradients(g.build(), "loss", ["logits"]);
}

const matrix = (data: readonly number[]): Plain => ({ shape: [data.length / LABELS, LABELS], data });

/** The loss and its gradient, divided by a number. */
async function lossOf(written: { graph: Graph; feeds: Record<string, Plain> }, by = 1) {
  const results = await runOnce(written);
  const scaled = (name: string): number[] => (results[name]?.data ?? []).map((value) => value / by);
  return { loss: scaled("loss")[0] as number, gradient: scaled(gradientName("logits")) };
}

describe.each(floats)("PyTorch's losses, %s", (float) => {
  const { logits, targets, cases } = golden.softmax;

  it.each(cases)("cross_entropy with $options", async ({ options, loss, gradient }) => {
    const feeds = { logits: matrix(logits), targets: { shape: [targets.length], data: targets } };
    const { classWeights }: SoftmaxLossOptions = options;
    const weights = targets.filter((target) => target >= 0).map((target) => classWeights?.[target] ?? 1);
    const total = weights.reduce((sum, weight) => sum + weight);
    const ours = await lossOf({ graph: writeSoftmaxLoss(options, float), feeds }, total);
    expect(relativeError([ours.loss], [loss])).toBeLessThan(TOLERANCE[float]);
    expect(relativeError(ours.gradient, gradient)).toBeLessThan(TOLERANCE[float]);
    const ignored = targets.indexOf(-1);
    expect(ours.gradient.slice(ignored * LABELS, (ignored + 1) * LABELS).map(Math.abs)).toEqual([0, 0, 0, 0]);
  });

  it.each(golden.grouped.cases)("cross_entropy among siblings with $options", async ({ options, loss, gradient }) => {
    const { classWeights, groups }: SoftmaxLossOptions = options;
    const own = golden.grouped;
    const feeds = { logits: matrix(own.logits), targets: { shape: [own.targets.length], data: own.targets } };
    const total = own.targets.reduce((sum, id) => sum + (id < 0 ? 0 : (classWeights?.[id] ?? 1)), 0);
    const ours = await lossOf({ graph: writeSoftmaxLoss(options, float), feeds }, total);
    expect(relativeError([ours.loss], [loss])).toBeLessThan(TOLERANCE[float]);
    expect(relativeError(ours.gradient, gradient)).toBeLessThan(TOLERANCE[float]);
    own.targets.forEach((target, row) => {
      for (const label of groups?.keys() ?? []) {
        if (target >= 0 && groups?.[label] === groups?.[target]) continue;
        expect(Math.abs(ours.gradient[row * LABELS + label] as number)).toBe(0);
      }
    });
  });

  it.each(golden.masked.cases)("binary_cross_entropy_with_logits where known, with $options", async (given) => {
    const { logits, targets, counted } = golden.masked;
    const feeds = { logits: matrix(logits), targets: matrix(targets), counted: matrix(counted) };
    const ours = await lossOf({ graph: writeSigmoidLoss(given.options, float, true), feeds });
    expect(relativeError([ours.loss], [given.loss])).toBeLessThan(TOLERANCE[float]);
    expect(relativeError(ours.gradient, given.gradient)).toBeLessThan(TOLERANCE[float]);
  });

  const sigmoidCases = golden.sigmoid.flatMap(({ cases: list, ...input }) => list.map((one) => ({ ...input, ...one })));

  it.each(sigmoidCases)("binary_cross_entropy_with_logits with $options", async (given) => {
    const feeds = { logits: matrix(given.logits), targets: matrix(given.targets) };
    const ours = await lossOf({ graph: writeSigmoidLoss(given.options, float), feeds });
    expect(relativeError([ours.loss], [given.loss])).toBeLessThan(TOLERANCE[float]);
    expect(relativeError(ours.gradient, given.gradient)).toBeLessThan(TOLERANCE[float]);
  });
});

describe.each(floats)("PyTorch's layer_norm, %s", (float) => {
  /** Two means a row come on top of the operations of a loss. */
  const LAYER_NORM = { f64: 1e-12, f32: 1e-5 } as const;

  it("in values and gradients", async () => {
    const { x, weight, bias, ofY, y, gradients: theirs } = golden.layerNorm;
    const size = weight.length;
    const rows = (data: readonly number[]): Plain => ({ shape: [data.length / size, size], data });
    const g = new GraphBuilder(float);
    const scope = Scope.root(g, { training: true });
    const normal = layerNorm(scope, scope.data("x", float, ["B", size]), { size });
    g.output("y", normal);
    g.output("loss", scope.m.total(scope.m.mul(normal, scope.data("ofY", float, ["B", size]))));
    const vector = (data: readonly number[]): Plain => ({ shape: [size], data });
    const results = await runOnce({
      graph: gradients(g.build(), "loss", ["x", "weight", "bias"]),
      feeds: { x: rows(x), weight: vector(weight), bias: vector(bias), ofY: rows(ofY) },
    });
    const expected = {
      y,
      [gradientName("x")]: theirs.x,
      [gradientName("weight")]: theirs.weight,
      [gradientName("bias")]: theirs.bias,
    };
    for (const [name, data] of Object.entries(expected)) {
      expect(relativeError(results[name]?.data ?? [], data), name).toBeLessThan(LAYER_NORM[float]);
    }
  });
});

describe("far from 0, in float32", () => {
  const logits = matrix([1000, -1000, 0, 90]);

  it("sigmoid losses stay finite, with the right slopes", async () => {
    const wrong = { logits, targets: matrix([0, 1, 1, 0]) };
    const right = { logits, targets: matrix([1, 0, 0, 1]) };
    const graph = writeSigmoidLoss({}, "f32");
    const [ofWrong, ofRight] = [await lossOf({ graph, feeds: wrong }), await lossOf({ graph, feeds: right })];
    expect(ofWrong.loss).toBeCloseTo(2090 + Math.LN2, 2);
    expect(ofWrong.gradient).toEqual([1, -1, -0.5, 1]);
    expect(ofRight.loss).toBeCloseTo(Math.LN2, 6);
    expect(ofRight.gradient.map((value) => value + 0)).toEqual([0, 0, 0.5, 0]);
  });

  it.each([0, 0.5, 2])("softmax losses stay finite with focal γ = %d", async (focalGamma) => {
    const graph = writeSoftmaxLoss({ focalGamma }, "f32");
    const [wrong, right] = [1, 0].map((target) => ({ logits, targets: { shape: [1], data: [target] } }));
    const ofWrong = await lossOf({ graph, feeds: wrong as never });
    expect(ofWrong.loss).toBeCloseTo(2000, 3);
    expect(ofWrong.gradient).toEqual([1, -1, 0, 0]);
    const ofRight = await lossOf({ graph, feeds: right as never });
    expect(ofRight.loss).toBeCloseTo(0, 6);
    expect(ofRight.gradient.map(Math.abs)).toEqual([0, 0, 0, 0]);
  });
});

describe("weighted sums of losses", () => {
  it("add each loss times its weight", async () => {
    const g = new GraphBuilder("f64");
    const scope = Scope.root(g, { training: true });
    const [a, b] = [scope.data("a", "f64", []), scope.data("b", "f64", [])];
    g.output(
      "sum",
      weightedSum(scope, [
        { loss: a, weight: 0.7 },
        { loss: b, weight: 0.3 },
      ]),
    );
    const feeds = { a: { shape: [], data: [2] }, b: { shape: [], data: [10] } };
    expect((await runOnce({ graph: g.build(), feeds })).sum?.data).toEqual([2 * 0.7 + 10 * 0.3]);
    expect(() => weightedSum(scope, [])).toThrow("a sum of losses has at least one");
  });
});
