import { describe, expect, it } from "vitest";
import {
  compile,
  type Graph,
  gradientName,
  gradients,
  optimize,
  realData,
  splitFixed,
  type Tensor,
  type Tensors,
} from "../../engine/index.js";
import { OUTPUT } from "../neural/neural-model.js";
import {
  batchTensors,
  GOLDEN_NAMES,
  type GoldenBatch,
  goldenCase,
  goldenModel,
  goldenWeights,
  PLAIN_LOSS,
  parameterTensors,
} from "./testing/golden-case.js";

/** Query, key, value and output of the attention, and the two of the feed-forward layer. */
const LINEAR_LAYERS = 6;

/** ‖difference‖ ÷ ‖gradient‖ over all weights of a tiny encoder: some 2 % at 8 bits, some 3 % at 7. */
const ROUNDING = 0.06;

const count = (graph: Graph, op: string): number => graph.nodes.filter((node) => node.op === op).length;

describe.each(GOLDEN_NAMES)("%s in 8 bits", (name) => {
  const golden = goldenCase(name);
  const model = goldenModel(golden);
  const { layers } = model.architecture;

  it("multiplies so in the linear layers of the encoder, in training alone", () => {
    const training = model.build({ mode: "training", loss: PLAIN_LOSS, int8: 8 });
    const trained = training.parameters.map((spec) => spec.name);
    expect(count(training.graph, "gemm_int8")).toBe(LINEAR_LAYERS * layers);
    const whole = optimize(gradients(training.graph, OUTPUT.loss, trained));
    expect(count(whole, "matmul_int8")).toBe(3 * LINEAR_LAYERS * layers);
    // Each weight by rows and as a whole; what products read (attention's input, its result, feed-forward's input and its
    // inside) as u8 and as i8; the gradients of six results.
    expect(count(whole, "quantize")).toBe((2 * LINEAR_LAYERS + 2 * 4 + LINEAR_LAYERS) * layers);
    const plain = model.build({ mode: "training", loss: PLAIN_LOSS });
    expect(training.parameters.map((spec) => spec.name)).toEqual(plain.parameters.map((spec) => spec.name));
    for (const mode of ["evaluation", "prediction"] as const) {
      expect(count(model.build({ mode, loss: PLAIN_LOSS }).graph, "gemm_int8")).toBe(0);
    }
  });

  it.each([8, 7] as const)("has the gradients of float32 but for the rounding, at %i bits", async (bits) => {
    const batch = golden.batches[0] as GoldenBatch;
    const exact = await gradientOf(undefined, batch);
    const rough = await gradientOf(bits, batch);
    const difference = Math.hypot(...exact.map((value, i) => value - (rough[i] as number)));
    const error = difference / Math.hypot(...exact);
    expect(error).toBeGreaterThan(0);
    expect(error).toBeLessThan(ROUNDING);
  });

  it("quantises weights that stay as they are once, and computes the same", async () => {
    const batch = golden.batches[0] as GoldenBatch;
    const built = stillModel().build({ mode: "training", loss: PLAIN_LOSS, int8: 8 });
    const top = new RegExp(`layer\\.${layers - 1}\\.|pooler|classifier`, "u");
    const trained = built.parameters.map((spec) => spec.name).filter((parameter) => top.test(parameter));
    const whole = optimize(gradients(built.graph, OUTPUT.loss, trained));
    const fixed = built.parameters.filter((spec) => !trained.includes(spec.name));
    const { once, rest } = splitFixed(whole, new Set(fixed.map((spec) => spec.name)));
    if (!once) return expect.unreachable();
    expect(count(once, "quantize")).toBe(LINEAR_LAYERS * (layers - 1));
    expect(count(rest, "quantize")).toBe(count(whole, "quantize") - count(once, "quantize"));
    const weights = parameterTensors(built.parameters, goldenWeights, "f32");
    const feeds = { ...weights, ...batchTensors(batch, { float: "f32" }) };
    const early = await runOf(once, weights);
    expect(await runOf(rest, { ...feeds, ...early })).toEqual(await runOf(whole, feeds));
  });

  async function gradientOf(int8: 7 | 8 | undefined, batch: GoldenBatch): Promise<number[]> {
    const built = stillModel().build({ mode: "training", loss: PLAIN_LOSS, int8 });
    const trained = built.parameters.map((spec) => spec.name);
    const weights = parameterTensors(built.parameters, goldenWeights, "f32");
    const feeds = { ...weights, ...batchTensors(batch, { float: "f32" }) };
    const results = await runOf(gradients(built.graph, OUTPUT.loss, trained), feeds);
    return trained.flatMap((parameter) => [...realData(results[gradientName(parameter)] as Tensor)]);
  }

  /** Without dropout, so that each graph sees the same. */
  function stillModel() {
    const dropout = { hidden: 0, attention: 0, classifier: 0 };
    return goldenModel(golden, { architecture: { ...model.architecture, dropout } });
  }
});

async function runOf(graph: Graph, feeds: Tensors): Promise<Tensors> {
  const executable = await compile(graph, { threads: 1 });
  try {
    return await executable.run(feeds);
  } finally {
    await executable.release();
  }
}
