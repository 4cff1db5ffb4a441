import type onnxProto from "onnx-proto";
import type { DType } from "../dtype.js";
import type { Value } from "../graph.js";
import type { LoweringContext } from "./lowering-context.js";
import { type AttributeValue, OnnxBuilder, valueInfo } from "./onnx-builder.js";

/** The body of a `Scan`: its states, then its slices, in; its states, then what it collects, out. */
interface ScanBody {
  readonly states: readonly string[];
  readonly slices: readonly string[];
  readonly nextStates: readonly string[];
  readonly collected: readonly string[];
  readonly steps: OnnxBuilder;
}

function bodyGraph(
  { states, slices, nextStates, collected, steps }: ScanBody,
  dtype: DType,
): onnxProto.onnx.IGraphProto {
  const typed = (name: string) => valueInfo(name, dtype);
  return {
    name: "step",
    node: steps.nodes,
    initializer: steps.initializers,
    input: [...states, ...slices].map(typed),
    output: [...nextStates, ...collected].map(typed),
  };
}

/** Names inside a body must differ from those of every other body and of the graph around it. */
class StepBuilder extends OnnxBuilder {
  constructor(private readonly outer: OnnxBuilder) {
    super(outer.target, new Map());
  }

  override fresh(): string {
    return this.outer.fresh();
  }
}

function zeroState(onnx: OnnxBuilder, like: Value): string {
  const shape = onnx.shape(like.shape.slice(1));
  return onnx.node("Expand", [onnx.constant(like.dtype, [], [0]), shape]);
}

/** Gates as [input, output, forget] and [candidate], from 4H columns. */
function splitGates(onnx: OnnxBuilder, gates: string, { hidden, axis }: { hidden: number; axis: number }) {
  const parts = onnx.integers([3 * hidden, hidden]);
  const [sigmoids, candidate] = onnx.nodeAll("Split", [gates, parts], { attributes: { axis }, count: 2 });
  const active = onnx.node("Sigmoid", [sigmoids as string]);
  const split = { attributes: { axis, num_outputs: 3 }, count: 3 };
  const [i, o, f] = onnx.nodeAll("Split", [active], split) as [string, string, string];
  return { i, o, f, g: onnx.node("Tanh", [candidate as string]) };
}

/**
 * One `Scan` over the steps. Gates and cells are collected for the gradient, and the hidden states are then formed
 * for all steps at once; where nothing needs the gates, only the hidden states are collected.
 */
export function lowerLstm({ onnx, node, inputs, out, isUsed }: LoweringContext<"lstm">): void {
  const [h, gatesOut, cellsOut] = node.outputs as [Value, Value, Value];
  const hidden = node.inputs[1]?.shape[0] as number;
  const keeps = isUsed(gatesOut) || isUsed(cellsOut);
  const steps = new StepBuilder(onnx);
  const [previousH, previousC, x] = [onnx.fresh(), onnx.fresh(), onnx.fresh()];
  const gates = steps.node("Gemm", [previousH, inputs[1] as string, x]);
  const { i, o, f, g } = splitGates(steps, gates, { hidden, axis: 1 });
  const c = steps.node("Add", [steps.node("Mul", [f, previousC]), steps.node("Mul", [i, g])]);
  const nextH = steps.node("Mul", [o, steps.node("Tanh", [c])]);
  const collected = keeps ? [gates, steps.node("Identity", [c])] : [steps.node("Identity", [nextH])];
  const body = { states: [previousH, previousC], slices: [x], nextStates: [nextH, c], collected, steps };
  const zero = zeroState(onnx, h);
  const states = [onnx.fresh(), onnx.fresh()];
  onnx.nodeAll("Scan", [zero, zero, inputs[0] as string], {
    attributes: { num_scan_inputs: 1, body: { body: bodyGraph(body, h.dtype) } },
    out: [...states, ...(keeps ? out.slice(1) : out.slice(0, 1))],
  });
  if (!keeps) return;
  const parts = onnx.integers([hidden, hidden, 2 * hidden]);
  const [, outputGate] = onnx.nodeAll("Split", [out[1] as string, parts], { attributes: { axis: 2 }, count: 3 });
  const opened = onnx.node("Sigmoid", [outputGate as string]);
  onnx.node("Mul", [opened, onnx.node("Tanh", [out[2] as string])], { out: [out[0] as string] });
}

/** Every derivative that does not wait for a later step, for all steps at once. */
function localSlopes({ onnx, node, inputs }: LoweringContext<"lstm_grad">) {
  const dtype = node.outputs[0]?.dtype as DType;
  const [, gates, cells, r] = inputs as [string, string, string, string];
  const hidden = node.inputs[3]?.shape[0] as number;
  const { i, o, f, g } = splitGates(onnx, gates, { hidden, axis: 2 });
  const one = onnx.constant(dtype, [], [1]);
  const mul = (a: string, b: string): string => onnx.node("Mul", [a, b]);
  const ofSigmoid = (y: string): string => mul(y, onnx.node("Sub", [one, y]));
  const ofTanh = (y: string): string => onnx.node("Sub", [one, mul(y, y)]);
  const earlier = onnx.node("Slice", [cells, onnx.integers([0]), onnx.integers([-1]), onnx.integers([0])]);
  const previousC = onnx.node("Pad", [earlier, onnx.integers([1, 0]), "", onnx.integers([0])]);
  const tanhC = onnx.node("Tanh", [cells]);
  return {
    f,
    outputByH: mul(tanhC, ofSigmoid(o)),
    cellByH: mul(o, ofTanh(tanhC)),
    inputByC: mul(g, ofSigmoid(i)),
    forgetByC: mul(previousC, ofSigmoid(f)),
    candidateByC: mul(i, ofTanh(g)),
    rTransposed: onnx.node("Transpose", [r], { attributes: { perm: [1, 0] } }),
  };
}

/** One reversed `Scan` that carries the gradients of the hidden state and of the cell. */
export function lowerLstmGrad(context: LoweringContext<"lstm_grad">): void {
  const { onnx, node, inputs, out } = context;
  const dtype = node.outputs[0]?.dtype as DType;
  const slopes = localSlopes(context);
  const sequences = [
    inputs[0] as string,
    slopes.outputByH,
    slopes.cellByH,
    slopes.inputByC,
    slopes.forgetByC,
    slopes.candidateByC,
    slopes.f,
  ];
  const steps = new StepBuilder(onnx);
  const [carriedH, carriedC] = [onnx.fresh(), onnx.fresh()];
  const slices = sequences.map(() => onnx.fresh());
  const [dy, outputByH, cellByH, inputByC, forgetByC, candidateByC, f] = slices as [string, ...string[]];
  const mul = (a: string, b: string | undefined): string => steps.node("Mul", [a, b as string]);
  const dh = steps.node("Add", [carriedH, dy]);
  const dc = steps.node("Add", [mul(dh, cellByH), carriedC]);
  const parts = [mul(dc, inputByC), mul(dh, outputByH), mul(dc, forgetByC), mul(dc, candidateByC)];
  const dGates = steps.node("Concat", parts, { attributes: { axis: 1 } });
  const nextC = mul(dc, f);
  const nextH = steps.node("MatMul", [dGates, slopes.rTransposed]);
  const body = { states: [carriedH, carriedC], slices, nextStates: [nextH, nextC], collected: [dGates], steps };
  const zero = zeroState(onnx, node.inputs[0] as Value);
  const attributes: Record<string, AttributeValue> = {
    num_scan_inputs: sequences.length,
    body: { body: bodyGraph(body, dtype) },
    scan_input_directions: sequences.map(() => 1),
    scan_output_directions: [1],
  };
  onnx.nodeAll("Scan", [zero, zero, ...sequences], { attributes, out: [onnx.fresh(), onnx.fresh(), out[0] as string] });
}
