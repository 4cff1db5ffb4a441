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

/**
 * One `Scan` over the steps. What the gradient needs is collected straight from the nodes that form it, since copies in
 * a step are dear, and the hidden states are then formed for all steps at once; where nothing needs it, only the hidden
 * states are collected.
 */
export function lowerLstm({ onnx, node, inputs, out, isUsed }: LoweringContext<"lstm">): void {
  const [h, ...kept] = node.outputs as [Value, ...Value[]];
  const keeps = kept.some(isUsed);
  const steps = new StepBuilder(onnx);
  const [previousH, previousC, x] = [onnx.fresh(), onnx.fresh(), onnx.fresh()];
  const gates = steps.node("Gemm", [previousH, inputs[1] as string, x]);
  const quarters = { attributes: { axis: 1, num_outputs: 4 }, count: 4 };
  const [ofInput, ofForget, ofCandidate, ofOutput] = steps.nodeAll("Split", [gates], quarters) as [string, ...string[]];
  const [i, f, o] = [ofInput, ofForget, ofOutput].map((gate) => steps.node("Sigmoid", [gate as string])) as [
    string,
    string,
    string,
  ];
  const g = steps.node("Tanh", [ofCandidate as string]);
  const keptC = steps.node("Mul", [f, previousC]);
  const c = steps.node("Add", [keptC, steps.node("Mul", [i, g])]);
  const tanhC = steps.node("Tanh", [c]);
  const nextH = steps.node("Mul", [o, tanhC]);
  const collected = keeps ? [i, f, g, o, keptC, tanhC] : [steps.node("Identity", [nextH])];
  const body = { states: [previousH, previousC], slices: [x], nextStates: [nextH, c], collected, steps };
  const zero = zeroState(onnx, h);
  onnx.nodeAll("Scan", [zero, zero, inputs[0] as string], {
    attributes: { num_scan_inputs: 1, body: { body: bodyGraph(body, h.dtype) } },
    out: [onnx.fresh(), onnx.fresh(), ...(keeps ? out.slice(1) : out.slice(0, 1))],
  });
  if (keeps) onnx.node("Mul", [out[4] as string, out[6] as string], { out: [out[0] as string] });
}

/** One reversed `Scan` that carries the gradients of the hidden state and of the cell. */
export function lowerLstmGrad({ onnx, node, inputs, out }: LoweringContext<"lstm_grad">): void {
  const dtype = node.outputs[0]?.dtype as DType;
  const sequences = inputs.slice(0, -1);
  const rTransposed = onnx.node("Transpose", inputs.slice(-1), { attributes: { perm: [1, 0] } });
  const steps = new StepBuilder(onnx);
  const [carriedH, carriedC] = [onnx.fresh(), onnx.fresh()];
  const slices = sequences.map(() => onnx.fresh());
  const [dy, cellByH, inputByC, forgetByC, candidateByC, outputByH, f] = slices as [string, ...string[]];
  const mul = (a: string, b: string | undefined): string => steps.node("Mul", [a, b as string]);
  const dh = steps.node("Add", [carriedH, dy]);
  const dc = steps.node("Add", [mul(dh, cellByH), carriedC]);
  const parts = [mul(dc, inputByC), mul(dc, forgetByC), mul(dc, candidateByC), mul(dh, outputByH)];
  const dGates = steps.node("Concat", parts, { attributes: { axis: 1 } });
  const nextC = mul(dc, f);
  const nextH = steps.node("MatMul", [dGates, rTransposed]);
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
