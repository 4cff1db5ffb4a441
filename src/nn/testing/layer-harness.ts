import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  checkGradients,
  compile,
  type Dim,
  type Graph,
  GraphBuilder,
  gradientName,
  gradients,
  type Shape,
  type Tensors,
  type Value,
} from "../../engine/index.js";
import { plainOf, relativeError, tensorOf } from "../../engine/testing/evaluate.js";
import { fill, type Plain } from "../../engine/testing/plain.js";
import { Rng } from "../../shared/index.js";
import { type ParameterSpec, Scope } from "../scope.js";
import {
  type DataInput,
  isPadding,
  type Layout,
  lengthen,
  paddingPart,
  randomData,
  realPart,
  reorder,
  sizesOf,
} from "./layer-batch.js";

/** A layer and what it is expected to be. Shapes are over the symbols T (steps) and B (texts). */
export interface LayerUnderTest {
  readonly inputs: Readonly<Record<string, DataInput>>;
  /** Writes the layer down over its inputs and the lengths [B] of the texts; gives its results by name. */
  readonly build: (scope: Scope, inputs: Readonly<Record<string, Value>>, lengths: Value) => Record<string, Value>;
  /** Names and shapes of its parameters, in order. */
  readonly parameters: Readonly<Record<string, readonly number[]>>;
  readonly outputs: Readonly<Record<string, Shape>>;
  /** Parameters whose gradient is zero for a reason: it is checked to vanish, and not compared. */
  readonly withoutEffect?: readonly string[];
  /** Whether the layer needs a number of steps that is known when its graph is made. */
  readonly fixedSteps?: boolean;
}

/** ‖analytic − numeric‖ ÷ ‖numeric‖ in float64 at step 1e-5: the differences' own error is about 1e-9. */
const GRADIENT_ERROR = 1e-6;

/** float64 sums in another order. */
const FLOAT64_ORDER = 1e-12;

const LAYOUT: Layout = { steps: 4, lengths: [3, 4, 1, 2] };
const LONGER: Layout = { ...LAYOUT, steps: 6 };
const ORDER = [2, 0, 3, 1];

/** The layer's graph, with a scalar to differentiate: the sum of all results, each element times an input. */
interface LayerGraph {
  readonly graph: Graph;
  readonly parameters: readonly ParameterSpec[];
  readonly results: Readonly<Record<string, Value>>;
}

const factorName = (output: string): string => `factors of ${output}`;

function writeLayer({ inputs, build, fixedSteps }: LayerUnderTest, { steps }: Layout): LayerGraph {
  const g = new GraphBuilder("f64");
  const scope = Scope.root(g, { training: false });
  const time = (dim: Dim): Dim => (dim === "T" && fixedSteps ? steps : dim);
  const declare = ([name, { shape, below }]: [string, DataInput]) =>
    [name, scope.data(name, below === undefined ? "f64" : "i32", shape.map(time))] as const;
  const values = Object.fromEntries(Object.entries(inputs).map(declare));
  const results = build(scope.child("layer"), values, scope.data("lengths", "i32", ["B"]));
  const terms = Object.entries(results).map(([name, value]) => {
    g.output(name, value);
    return scope.m.total(scope.m.mul(value, scope.data(factorName(name), "f64", value.shape)));
  });
  g.output(
    "functional",
    terms.reduce((sum, term) => scope.m.add(sum, term)),
  );
  return { graph: g.build(), parameters: scope.parameters, results };
}

/** What a layer's graph is fed with: random data and parameters, and factors that are 0 at padding. */
function randomFeeds(layer: LayerUnderTest): Record<string, Plain> {
  const rng = Rng.fromSeed(17).split("layer");
  const feeds: Record<string, Plain> = { lengths: { shape: [LAYOUT.lengths.length], data: LAYOUT.lengths } };
  for (const [name, input] of Object.entries(layer.inputs)) feeds[name] = randomData(input, LAYOUT, rng);
  for (const [name, shape] of Object.entries(layer.parameters)) feeds[name] = fill(shape, () => 0.7 * rng.normal());
  for (const [name, shape] of Object.entries(layer.outputs)) {
    const factor = (index: readonly number[]): number => (isPadding(shape, index, LAYOUT) ? 0 : rng.normal());
    feeds[factorName(name)] = fill(sizesOf(shape, LAYOUT), factor);
  }
  return feeds;
}

/** Shapes of all that moves with the batch, by the names of the feeds. */
function batchShapes({ inputs, outputs }: LayerUnderTest): [string, DataInput][] {
  const factors = Object.entries(outputs).map(([name, shape]): [string, DataInput] => [factorName(name), { shape }]);
  return [...Object.entries(inputs), ...factors, ["lengths", { shape: ["B"] }]];
}

function longerFeeds(layer: LayerUnderTest, feeds: Readonly<Record<string, Plain>>): Record<string, Plain> {
  const longer = { ...feeds };
  for (const [name, input] of batchShapes(layer)) {
    longer[name] = lengthen(feeds[name] as Plain, input, { from: LAYOUT, to: LONGER });
  }
  for (const [name, shape] of Object.entries(layer.outputs)) {
    const factors = longer[factorName(name)] as Plain;
    const masked = (index: readonly number[], i: number): number =>
      isPadding(shape, index, LONGER) ? 0 : (factors.data[i] as number);
    let position = 0;
    longer[factorName(name)] = fill(factors.shape, (index) => masked(index, position++));
  }
  return longer;
}

function reorderedFeeds(layer: LayerUnderTest, feeds: Readonly<Record<string, Plain>>): Record<string, Plain> {
  const reordered = { ...feeds };
  for (const [name, { shape }] of batchShapes(layer)) reordered[name] = reorder(feeds[name] as Plain, shape, ORDER);
  return reordered;
}

function tensorsFor({ inputs }: Graph, feeds: Readonly<Record<string, Plain>>): Tensors {
  return Object.fromEntries(inputs.map(({ name, value }) => [name, tensorOf(value.dtype, feeds[name] as Plain)]));
}

/** A layer's graph with its gradients, ready to run. */
async function compileLayer(layer: LayerUnderTest, layout: Layout) {
  const graph = gradients(writeLayer(layer, layout).graph, "functional", differentiableNames(layer));
  const executable = await compile(graph, { threads: 1 });
  return {
    release: () => executable.release(),
    run: async (feeds: Readonly<Record<string, Plain>>): Promise<Results> => {
      const results = await executable.run(tensorsFor(graph, feeds));
      return Object.fromEntries(Object.entries(results).map(([name, value]) => [name, plainOf(value)]));
    },
  };
}

type Results = Readonly<Record<string, Plain>>;
type Compiled = Awaited<ReturnType<typeof compileLayer>>;

function realInputs({ inputs }: LayerUnderTest): string[] {
  return Object.keys(inputs).filter((name) => inputs[name]?.below === undefined);
}

/** Names of the inputs and parameters whose gradient is no rounding noise. */
function effectiveNames(layer: LayerUnderTest): string[] {
  return differentiableNames(layer).filter((name) => !layer.withoutEffect?.includes(name));
}

function differentiableNames(layer: LayerUnderTest): string[] {
  return [...realInputs(layer), ...Object.keys(layer.parameters)];
}

/** Shapes of all results and gradients, by name. */
function resultShapes(layer: LayerUnderTest): [string, Shape][] {
  const ofInputs = realInputs(layer).map((name): [string, Shape] => [name, layer.inputs[name]?.shape ?? []]);
  const ofParameters = Object.entries(layer.parameters).filter(([name]) => !layer.withoutEffect?.includes(name));
  const gradientShapes = [...ofInputs, ...ofParameters];
  return [
    ...Object.entries(layer.outputs),
    ...gradientShapes.map(([name, shape]): [string, Shape] => [gradientName(name), shape]),
  ];
}

function expectShapes(layer: LayerUnderTest, given: Results): void {
  const { results } = writeLayer(layer, LAYOUT);
  expect(Object.keys(results)).toEqual(Object.keys(layer.outputs));
  for (const [output, shape] of Object.entries(layer.outputs)) {
    const declared = layer.fixedSteps ? shape.map((dim) => (dim === "T" ? LAYOUT.steps : dim)) : shape;
    expect(results[output]?.shape, output).toEqual(declared);
    expect(given[output]?.shape, output).toEqual(sizesOf(shape, LAYOUT));
  }
}

async function expectGradients(layer: LayerUnderTest, feeds: Results): Promise<void> {
  const { graph } = writeLayer(layer, LAYOUT);
  const inputs = effectiveNames(layer);
  const fed = tensorsFor(graph, feeds);
  const checks = await checkGradients(graph, { output: "functional", inputs, feeds: fed, maxElements: 16 });
  expect(checks.map(({ input }) => input)).toEqual(inputs);
  for (const { input, relativeError: error, outside } of checks) {
    expect(error, input).toBeLessThan(GRADIENT_ERROR);
    expect(outside, input).toBe(0);
  }
}

/** The largest element of the gradient by an input or parameter. */
function largestGradient(results: Results, of: string): number {
  return Math.max(...(results[gradientName(of)] as Plain).data.map(Math.abs));
}

function expectSameDespitePadding(layer: LayerUnderTest, given: Results, longer: Results): void {
  for (const [name, shape] of resultShapes(layer)) {
    const expected = realPart(given[name] as Plain, shape, LAYOUT);
    const actual = realPart(longer[name] as Plain, shape, LONGER);
    expect(relativeError(actual, expected), name).toBeLessThan(FLOAT64_ORDER);
  }
  for (const input of realInputs(layer)) {
    const { shape } = layer.inputs[input] as DataInput;
    const padding = paddingPart(longer[gradientName(input)] as Plain, shape, LONGER);
    expect(padding.length).toBeGreaterThan(0);
    expect(new Set(padding.map(Math.abs)), `gradient of the padding of ${input}`).toEqual(new Set([0]));
  }
}

function expectSameDespiteOrder(layer: LayerUnderTest, given: Results, other: Results): void {
  const layout = { ...LAYOUT, lengths: ORDER.map((text) => LAYOUT.lengths[text] as number) };
  for (const [name, shape] of resultShapes(layer)) {
    const expected = realPart(reorder(given[name] as Plain, shape, ORDER), shape, layout);
    const actual = realPart(other[name] as Plain, shape, layout);
    expect(relativeError(actual, expected), name).toBeLessThan(FLOAT64_ORDER);
  }
}

/**
 * The contract of every layer: its output shapes, the names of its parameters, gradients of all parameters and inputs
 * that equal finite differences, and results and gradients that depend neither on padding nor on the order of the texts.
 */
export function runLayerTests(name: string, layer: LayerUnderTest): void {
  const hasSteps = Object.values(layer.inputs).some(({ shape }) => shape.includes("T"));
  const feeds = randomFeeds(layer);

  describe(name, () => {
    let compiled: Compiled;
    let given: Results;

    beforeAll(async () => {
      compiled = await compileLayer(layer, LAYOUT);
      given = await compiled.run(feeds);
    });

    afterAll(() => compiled.release());

    it("has parameters of the expected names and shapes", () => {
      const declared = writeLayer(layer, LAYOUT).parameters.map(({ name: full, shape }) => [full, shape]);
      expect(declared).toEqual(Object.entries(layer.parameters));
    });

    it("has results of the expected shapes, declared and computed", () => {
      expectShapes(layer, given);
    });

    it("has the gradients of finite differences", () => expectGradients(layer, feeds));

    if (layer.withoutEffect) {
      it.each(layer.withoutEffect)("does not depend on %s", (parameter) => {
        const largest = Math.max(...effectiveNames(layer).map((name) => largestGradient(given, name)));
        expect(largestGradient(given, parameter)).toBeLessThan(FLOAT64_ORDER * largest);
      });
    }

    if (hasSteps) {
      it("does not see padding", async () => {
        const longer = layer.fixedSteps ? await compileLayer(layer, LONGER) : compiled;
        expectSameDespitePadding(layer, given, await longer.run(longerFeeds(layer, feeds)));
        if (longer !== compiled) await longer.release();
      });
    }

    it("does not see the order of the texts", async () => {
      expectSameDespiteOrder(layer, given, await compiled.run(reorderedFeeds(layer, feeds)));
    });
  });
}
