import fc from "fast-check";
import { describe, expect, it } from "vitest";
import golden from "../../test/golden/data/lstm.json" with { type: "json" };
import { type Dim, type FloatType, type Graph, GraphBuilder, gradientName, gradients } from "../engine/index.js";
import { relativeError, runOnce } from "../engine/testing/evaluate.js";
import { fill, type Plain } from "../engine/testing/plain.js";
import { Rng } from "../shared/index.js";
import { type LstmOptions, lstm } from "./layers/lstm.js";
import { type ParameterSpec, Scope } from "./scope.js";

interface Case {
  readonly options: LstmOptions;
  readonly float: FloatType;
  /** A number for the textbook cell. */
  readonly steps: Dim;
}

/** An LSTM, and the gradients of Σ states·ofStates + Σ final·ofFinal. */
function writeLstm({ options, float, steps }: Case): { graph: Graph; parameters: readonly ParameterSpec[] } {
  const g = new GraphBuilder(float);
  const scope = Scope.root(g, { training: false });
  const { m } = scope;
  const x = scope.data("x", float, [steps, "B", options.inputSize]);
  const result = lstm(scope, { x, lengths: scope.data("lengths", "i32", ["B"]) }, options);
  const weigh = (name: string, value: typeof x) => m.total(m.mul(value, scope.data(name, float, value.shape)));
  g.output("states", result.states);
  g.output("final", result.final);
  g.output("loss", m.add(weigh("ofStates", result.states), weigh("ofFinal", result.final)));
  const names = ["x", ...scope.parameters.map(({ name }) => name)];
  return { graph: gradients(g.build(), "loss", names), parameters: scope.parameters };
}

function expectAlike(actual: Record<string, Plain>, expected: Record<string, Plain>, tolerance: number): void {
  expect(Object.keys(actual)).toEqual(Object.keys(expected));
  for (const [name, { shape, data }] of Object.entries(expected)) {
    expect(actual[name]?.shape, name).toEqual(shape);
    expect(relativeError(actual[name]?.data ?? [], data), name).toBeLessThan(tolerance);
  }
}

describe("the fused layer equals the textbook's equations", () => {
  /**
   * As shares of the largest element: sums of fewer than a hundred terms, in another order, through at most 14 steps; the
   * worst of some hundred cases were 7e-15 and 8e-6, of gradients of few elements whose terms cancel.
   */
  const TOLERANCE = { f64: 1e-10, f32: 1e-4 } as const;

  const problem = fc.record({
    lengths: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
    padding: fc.nat(2),
    inputSize: fc.integer({ min: 1, max: 4 }),
    hiddenSize: fc.integer({ min: 1, max: 4 }),
    layers: fc.constantFrom(1, 2),
    bidirectional: fc.boolean(),
    seed: fc.nat(),
  });

  it.each<FloatType>(["f64", "f32"])("in states, final states and all gradients, %s", async (float) => {
    await fc.assert(
      fc.asyncProperty(problem, async ({ lengths, padding, seed, ...sizes }) => {
        const steps = Math.max(...lengths) + padding;
        const rng = Rng.fromSeed(seed);
        const random = (...shape: number[]): Plain => fill(shape, () => rng.normal());
        const width = sizes.hiddenSize * (sizes.bidirectional ? 2 : 1);
        const fused = writeLstm({ options: { ...sizes, dropout: 0, cell: "fused" }, float, steps: "T" });
        const textbook = writeLstm({ options: { ...sizes, dropout: 0, cell: "textbook" }, float, steps });
        const feeds: Record<string, Plain> = {
          x: random(steps, lengths.length, sizes.inputSize),
          lengths: { shape: [lengths.length], data: lengths },
          ofStates: random(steps, lengths.length, width),
          ofFinal: random(lengths.length, width),
        };
        for (const { name, shape } of fused.parameters) feeds[name] = random(...shape);
        const expected = await runOnce({ graph: textbook.graph, feeds });
        expectAlike(await runOnce({ graph: fused.graph, feeds }), expected, TOLERANCE[float]);
      }),
      { numRuns: 5 },
    );
  });
});

describe("PyTorch's LSTM over packed sequences", () => {
  const { steps, width, hidden, lengths } = golden;

  /** float64 on both sides; float32 through two layers of six steps and back. As shares of the largest element. */
  const TOLERANCE = { f64: 1e-9, f32: 1e-4 } as const;

  const runs = golden.cases.flatMap((given) => [
    { ...given, cell: "fused", float: "f64" } as const,
    { ...given, cell: "fused", float: "f32" } as const,
    { ...given, cell: "textbook", float: "f64" } as const,
  ]);

  it.each(runs)("$layers layers, bidirectional: $bidirectional, $cell, $float", async (given) => {
    const { layers, bidirectional, cell, float } = given;
    const options = { inputSize: width, hiddenSize: hidden, layers, bidirectional, dropout: 0, cell };
    const { graph, parameters } = writeLstm({ options, float, steps: cell === "fused" ? "T" : steps });
    const [texts, out] = [lengths.length, hidden * (bidirectional ? 2 : 1)];
    const shapes: Record<string, readonly number[]> = Object.fromEntries(parameters.map((p) => [p.name, p.shape]));
    const weights: Record<string, number[] | undefined> = given.parameters;
    expect(new Set(Object.keys(shapes))).toEqual(new Set(Object.keys(weights)));
    const feeds: Record<string, Plain> = {
      x: { shape: [steps, texts, width], data: given.x },
      lengths: { shape: [texts], data: lengths },
      ofStates: { shape: [steps, texts, out], data: given.ofStates },
      ofFinal: { shape: [texts, out], data: given.ofFinal },
    };
    for (const [name, shape] of Object.entries(shapes)) feeds[name] = { shape, data: weights[name] ?? [] };
    const theirs: Record<string, number[] | undefined> = given.gradients;
    const expected: Record<string, Plain> = {
      states: { shape: [steps, texts, out], data: given.states },
      final: { shape: [texts, out], data: given.final },
      loss: { shape: [], data: [given.loss] },
      [gradientName("x")]: { shape: [steps, texts, width], data: given.gradients.x },
    };
    for (const [name, shape] of Object.entries(shapes)) {
      expected[gradientName(name)] = { shape, data: theirs[name] ?? [] };
    }
    expectAlike(await runOnce({ graph, feeds }), expected, TOLERANCE[float]);
  });
});

describe("the layer", () => {
  const options: LstmOptions = {
    inputSize: 3,
    hiddenSize: 2,
    layers: 1,
    bidirectional: true,
    dropout: 0,
    cell: "fused",
  };

  it("gives zero states at padding, and the last real states as final ones", async () => {
    const lengths = [2, 4, 1];
    const { graph, parameters } = writeLstm({ options, float: "f64", steps: "T" });
    const rng = Rng.fromSeed(2);
    const random = (...shape: number[]): Plain => fill(shape, () => rng.normal());
    const feeds: Record<string, Plain> = {
      x: random(4, 3, 3),
      lengths: { shape: [3], data: lengths },
      ofStates: random(4, 3, 4),
      ofFinal: random(3, 4),
    };
    for (const { name, shape } of parameters) feeds[name] = random(...shape);
    const { states, final } = await runOnce({ graph, feeds });
    const row = (step: number, text: number) => states?.data.slice((step * 3 + text) * 4, (step * 3 + text + 1) * 4);
    lengths.forEach((length, text) => {
      const [forward, backward] = [row(length - 1, text)?.slice(0, 2), row(0, text)?.slice(2)];
      expect(final?.data.slice(text * 4, text * 4 + 4)).toEqual([...(forward ?? []), ...(backward ?? [])]);
      for (let step = 0; step < 4; step++) {
        expect(
          row(step, text)?.every((value) => value === 0),
          `step ${step} of text ${text}`,
        ).toBe(step >= length);
      }
    });
  });

  it("takes any number of steps, but not with the textbook's cell", () => {
    const textbook = { ...options, cell: "textbook" } as const;
    expect(() => writeLstm({ options: textbook, float: "f32", steps: "T" })).toThrow(
      "[GRAPH_INVALID] textbook LSTM: it needs a fixed number of steps, not T.\n  fix: set training.padding: fixed",
    );
  });

  it("decays its weights, not its biases, and opens the forget gate at first", () => {
    const { parameters } = writeLstm({ options, float: "f32", steps: "T" });
    expect(parameters.filter(({ decay }) => !decay).map(({ name }) => name)).toEqual(["bias_l0", "bias_l0_reverse"]);
    const bias = new Float32Array(8).fill(Number.NaN);
    parameters.find(({ name }) => name === "bias_l0")?.initialize(bias, Rng.fromSeed(1));
    expect([...bias]).toEqual([0, 0, 1, 1, 0, 0, 0, 0]);
  });
});
