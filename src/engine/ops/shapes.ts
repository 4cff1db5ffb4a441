import { PinakesError } from "../../shared/index.js";
import { broadcast, type Dim, formatShape, product, type Shape, sameShape, sum } from "../dims.js";
import { type DType, isFloat } from "../dtype.js";
import type { ValueType } from "../graph.js";
import type { OpAttributes, OpName, ProductAttributes, ReduceAttributes } from "./op-set.js";

type ShapeRule<K extends OpName> = (inputs: readonly ValueType[], attributes: OpAttributes[K]) => readonly ValueType[];

/** A broken rule of an op, before the op's name is known. */
class Mismatch extends Error {}

function check(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Mismatch(message);
}

function operand(inputs: readonly ValueType[], index: number): ValueType {
  const input = inputs[index];
  check(input, `operand ${index} is missing`);
  return input;
}

function floatOperand(inputs: readonly ValueType[], index: number): ValueType {
  const input = operand(inputs, index);
  check(isFloat(input.dtype), `operand ${index} has to hold real numbers, but is ${input.dtype}`);
  return input;
}

function checkIds(ids: ValueType): void {
  check(ids.dtype === "i32" || ids.dtype === "i64", `ids are ${ids.dtype}, not integers`);
}

/** The rule of an op whose attributes do not matter. */
type PlainRule = (inputs: readonly ValueType[]) => readonly ValueType[];

const unary: PlainRule = (inputs) => [floatOperand(inputs, 0)];

const overLastAxis: PlainRule = (inputs) => {
  const x = floatOperand(inputs, 0);
  check(x.shape.length > 0, "a scalar has no last axis");
  return [x];
};

function broadcastOf(a: ValueType, b: ValueType): Shape {
  const shape = broadcast(a.shape, b.shape);
  check(shape, `${formatShape(a.shape)} and ${formatShape(b.shape)} do not broadcast`);
  return shape;
}

function sameType(a: ValueType, b: ValueType): DType {
  check(a.dtype === b.dtype, `operands are of types ${a.dtype} and ${b.dtype}`);
  return a.dtype;
}

const binary: PlainRule = (inputs) => {
  const [a, b] = [operand(inputs, 0), operand(inputs, 1)];
  check(a.dtype !== "bool", "operands are bool, not numbers");
  return [{ dtype: sameType(a, b), shape: broadcastOf(a, b) }];
};

const comparison: PlainRule = (inputs) => {
  const [a, b] = [operand(inputs, 0), operand(inputs, 1)];
  sameType(a, b);
  return [{ dtype: "bool", shape: broadcastOf(a, b) }];
};

function reduce(inputs: readonly ValueType[], { axes, keepDims }: ReduceAttributes): readonly ValueType[] {
  const x = floatOperand(inputs, 0);
  const reduced = new Set(axes);
  check(
    axes.every((axis) => Number.isInteger(axis) && axis >= 0 && axis < x.shape.length),
    `axes [${axes}] are not axes of ${formatShape(x.shape)}, counted from 0`,
  );
  const shape = keepDims
    ? x.shape.map((dim, axis) => (reduced.has(axis) ? 1 : dim))
    : x.shape.filter((_, axis) => !reduced.has(axis));
  return [{ dtype: x.dtype, shape }];
}

function productShape(a: ValueType, b: ValueType, { transA, transB }: ProductAttributes): Dim[] {
  const [aRank, bRank] = [a.shape.length, b.shape.length];
  check(aRank >= 2 && bRank >= 2, `operands ${formatShape(a.shape)} and ${formatShape(b.shape)} are no matrices`);
  const m = a.shape[aRank - (transA ? 1 : 2)] as Dim;
  const k = a.shape[aRank - (transA ? 2 : 1)] as Dim;
  const kOfB = b.shape[bRank - (transB ? 1 : 2)] as Dim;
  const n = b.shape[bRank - (transB ? 2 : 1)] as Dim;
  check(k === kOfB, `inner dimensions ${k} and ${kOfB} differ (${formatShape(a.shape)} by ${formatShape(b.shape)})`);
  return [m, n];
}

const matmul: ShapeRule<"matmul"> = (inputs, attributes) => {
  const [a, b] = [floatOperand(inputs, 0), floatOperand(inputs, 1)];
  const matrix = productShape(a, b, attributes);
  const batch = broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2));
  check(batch, `batch dimensions of ${formatShape(a.shape)} and ${formatShape(b.shape)} do not broadcast`);
  return [{ dtype: sameType(a, b), shape: [...batch, ...matrix] }];
};

const gemm: ShapeRule<"gemm"> = (inputs, attributes) => {
  const [a, b] = [floatOperand(inputs, 0), floatOperand(inputs, 1)];
  check(a.shape.length === 2 && b.shape.length === 2, "gemm takes two matrices");
  const shape = productShape(a, b, attributes);
  const bias = inputs[2];
  if (bias) {
    check(sameShape(bias.shape, [shape[1] as Dim]), `the bias has to be [${shape[1]}], not ${formatShape(bias.shape)}`);
    sameType(a, bias);
  }
  return [{ dtype: sameType(a, b), shape }];
};

const gemmInt8: ShapeRule<"gemm_int8"> = (inputs, attributes) => {
  const [product] = gemm(inputs, attributes);
  check(product?.dtype === "f32", "products in 8 bits are of float32");
  return [product];
};

/** A matrix in 8 bits, checked with its scale and its zero. */
function quantizedOperand(
  inputs: readonly ValueType[],
  index: number,
  dtype: "u8" | "i8",
): ValueType & { scales: Shape } {
  const [matrix, scale, zero] = [operand(inputs, index), operand(inputs, index + 1), operand(inputs, index + 2)];
  check(matrix.dtype === dtype && matrix.shape.length === 2, `operand ${index} is no matrix of ${dtype}`);
  check(
    scale.dtype === "f32" && zero.dtype === dtype,
    `operand ${index} comes with a scale in f32, a zero in ${dtype}`,
  );
  check(sameShape(scale.shape, zero.shape), `operand ${index} has other scales than zeros`);
  return { ...matrix, scales: scale.shape };
}

const matmulInt8: PlainRule = (inputs) => {
  const [a, b] = [quantizedOperand(inputs, 0, "u8"), quantizedOperand(inputs, 3, "i8")];
  const shape = productShape(a, b, { transA: false, transB: false });
  check(a.scales.length === 0, "scale and zero of operand 0 are scalars");
  check(b.scales.length === 0 || sameShape(b.scales, shape.slice(1)), `operand 3 has scales ${formatShape(b.scales)}`);
  const bias = inputs[6];
  check(
    bias === undefined || (bias.dtype === "f32" && sameShape(bias.shape, [shape[1] as Dim])),
    `the bias has to be f32[${shape[1]}]`,
  );
  return [{ dtype: "f32", shape }];
};

const layerNorm: ShapeRule<"layer_norm"> = (inputs) => {
  const x = floatOperand(inputs, 0);
  const width = x.shape.slice(-1);
  for (const index of [1, 2]) {
    const parameter = floatOperand(inputs, index);
    check(width.length === 1 && sameShape(parameter.shape, width), `operand ${index} has to be ${formatShape(width)}`);
    sameType(x, parameter);
  }
  const statistic = { dtype: x.dtype, shape: [...x.shape.slice(0, -1), 1] };
  return [x, statistic, statistic];
};

const concat: ShapeRule<"concat"> = (inputs, { axis }) => {
  const first = operand(inputs, 0);
  check(axis >= 0 && axis < first.shape.length, `${axis} is no axis of ${formatShape(first.shape)}`);
  const others = (shape: Shape): Shape => shape.filter((_, index) => index !== axis);
  for (const input of inputs) {
    sameType(first, input);
    check(
      sameShape(others(input.shape), others(first.shape)),
      `${formatShape(input.shape)} does not fit ${formatShape(first.shape)}`,
    );
  }
  const size = sum(inputs.map((input) => input.shape[axis] as Dim));
  check(size !== undefined, "the sizes along the axis can't be added");
  return [{ dtype: first.dtype, shape: first.shape.map((dim, index) => (index === axis ? size : dim)) }];
};

function replaceDim(x: ValueType, axis: number, change: (size: number) => number): readonly ValueType[] {
  const size = x.shape[axis];
  check(typeof size === "number", `axis ${axis} of ${formatShape(x.shape)} has no fixed size`);
  return [{ dtype: x.dtype, shape: x.shape.map((dim, index) => (index === axis ? change(size) : dim)) }];
}

const lstm: PlainRule = (inputs) => {
  const [x, r] = [floatOperand(inputs, 0), floatOperand(inputs, 1)];
  const hidden = r.shape[0] ?? 0;
  check(sameShape(r.shape, [hidden, product([4, hidden])]), `r has to be [H,4H], not ${formatShape(r.shape)}`);
  sameType(x, r);
  check(
    x.shape.length === 3 && x.shape[2] === product([4, hidden]),
    `x has to be [T,B,${product([4, hidden])}], not ${formatShape(x.shape)}`,
  );
  const states = { dtype: x.dtype, shape: [...x.shape.slice(0, 2), hidden] };
  return Array.from({ length: 7 }, () => states);
};

/** What each op gives, from what it takes. */
const shapeRules: { readonly [K in OpName]: ShapeRule<K> } = {
  constant: (_, { dtype, shape, data }) => {
    const size = shape.reduce((total, dim) => total * dim, 1);
    check(size === data.length, `${data.length} numbers do not fill ${formatShape(shape)}`);
    return [{ dtype, shape }];
  },
  neg: unary,
  exp: unary,
  log: unary,
  sqrt: unary,
  reciprocal: unary,
  abs: unary,
  sign: unary,
  tanh: unary,
  sigmoid: unary,
  relu: unary,
  erf: unary,
  gelu: unary,
  cast: (inputs, { to }) => [{ dtype: to, shape: operand(inputs, 0).shape }],
  add: binary,
  sub: binary,
  mul: binary,
  div: binary,
  max: binary,
  min: binary,
  less: comparison,
  equal: comparison,
  select: (inputs) => {
    const [condition, a, b] = [operand(inputs, 0), operand(inputs, 1), operand(inputs, 2)];
    check(condition.dtype === "bool", `the condition is ${condition.dtype}, not bool`);
    const shape = broadcastOf(a, b);
    return [{ dtype: sameType(a, b), shape: broadcastOf(condition, { dtype: a.dtype, shape }) }];
  },
  reduce_sum: reduce,
  reduce_mean: reduce,
  reduce_max: reduce,
  softmax: overLastAxis,
  log_softmax: overLastAxis,
  layer_norm: layerNorm,
  reshape: (inputs, { shape }) => {
    const x = operand(inputs, 0);
    check(
      product(x.shape) === product(shape),
      `${formatShape(x.shape)} has not as many elements as ${formatShape(shape)}`,
    );
    return [{ dtype: x.dtype, shape }];
  },
  expand: (inputs, { shape }) => {
    const x = operand(inputs, 0);
    check(
      sameShape(broadcast(x.shape, shape) ?? [], shape),
      `${formatShape(x.shape)} does not expand to ${formatShape(shape)}`,
    );
    return [{ dtype: x.dtype, shape }];
  },
  transpose: (inputs, { permutation }) => {
    const x = operand(inputs, 0);
    const axes = [...permutation].sort((a, b) => a - b);
    check(
      axes.length === x.shape.length && axes.every((axis, i) => axis === i),
      `[${permutation}] is no permutation of the axes`,
    );
    return [{ dtype: x.dtype, shape: permutation.map((axis) => x.shape[axis] as Dim) }];
  },
  concat,
  slice: (inputs, { axis, start, end }) => {
    return replaceDim(operand(inputs, 0), axis, (size) => {
      check(0 <= start && start < end && end <= size, `${start}…${end} is outside an axis of size ${size}`);
      return end - start;
    });
  },
  pad: (inputs, { axis, before, after }) => {
    check(before >= 0 && after >= 0, "a pad is negative");
    return replaceDim(floatOperand(inputs, 0), axis, (size) => before + size + after);
  },
  shift: (inputs, { axis }) => {
    const x = floatOperand(inputs, 0);
    check(axis >= 0 && axis < x.shape.length, `${axis} is no axis of ${formatShape(x.shape)}`);
    return [x];
  },
  matmul,
  gemm,
  gemm_int8: gemmInt8,
  quantize: (inputs, { to, per }) => {
    const x = operand(inputs, 0);
    check(x.dtype === "f32", `what is quantised has to be f32, not ${x.dtype}`);
    check(per === "tensor" || x.shape.length === 2, `${formatShape(x.shape)} is no matrix, which has rows`);
    const shape = per === "tensor" ? [] : x.shape.slice(0, 1);
    return [
      { dtype: to, shape: x.shape },
      { dtype: "f32", shape },
      { dtype: to, shape },
    ];
  },
  matmul_int8: matmulInt8,
  gather: (inputs) => {
    const [table, ids] = [operand(inputs, 0), operand(inputs, 1)];
    checkIds(ids);
    check(table.shape.length >= 1, "the table is a scalar");
    return [{ dtype: table.dtype, shape: [...ids.shape, ...table.shape.slice(1)] }];
  },
  scatter_add: (inputs, { size }) => {
    const [rows, ids] = [floatOperand(inputs, 0), operand(inputs, 1)];
    check(
      sameShape(rows.shape.slice(0, ids.shape.length), ids.shape),
      "the rows' leading axes are not those of the ids",
    );
    checkIds(ids);
    return [{ dtype: rows.dtype, shape: [size, ...rows.shape.slice(ids.shape.length)] }];
  },
  one_hot: (inputs, { depth, dtype }) => {
    const ids = operand(inputs, 0);
    checkIds(ids);
    return [{ dtype, shape: [...ids.shape, depth] }];
  },
  size: (_, { dtype }) => [{ dtype, shape: [] }],
  iota: (_, { size }) => [{ dtype: "i32", shape: [size] }],
  reverse_sequence: (inputs) => {
    const [x, lengths] = [operand(inputs, 0), operand(inputs, 1)];
    check(x.shape.length >= 2 && sameShape(lengths.shape, [x.shape[1] as Dim]), "lengths have to be [B] for x [T,B,…]");
    check(lengths.dtype === "i32", `lengths are ${lengths.dtype}, not i32`);
    return [x];
  },
  dropout: (inputs, { rate }) => {
    const [x, mask] = [floatOperand(inputs, 0), operand(inputs, 1)];
    check(rate > 0 && rate < 1, `rate ${rate} is not between 0 and 1`);
    check(mask.dtype === "bool" && sameShape(mask.shape, x.shape), `the mask has to be bool${formatShape(x.shape)}`);
    return [x];
  },
  lstm,
  lstm_grad: (inputs) => {
    const [dh, r] = [floatOperand(inputs, 0), floatOperand(inputs, 7)];
    const gates = { dtype: dh.dtype, shape: [...dh.shape.slice(0, 2), r.shape[1] ?? 0] };
    const states = lstm([gates, r]);
    states.forEach((state, index) => {
      const input = floatOperand(inputs, index);
      check(sameShape(input.shape, state.shape), `operand ${index} is ${formatShape(input.shape)}`);
      sameType(dh, input);
    });
    return [gates];
  },
};

/** The types of an op's outputs; a broken rule raises GRAPH_INVALID with the op and its operands. */
export function inferTypes<K extends OpName>(
  op: K,
  inputs: readonly ValueType[],
  attributes: OpAttributes[K],
): readonly ValueType[] {
  try {
    const rule: ShapeRule<K> = shapeRules[op];
    return rule(inputs, attributes).map(({ dtype, shape }) => ({ dtype, shape }));
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error;
    const operands = inputs.map((input) => `${input.dtype}${formatShape(input.shape)}`).join(", ");
    throw new PinakesError("GRAPH_INVALID", {
      where: `${op}(${operands})`,
      message: `${error.message}.`,
      fix: "check the shapes of the layer that adds this op.",
      cause: error,
    });
  }
}
