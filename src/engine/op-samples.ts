import { Rng } from "../shared/index.js";
import { GraphBuilder } from "./builder.js";
import { checkGradients, type GradientCheck } from "./gradient-check.js";
import type { Value } from "./graph.js";
import { type GraphMath, math } from "./math.js";
import type { OpName } from "./ops/op-set.js";
import { elementCount, type Tensor, tensor } from "./tensor.js";

/** Declares operands of a sample. Real ones take part in the gradient check. */
interface Operands {
  readonly g: GraphBuilder;
  readonly m: GraphMath;
  /** Random reals in [low, high), by default [−1, 1). */
  readonly x: (shape: readonly number[], low?: number, high?: number) => Value;
  readonly ids: (shape: readonly number[], data: readonly number[]) => Value;
  readonly mask: (shape: readonly number[], data: readonly number[]) => Value;
}

type Sample = (operands: Operands) => Value;

const unary =
  (op: "neg" | "exp" | "log" | "sqrt" | "reciprocal" | "abs" | "tanh" | "sigmoid" | "relu", low = -1): Sample =>
  ({ m, x }) =>
    m[op](x([3, 4], low, low + 2));

const binary =
  (op: "add" | "sub" | "mul" | "div" | "max" | "min"): Sample =>
  ({ m, x }) =>
    m[op](x([2, 3, 4]), x([3, 1], 0.5, 2));

const NO_FLOAT64 = "the runtime's CPU kernel exists in float32 only; checked against its closed form instead";
const STRAIGHT_THROUGH = "its gradient passes through the rounding, which differences would see";
const NO_GRADIENT = "its result carries no gradient";

/** For each op a small use of it, or the reason why there is no gradient to check. */
export const opSamples: { readonly [K in OpName]: Sample | string } = {
  constant: NO_GRADIENT,
  neg: unary("neg"),
  exp: unary("exp"),
  log: unary("log", 0.5),
  sqrt: unary("sqrt", 0.5),
  reciprocal: unary("reciprocal", 0.5),
  abs: unary("abs"),
  sign: NO_GRADIENT,
  tanh: unary("tanh"),
  sigmoid: unary("sigmoid"),
  relu: unary("relu"),
  erf: NO_FLOAT64,
  gelu: NO_FLOAT64,
  cast: ({ m, x }) => m.mul(m.cast(m.cast(x([3, 2]), "f64"), "f64"), 2),
  add: binary("add"),
  sub: binary("sub"),
  mul: binary("mul"),
  div: binary("div"),
  max: binary("max"),
  min: binary("min"),
  less: NO_GRADIENT,
  equal: NO_GRADIENT,
  select: ({ m, x, mask }) => m.select(mask([2, 3], [1, 0, 0, 1, 1, 0]), x([2, 3]), x([3])),
  reduce_sum: ({ m, x }) => m.sum(x([2, 3, 4]), { axes: [0, 2] }),
  reduce_mean: ({ m, x }) => m.mean(x([2, 3, 4]), { axes: [1], keepDims: true }),
  reduce_max: ({ m, x }) => m.maxOver(x([2, 5, 3]), { axes: [1] }),
  softmax: ({ m, x }) => m.softmax(x([3, 5])),
  log_softmax: ({ m, x }) => m.logSoftmax(x([3, 5])),
  layer_norm: ({ g, x }) => g.emit("layer_norm", [x([4, 6]), x([6]), x([6])], { epsilon: 1e-5 }),
  reshape: ({ m, x }) => m.reshape(x([2, 6]), [3, 4]),
  expand: ({ m, x }) => m.expand(x([3, 1]), [2, 3, 4]),
  transpose: ({ m, x }) => m.transpose(x([2, 3, 4]), [2, 0, 1]),
  concat: ({ m, x }) => m.concat([x([2, 3]), x([2, 1])], 1),
  slice: ({ m, x }) => m.slice(x([4, 3]), 0, [1, 3]),
  pad: ({ g, x }) => g.emit("pad", [x([2, 3])], { axis: 1, before: 2, after: 1 }),
  shift: ({ g, m, x }) => {
    const value = x([4, 2]);
    return m.add(g.emit("shift", [value], { axis: 0, by: 1 }), m.mul(g.emit("shift", [value], { axis: 0, by: -1 }), 2));
  },
  matmul: ({ m, x }) =>
    m.add(
      m.matmul(x([2, 3, 4]), x([4, 5])),
      m.add(
        m.matmul(x([4, 3]), x([2, 5, 4]), { transA: true, transB: true }),
        m.matmul(x([2, 3, 4]), x([5, 4]), { transB: true }),
      ),
    ),
  gemm: ({ m, x }) => {
    const plain = m.gemm(x([3, 4]), x([4, 2]), { bias: x([2]) });
    const left = m.gemm(x([4, 3]), x([4, 2]), { transA: true });
    const right = m.gemm(x([3, 4]), x([2, 4]), { transB: true });
    return m.add(plain, m.add(left, m.add(right, m.gemm(x([4, 3]), x([2, 4]), { transA: true, transB: true }))));
  },
  gemm_int8: STRAIGHT_THROUGH,
  quantize: NO_GRADIENT,
  matmul_int8: NO_GRADIENT,
  gather: ({ m, x, ids }) => m.gather(x([5, 3]), ids([2, 3], [0, 4, 4, 2, 0, 4])),
  scatter_add: ({ g, x, ids }) => g.emit("scatter_add", [x([4, 3]), ids([4], [1, 1, 0, 1])], { size: 3 }),
  one_hot: NO_GRADIENT,
  size: NO_GRADIENT,
  iota: NO_GRADIENT,
  reverse_sequence: ({ m, x, ids }) => m.reverseSequence(x([4, 3, 2]), ids([3], [4, 1, 3])),
  dropout: ({ m, x, mask }) => m.dropout(x([2, 3]), mask([2, 3], [1, 0, 1, 1, 0, 1]), 0.4),
  lstm: ({ g, x }) => g.emit("lstm", [x([5, 2, 12]), x([3, 12])], {}),
  lstm_grad: NO_GRADIENT,
};

/** The outcome for one op: the checks of its operands, or why there are none. */
export interface OpCheck {
  readonly op: OpName;
  readonly skipped?: string;
  readonly checks: readonly GradientCheck[];
}

/** Checks the gradient of one op on this machine in float64, by finite differences through ONNX Runtime. */
export async function checkOp(op: OpName, seed = 1): Promise<OpCheck> {
  const sample = opSamples[op];
  if (typeof sample === "string") return { op, skipped: sample, checks: [] };
  const rng = Rng.fromSeed(seed).split(op);
  const feeds: Record<string, Tensor> = {};
  const reals: string[] = [];
  const g = new GraphBuilder("f64");
  const m = math(g);
  const feed = (value: Tensor): Value => {
    const name = `operand${Object.keys(feeds).length}`;
    feeds[name] = value;
    return g.input(name, value.dtype, value.shape);
  };
  const uniform = (shape: readonly number[], low: number, high: number): Tensor =>
    tensor(
      "f64",
      shape,
      Float64Array.from({ length: elementCount(shape) }, () => low + (high - low) * rng.uniform()),
    );
  const result = sample({
    g,
    m,
    x: (shape, low = -1, high = 1) => {
      reals.push(`operand${Object.keys(feeds).length}`);
      return feed(uniform(shape, low, high));
    },
    ids: (shape, data) => feed(tensor("i32", shape, Int32Array.from(data))),
    mask: (shape, data) => feed(tensor("bool", shape, Uint8Array.from(data))),
  });
  const weights = feed(uniform(result.shape as readonly number[], -1, 1));
  g.output("loss", m.total(m.mul(result, weights)));
  return { op, checks: await checkGradients(g.build(), { output: "loss", inputs: reals, feeds }) };
}
