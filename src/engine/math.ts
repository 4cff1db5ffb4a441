import type { GraphBuilder } from "./builder.js";
import { type Dim, normalAxis, type Shape, sameShape } from "./dims.js";
import type { DType } from "./dtype.js";
import type { Value } from "./graph.js";
import type { Int8Bits, ProductAttributes } from "./ops/op-set.js";

/** Options of a reduction. Axes may be negative (−1 is the last). */
export interface ReduceOptions {
  readonly axes: readonly number[];
  readonly keepDims?: boolean;
}

/** Options of the product of two matrices. */
export interface GemmOptions extends Partial<ProductAttributes> {
  readonly bias?: Value | undefined;
  /** Computes it, and its gradients, in 8 bits; in full precision where not given. */
  readonly bits?: Int8Bits | undefined;
}

function reduceAttributes(x: Value, { axes, keepDims = false }: ReduceOptions) {
  return { axes: axes.map((axis) => normalAxis(axis, x.shape.length)), keepDims };
}

/**
 * The ops of a builder as functions: `math(g).add(a, b)`. A thin layer over {@link GraphBuilder.emit} that fills
 * attributes in and turns numbers into constants.
 */
export function math(g: GraphBuilder) {
  const scalar = (value: number, dtype: DType = g.float): Value =>
    g.emit("constant", [], { dtype, shape: [], data: [value] });
  const operandOf = (x: Value | number, like: DType): Value => (typeof x === "number" ? scalar(x, like) : x);
  const binary =
    (op: "add" | "sub" | "mul" | "div" | "max" | "min" | "less" | "equal") =>
    (a: Value, b: Value | number): Value =>
      g.emit(op, [a, operandOf(b, a.dtype)], {});
  const unary =
    (
      op: "neg" | "exp" | "log" | "sqrt" | "reciprocal" | "abs" | "sign" | "tanh" | "sigmoid" | "relu" | "erf" | "gelu",
    ) =>
    (x: Value): Value =>
      g.emit(op, [x], {});

  const ops = {
    scalar,
    /** A vector of numbers, [n]. */
    vector: (data: readonly number[], dtype: DType = g.float): Value =>
      g.emit("constant", [], { dtype, shape: [data.length], data }),

    neg: unary("neg"),
    exp: unary("exp"),
    log: unary("log"),
    sqrt: unary("sqrt"),
    reciprocal: unary("reciprocal"),
    abs: unary("abs"),
    sign: unary("sign"),
    tanh: unary("tanh"),
    sigmoid: unary("sigmoid"),
    relu: unary("relu"),
    erf: unary("erf"),
    gelu: unary("gelu"),
    cast: (x: Value, to: DType): Value => (x.dtype === to ? x : g.emit("cast", [x], { to })),

    add: binary("add"),
    sub: binary("sub"),
    mul: binary("mul"),
    div: binary("div"),
    max: binary("max"),
    min: binary("min"),
    less: binary("less"),
    equal: binary("equal"),
    select: (condition: Value, a: Value, b: Value): Value => g.emit("select", [condition, a, b], {}),

    sum: (x: Value, options: ReduceOptions): Value => g.emit("reduce_sum", [x], reduceAttributes(x, options)),
    mean: (x: Value, options: ReduceOptions): Value => g.emit("reduce_mean", [x], reduceAttributes(x, options)),
    maxOver: (x: Value, options: ReduceOptions): Value => g.emit("reduce_max", [x], reduceAttributes(x, options)),
    /** Sum of all elements, as a scalar. */
    total: (x: Value): Value => ops.sum(x, { axes: x.shape.map((_, axis) => axis) }),
    softmax: (x: Value): Value => g.emit("softmax", [x], {}),
    logSoftmax: (x: Value): Value => g.emit("log_softmax", [x], {}),

    reshape: (x: Value, shape: Shape): Value => (sameShape(x.shape, shape) ? x : g.emit("reshape", [x], { shape })),
    expand: (x: Value, shape: Shape): Value => (sameShape(x.shape, shape) ? x : g.emit("expand", [x], { shape })),
    transpose: (x: Value, permutation: readonly number[]): Value => g.emit("transpose", [x], { permutation }),
    /** Swaps the last two axes. */
    swap: (x: Value): Value => {
      const rank = x.shape.length;
      const leading = Array.from({ length: rank - 2 }, (_, axis) => axis);
      return ops.transpose(x, [...leading, rank - 1, rank - 2]);
    },
    /** Puts an axis of size 1 in. */
    unsqueeze: (x: Value, axis: number): Value => {
      const at = normalAxis(axis, x.shape.length + 1);
      return ops.reshape(x, [...x.shape.slice(0, at), 1, ...x.shape.slice(at)]);
    },
    concat: (parts: readonly Value[], axis: number): Value =>
      parts.length === 1
        ? (parts[0] as Value)
        : g.emit("concat", parts, { axis: normalAxis(axis, parts[0]?.shape.length ?? 0) }),
    slice: (x: Value, axis: number, [start, end]: readonly [number, number]): Value =>
      g.emit("slice", [x], { axis: normalAxis(axis, x.shape.length), start, end }),

    matmul: (a: Value, b: Value, options: Partial<ProductAttributes> = {}): Value =>
      g.emit("matmul", [a, b], { transA: false, transB: false, ...options }),
    gemm: (a: Value, b: Value, options: GemmOptions = {}): Value => {
      const { bias, bits, transA = false, transB = false } = options;
      const inputs = bias ? [a, b, bias] : [a, b];
      if (bits) return g.emit("gemm_int8", inputs, { transA, transB, bits });
      return g.emit("gemm", inputs, { transA, transB });
    },

    gather: (table: Value, ids: Value): Value => g.emit("gather", [table, ids], {}),
    oneHot: (ids: Value, depth: Dim, dtype: DType = g.float): Value => g.emit("one_hot", [ids], { depth, dtype }),
    /** The size of a dimension, as a real scalar. */
    size: (dim: Dim): Value => g.emit("size", [], { dim, dtype: g.float }),
    iota: (size: Dim): Value => g.emit("iota", [], { size }),
    reverseSequence: (x: Value, lengths: Value): Value => g.emit("reverse_sequence", [x, lengths], {}),
    dropout: (x: Value, mask: Value, rate: number): Value => g.emit("dropout", [x, mask], { rate }),
  };
  return ops;
}

/** The functions of {@link math}. */
export type GraphMath = ReturnType<typeof math>;
