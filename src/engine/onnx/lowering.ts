import { type Dim, product } from "../dims.js";
import type { Value } from "../graph.js";
import type { OpName, ProductAttributes, ReduceAttributes } from "../ops/op-set.js";
import { lowerErf, lowerGelu } from "./lower-erf.js";
import { lowerMatmulInt8, lowerQuantize } from "./lower-int8.js";
import { lowerLstm, lowerLstmGrad } from "./lower-lstm.js";
import type { Lowering } from "./lowering-context.js";
import { ONNX_TYPE, type OnnxBuilder, real } from "./onnx-builder.js";

/** The rule of an op that is one ONNX node without attributes. */
function plain<K extends OpName>(opType: string): Lowering<K> {
  return ({ onnx, inputs, out }) => onnx.node(opType, inputs, { out });
}

function reduction<K extends "reduce_sum" | "reduce_mean" | "reduce_max">(opType: string): Lowering<K> {
  return ({ onnx, inputs, out, node }) => {
    const { axes, keepDims } = node.attributes as ReduceAttributes;
    if (axes.length === 0) onnx.node("Identity", inputs, { out });
    else
      onnx.node(opType, [inputs[0] as string, onnx.integers(axes)], {
        out,
        attributes: { keepdims: keepDims ? 1 : 0 },
      });
  };
}

/** Sums down the columns of a matrix are a product with ones: twice as fast as the runtime's `ReduceSum` on two threads. */
const lowerSum: Lowering<"reduce_sum"> = (context) => {
  const { onnx, inputs, out, node } = context;
  const { axes, keepDims } = node.attributes;
  const { shape, dtype } = node.inputs[0] as Value;
  if (shape.length !== 2 || axes.join() !== "0" || keepDims) return reduction("ReduceSum")(context);
  const ones = onnx.node("Expand", [onnx.constant(dtype, [], [1]), onnx.shape(shape.slice(0, 1))]);
  onnx.node("MatMul", [ones, inputs[0] as string], { out });
};

function lastAxis<K extends OpName>(opType: string): Lowering<K> {
  return ({ onnx, inputs, out }) => onnx.node(opType, inputs, { out, attributes: { axis: -1 } });
}

const transposed = (onnx: OnnxBuilder, name: string, rank: number): string => {
  const perm = Array.from({ length: rank }, (_, axis) => axis);
  perm.push(...perm.splice(rank - 2).reverse());
  return onnx.node("Transpose", [name], { attributes: { perm } });
};

/** `FusedMatMul` reads an operand transposed without a copy, but exists in float32 and on the CPU only. */
const lowerMatmul: Lowering<"matmul"> = ({ onnx, inputs, out, node }) => {
  const { transA, transB } = node.attributes as ProductAttributes;
  const [a, b] = inputs as [string, string];
  if (!transA && !transB) onnx.node("MatMul", [a, b], { out });
  else if (onnx.target === "cpu" && node.outputs[0]?.dtype === "f32") {
    const attributes = { transA: Number(transA), transB: Number(transB) };
    onnx.node("FusedMatMul", [a, b], { out, attributes, domain: "com.microsoft" });
  } else {
    const [aRank, bRank] = node.inputs.map((input) => input.shape.length) as [number, number];
    onnx.node("MatMul", [transA ? transposed(onnx, a, aRank) : a, transB ? transposed(onnx, b, bRank) : b], { out });
  }
};

/**
 * Element by element over the flattened table, on one thread. `ScatterND` would be some ten times faster, but where ids
 * repeat its threads overwrite each other's sums.
 */
const lowerScatterAdd: Lowering<"scatter_add"> = ({ onnx, inputs, out, node }) => {
  const [rows, ids] = inputs as [string, string];
  const { dtype, shape } = node.outputs[0] as Value;
  // In 32 bits a GPU computes positions too; a table of more numbers does not fit into a buffer of WebGPU anyway.
  const integer = onnx.target === "webgpu" ? "i32" : "i64";
  const asInteger = (name: string): string => onnx.node("Cast", [name], { attributes: { to: ONNX_TYPE[integer] } });
  const flat = onnx.integers([-1]);
  const width = asInteger(onnx.node("Squeeze", [onnx.size(product(shape.slice(1)))]));
  const starts = onnx.node("Mul", [onnx.node("Reshape", [asInteger(ids), onnx.integers([-1, 1])]), width]); // [ids, 1]
  const columns = onnx.node("Range", [onnx.constant(integer, [], [0]), width, onnx.constant(integer, [], [1])]);
  const positions = onnx.node("Reshape", [onnx.node("Add", [starts, columns]), flat]);
  const zeros = onnx.node("Expand", [onnx.constant(dtype, [], [0]), onnx.size(product(shape))]);
  const sums = onnx.node("ScatterElements", [zeros, positions, onnx.node("Reshape", [rows, flat])], {
    attributes: { axis: 0, reduction: "add" },
  });
  onnx.node("Reshape", [sums, onnx.shape(shape)], { out });
};

/** 0, 1, … below a size, as 32-bit integers: WebGPU compares no wider ones. */
function rangeTo(onnx: OnnxBuilder, size: Dim, out?: readonly string[]): string {
  const limit = onnx.node("Cast", [onnx.node("Squeeze", [onnx.size(size)])], { attributes: { to: ONNX_TYPE.i32 } });
  const [start, step] = [onnx.constant("i32", [], [0]), onnx.constant("i32", [], [1])];
  return onnx.node("Range", [start, limit, step], out ? { out } : {});
}

/** By comparison, since ONNX's `OneHot` wraps negative ids and has no float64 kernel. */
const lowerOneHot: Lowering<"one_hot"> = ({ onnx, inputs, out, node }) => {
  const ids = node.inputs[0] as Value;
  const narrow = onnx.node("Cast", [inputs[0] as string], { attributes: { to: ONNX_TYPE.i32 } });
  const column = onnx.node("Unsqueeze", [narrow, onnx.integers([ids.shape.length])]);
  const hit = onnx.node("Equal", [column, rangeTo(onnx, node.attributes.depth)]);
  onnx.node("Cast", [hit], { out, attributes: { to: ONNX_TYPE[node.attributes.dtype] } });
};

const lowerIota: Lowering<"iota"> = ({ onnx, out, node }) => {
  rangeTo(onnx, node.attributes.size, out);
};

const lowerShift: Lowering<"shift"> = ({ onnx, inputs, out, node }) => {
  const { axis, by } = node.attributes;
  // A negative pad cuts off.
  onnx.node("Pad", [inputs[0] as string, onnx.integers([by, -by]), "", onnx.integers([axis])], { out });
};

const lowerDropout: Lowering<"dropout"> = ({ onnx, inputs, out, node }) => {
  const dtype = (node.outputs[0] as Value).dtype;
  const scale = onnx.constant(dtype, [], [1 / (1 - node.attributes.rate)]);
  const kept = onnx.node("Where", [inputs[1] as string, scale, onnx.constant(dtype, [], [0])]);
  onnx.node("Mul", [inputs[0] as string, kept], { out });
};

/** In float64 step by step: ONNX's op gives mean and 1/σ in float32, whatever the type of x. */
const lowerLayerNorm: Lowering<"layer_norm"> = ({ onnx, inputs, out, node }) => {
  const { epsilon } = node.attributes;
  if (node.outputs[0]?.dtype === "f32") {
    onnx.node("LayerNormalization", inputs, { out, attributes: { axis: -1, epsilon: real(epsilon) } });
    return;
  }
  const [x, scale, shift] = inputs as [string, string, string];
  const [y, mean, inverse] = out as [string, string, string];
  const last = onnx.integers([-1]);
  const centred = onnx.node("Sub", [x, onnx.node("ReduceMean", [x, last], { out: [mean] })]);
  const variance = onnx.node("ReduceMean", [onnx.node("Mul", [centred, centred]), last]);
  const deviation = onnx.node("Sqrt", [onnx.node("Add", [variance, onnx.constant("f64", [], [epsilon])])]);
  const normal = onnx.node("Mul", [centred, onnx.node("Reciprocal", [deviation], { out: [inverse] })]);
  onnx.node("Add", [onnx.node("Mul", [normal, scale]), shift], { out: [y] });
};

/** WebGPU has no kernel of `LogSoftmax`: x − max − log Σ e^(x − max). */
const lowerLogSoftmax: Lowering<"log_softmax"> = (context) => {
  const { onnx, inputs, out } = context;
  if (onnx.target !== "webgpu") return lastAxis("LogSoftmax")(context);
  const last = onnx.integers([-1]);
  const shifted = onnx.node("Sub", [inputs[0] as string, onnx.node("ReduceMax", [inputs[0] as string, last])]);
  const sum = onnx.node("ReduceSum", [onnx.node("Exp", [shifted]), last]);
  onnx.node("Sub", [shifted, onnx.node("Log", [sum])], { out });
};

/** How each op is written in ONNX (opset 20 and the runtime's own domain); "expanded" by a pass before that. */
export const loweringRules: { readonly [K in OpName]: Lowering<K> | "expanded" } = {
  constant: ({ onnx, out, node }) => {
    const { dtype, shape, data } = node.attributes;
    onnx.node("Identity", [onnx.constant(dtype, shape, data)], { out });
  },
  neg: plain("Neg"),
  exp: plain("Exp"),
  log: plain("Log"),
  sqrt: plain("Sqrt"),
  reciprocal: plain("Reciprocal"),
  abs: plain("Abs"),
  sign: plain("Sign"),
  tanh: plain("Tanh"),
  sigmoid: plain("Sigmoid"),
  relu: plain("Relu"),
  erf: lowerErf,
  gelu: lowerGelu,
  cast: ({ onnx, inputs, out, node }) =>
    onnx.node("Cast", inputs, { out, attributes: { to: ONNX_TYPE[node.attributes.to] } }),
  add: plain("Add"),
  sub: plain("Sub"),
  mul: plain("Mul"),
  div: plain("Div"),
  max: plain("Max"),
  min: plain("Min"),
  less: plain("Less"),
  equal: plain("Equal"),
  select: plain("Where"),
  reduce_sum: lowerSum,
  reduce_mean: reduction("ReduceMean"),
  reduce_max: reduction("ReduceMax"),
  softmax: lastAxis("Softmax"),
  log_softmax: lowerLogSoftmax,
  layer_norm: lowerLayerNorm,
  reshape: ({ onnx, inputs, out, node }) =>
    onnx.node("Reshape", [inputs[0] as string, onnx.reshapeTarget(node.attributes.shape)], { out }),
  expand: ({ onnx, inputs, out, node }) =>
    onnx.node("Expand", [inputs[0] as string, onnx.shape(node.attributes.shape)], { out }),
  transpose: ({ onnx, inputs, out, node }) =>
    onnx.node("Transpose", inputs, { out, attributes: { perm: node.attributes.permutation } }),
  concat: ({ onnx, inputs, out, node }) =>
    onnx.node("Concat", inputs, { out, attributes: { axis: node.attributes.axis } }),
  slice: ({ onnx, inputs, out, node }) => {
    const { axis, start, end } = node.attributes;
    const bounds = [onnx.integers([start]), onnx.integers([end]), onnx.integers([axis])];
    onnx.node("Slice", [inputs[0] as string, ...bounds], { out });
  },
  pad: ({ onnx, inputs, out, node }) => {
    const { axis, before, after } = node.attributes;
    onnx.node("Pad", [inputs[0] as string, onnx.integers([before, after]), "", onnx.integers([axis])], { out });
  },
  shift: lowerShift,
  matmul: lowerMatmul,
  gemm: ({ onnx, inputs, out, node }) => {
    const { transA, transB } = node.attributes;
    onnx.node("Gemm", inputs, { out, attributes: { transA: Number(transA), transB: Number(transB) } });
  },
  gemm_int8: "expanded",
  quantize: lowerQuantize,
  matmul_int8: lowerMatmulInt8,
  gather: ({ onnx, inputs, out }) => onnx.node("Gather", inputs, { out, attributes: { axis: 0 } }),
  scatter_add: lowerScatterAdd,
  one_hot: lowerOneHot,
  size: ({ onnx, out, node }) => {
    const scalar = onnx.node("Squeeze", [onnx.size(node.attributes.dim)]);
    onnx.node("Cast", [scalar], { out, attributes: { to: ONNX_TYPE[node.attributes.dtype] } });
  },
  iota: lowerIota,
  reverse_sequence: ({ onnx, inputs, out }) => {
    const lengths = onnx.node("Cast", [inputs[1] as string], { attributes: { to: ONNX_TYPE.i64 } });
    onnx.node("ReverseSequence", [inputs[0] as string, lengths], { out, attributes: { time_axis: 0, batch_axis: 1 } });
  },
  dropout: lowerDropout,
  lstm: lowerLstm,
  lstm_grad: lowerLstmGrad,
};
