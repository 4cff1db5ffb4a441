import { describe, expect, it } from "vitest";
import {
  compile,
  type FloatType,
  gradientName,
  gradients,
  realData,
  type Tensor,
  type Tensors,
} from "../../engine/index.js";
import { relativeError } from "../../engine/testing/evaluate.js";
import { clipCoefficient, createOptimizer, createSchedule, type Gradients, globalNorm } from "../../optim/index.js";
import type { NeuralGraph } from "../neural/neural-model.js";
import { OUTPUT } from "../neural/neural-model.js";
import {
  batchTensors,
  GOLDEN_NAMES,
  type GoldenCase,
  goldenCase,
  goldenModel,
  goldenWeights,
  HEAD,
  PLAIN_LOSS,
  parameterTensors,
} from "./testing/golden-case.js";

/**
 * As shares of the largest element of a tensor. float64: both sides, and the file's eleven digits; float32: sums of tens
 * of terms in another order, through two layers and back.
 */
const TOLERANCE = { f64: 1e-9, f32: 1e-4 } as const;

/** A key's bias moves all scores of a query alike, which a softmax does not see: its gradient is rounding noise. */
const isKeyBias = (name: string): boolean => /(key|k_lin)\.bias$/.test(name);

const numbers = (outputs: Tensors, name: string): number[] => Array.from(realData(outputs[name] as Tensor));

async function run(neural: NeuralGraph, feeds: Tensors, withGradients: boolean): Promise<Tensors> {
  const names = neural.parameters.map(({ name }) => name);
  const graph = withGradients ? gradients(neural.graph, OUTPUT.loss, names) : neural.graph;
  const executable = await compile(graph, { threads: 1 });
  try {
    return await executable.run(feeds);
  } finally {
    await executable.release();
  }
}

function evaluateBatch(golden: GoldenCase, float: FloatType, more = 0): Promise<Tensors> {
  const neural = goldenModel(golden).build({
    mode: "evaluation",
    loss: PLAIN_LOSS,
    float,
    attentions: true,
    features: true,
  });
  const feeds = {
    ...parameterTensors(neural.parameters, goldenWeights, float),
    ...batchTensors(golden.batches[0]!, { float, more }),
  };
  return run(neural, feeds, true);
}

function expectGradients(outputs: Tensors, golden: GoldenCase, tolerance: number): void {
  const largest = Math.max(...Object.values(golden.gradients).flat().map(Math.abs));
  for (const [name, expected] of Object.entries(golden.gradients)) {
    const actual = numbers(outputs, gradientName(name));
    if (isKeyBias(name)) expect(Math.max(...actual.map(Math.abs)), name).toBeLessThan(tolerance * largest);
    else expect(relativeError(actual, expected), name).toBeLessThan(tolerance);
  }
}

/** The weights of the attention of real tokens: what padding looks at does not matter. */
function ofRealTokens(weights: readonly number[], lengths: readonly number[]): number[] {
  const time = Math.max(...lengths);
  const heads = weights.length / (lengths.length * time * time);
  return weights.filter((_, index) => {
    const text = Math.floor(index / (heads * time * time));
    return Math.floor(index / time) % time < (lengths[text] as number);
  });
}

describe.each(GOLDEN_NAMES)("%s beside the reference", (name) => {
  const golden = goldenCase(name);
  const [batch] = golden.batches;
  const lengths = batch?.lengths ?? [];

  it("has the reference's parameters", () => {
    const specs = goldenModel(golden).build({ mode: "prediction" }).parameters;
    expect(Object.fromEntries(specs.map(({ name: own, shape }) => [own, shape]))).toEqual(golden.parameters);
  });

  it.each<FloatType>(["f64", "f32"])("gives its logits, loss, attention and every gradient in %s", async (float) => {
    const outputs = await evaluateBatch(golden, float);
    expect(relativeError(numbers(outputs, OUTPUT.logits(HEAD)), golden.logits)).toBeLessThan(TOLERANCE[float]);
    expect(relativeError(numbers(outputs, OUTPUT.loss), [golden.loss])).toBeLessThan(TOLERANCE[float]);
    expect(golden.attentions.length).toBeGreaterThan(0);
    golden.attentions.forEach((expected, layer) => {
      const actual = ofRealTokens(numbers(outputs, OUTPUT.layerAttention(layer)), lengths);
      expect(relativeError(actual, ofRealTokens(expected, lengths)), `layer ${layer}`).toBeLessThan(TOLERANCE[float]);
    });
    expectGradients(outputs, golden, TOLERANCE[float]);
  });

  it("does not see padding, whatever it holds", async () => {
    const outputs = await evaluateBatch(golden, "f64", 2);
    expect(relativeError(numbers(outputs, OUTPUT.logits(HEAD)), golden.logits)).toBeLessThan(TOLERANCE.f64);
    expectGradients(outputs, golden, TOLERANCE.f64);
  });

  it.each(Object.keys(golden.features) as ("cls" | "mean" | "reference")[])("pools as %s", async (pooling) => {
    const neural = goldenModel(golden, { pooling }).build({ mode: "prediction", float: "f64", features: true });
    const feeds = {
      ...parameterTensors(neural.parameters, goldenWeights, "f64"),
      ...batchTensors(batch!, { float: "f64" }),
    };
    const outputs = await run(neural, feeds, false);
    expect(relativeError(numbers(outputs, OUTPUT.features), golden.features[pooling] ?? [])).toBeLessThan(
      TOLERANCE.f64,
    );
  });

  it("ends on the reference's weights after ten steps of AdamW", async () => {
    const { training } = golden;
    const neural = goldenModel(golden).build({ mode: "evaluation", loss: PLAIN_LOSS });
    const values = new Map(neural.parameters.map((spec) => [spec.name, goldenWeights(spec)]));
    const losses = await train(neural, values, golden);
    expect(relativeError(losses, training.losses)).toBeLessThan(TOLERANCE.f32);
    for (const spec of neural.parameters.filter((parameter) => !isKeyBias(parameter.name))) {
      const expected = training.weights[spec.name] ?? [];
      const stride = Math.ceil(values.get(spec.name)!.length / 24);
      const actual = Array.from(values.get(spec.name)!).filter((_, index) => index % stride === 0);
      expect(relativeError(actual, expected), spec.name).toBeLessThan(TOLERANCE.f32);
      // Nothing is right only because it hardly moved.
      const before = Array.from(goldenWeights(spec)).filter((_, index) => index % stride === 0);
      const moved = expected.map((value, index) => value - (before[index] as number));
      const own = actual.map((value, index) => value - (before[index] as number));
      expect(relativeError(own, moved), `the way of ${spec.name}`).toBeLessThan(MOVEMENT);
    }
  });
});

/**
 * Of the way that a parameter goes in ten steps. Adam divides by the gradient's own size, so that where a gradient is
 * small beside what is summed in it, float32's rounding shows.
 */
const MOVEMENT = 1e-2;

async function train(
  neural: NeuralGraph,
  values: ReadonlyMap<string, Float32Array>,
  { training, batches }: GoldenCase,
): Promise<number[]> {
  const names = neural.parameters.map(({ name }) => name);
  const executable = await compile(gradients(neural.graph, OUTPUT.loss, names), { threads: 1 });
  const optimizer = createOptimizer({
    kind: "adamw",
    parameters: neural.parameters.map(({ name, decay }) => ({ name, decay, data: values.get(name)! })),
    learningRate: training.learning_rate,
    weightDecay: training.weight_decay,
  });
  const schedule = createSchedule({ kind: "linear", totalSteps: training.steps, warmupSteps: training.warmup });
  const losses: number[] = [];
  for (let step = 0; step < training.steps; step++) {
    const parameters = parameterTensors(neural.parameters, ({ name }) => values.get(name)!, "f32");
    const outputs = await executable.run({
      ...parameters,
      ...batchTensors(batches[step % 2]!, { float: "f32" }),
    });
    const found: Gradients = new Map(
      names.map((name) => [name, { kind: "dense", data: realData(outputs[gradientName(name)]!) as Float32Array }]),
    );
    const gradientScale = clipCoefficient(globalNorm(found), training.clip);
    optimizer.step(found, { rateFactor: schedule(step), gradientScale });
    losses.push(...numbers(outputs, OUTPUT.loss));
  }
  await executable.release();
  return losses;
}
