import { describe, expect, it } from "vitest";
import { PinakesError } from "../../shared/index.js";
import type { ValueType } from "../graph.js";
import type { OpAttributes, OpName } from "./op-set.js";
import { inferTypes } from "./shapes.js";

const f32 = (...shape: ValueType["shape"]): ValueType => ({ dtype: "f32", shape });
const f64 = (...shape: ValueType["shape"]): ValueType => ({ dtype: "f64", shape });
const i32 = (...shape: ValueType["shape"]): ValueType => ({ dtype: "i32", shape });
const u8 = (...shape: ValueType["shape"]): ValueType => ({ dtype: "u8", shape });
const i8 = (...shape: ValueType["shape"]): ValueType => ({ dtype: "i8", shape });
const bool = (...shape: ValueType["shape"]): ValueType => ({ dtype: "bool", shape });
/** The operands of `lstm_grad` before the weights. */
const sequences = (type: ValueType): ValueType[] => Array.from({ length: 7 }, () => type);

/** Operands, attributes, and what the message says of them. */
type Misuse<K extends OpName> = readonly [readonly ValueType[], OpAttributes[K], string];

const notReal = [[i32("B")], {}, "operand 0 has to hold real numbers, but is i32"] as const;
const notNumbers = [[f32("B"), i32("B")], {}, "operands are of types f32 and i32"] as const;
const missing = [[f32("B")], {}, "operand 1 is missing"] as const;
const notBroadcast = [[f32("B", 3), f32(2, "B", 4)], {}, "[B,3] and [2,B,4] do not broadcast"] as const;
const notAxes = [[f32("B", 3)], { axes: [2], keepDims: false }, "axes [2] are not axes of [B,3]"] as const;
const plain = { transA: false, transB: false };

/** At least one wrong use of every op, or why there is none. */
const misuses: { readonly [K in OpName]: readonly Misuse<K>[] | string } = {
  constant: [[[], { dtype: "f32", shape: [2, 2], data: [1, 2, 3] }, "3 numbers do not fill [2,2]"]],
  neg: [notReal],
  exp: [notReal],
  log: [notReal],
  sqrt: [notReal],
  reciprocal: [notReal],
  abs: [notReal],
  sign: [notReal],
  tanh: [notReal],
  sigmoid: [notReal],
  relu: [notReal],
  erf: [notReal],
  gelu: [notReal],
  cast: [[[], { to: "f32" }, "operand 0 is missing"]],
  add: [notBroadcast, notNumbers, [[bool("B"), bool("B")], {}, "operands are bool, not numbers"]],
  sub: [notBroadcast, missing],
  mul: [notNumbers],
  div: [notBroadcast],
  max: [notNumbers],
  min: [notBroadcast],
  less: [notNumbers],
  equal: [notBroadcast],
  select: [
    [[f32("B"), f32("B"), f32("B")], {}, "the condition is f32, not bool"],
    [[bool("T"), f32("B"), f32("B")], {}, "[T] and [B] do not broadcast"],
  ],
  reduce_sum: [notAxes, [[f32(2)], { axes: [-1], keepDims: false }, "axes [-1] are not axes of [2], counted from 0"]],
  reduce_mean: [notAxes],
  reduce_max: [notAxes, [[i32(2)], { axes: [0], keepDims: false }, "operand 0 has to hold real numbers, but is i32"]],
  softmax: [notReal, [[f32()], {}, "a scalar has no last axis"]],
  log_softmax: [[[f64()], {}, "a scalar has no last axis"]],
  layer_norm: [
    [[f32("B", 4), f32(3), f32(4)], { epsilon: 1e-5 }, "operand 1 has to be [4]"],
    [[f32("B", 4), f32(4), f64(4)], { epsilon: 1e-5 }, "operands are of types f32 and f64"],
    [[f32(), f32(), f32()], { epsilon: 1e-5 }, "operand 1 has to be []"],
  ],
  reshape: [[[f32("B", 4)], { shape: ["B", 2] }, "[B,4] has not as many elements as [B,2]"]],
  expand: [[[f32("B", 4)], { shape: ["B", 8] }, "[B,4] does not expand to [B,8]"]],
  transpose: [[[f32("B", 4)], { permutation: [0, 0] }, "[0,0] is no permutation of the axes"]],
  concat: [
    [[f32("B", 4), f32("T", 4)], { axis: 1 }, "[T,4] does not fit [B,4]"],
    [[f32("T", 4), f32(1, 4)], { axis: 0 }, "the sizes along the axis can't be added"],
    [[f32("B", 4), f32("B", 4)], { axis: 2 }, "2 is no axis of [B,4]"],
    [[], { axis: 0 }, "operand 0 is missing"],
  ],
  slice: [
    [[f32("B", 4)], { axis: 1, start: 2, end: 5 }, "2…5 is outside an axis of size 4"],
    [[f32("B", 4)], { axis: 0, start: 0, end: 1 }, "axis 0 of [B,4] has no fixed size"],
  ],
  pad: [[[f32(2)], { axis: 0, before: -1, after: 0 }, "a pad is negative"]],
  shift: [[[f32("T", 2)], { axis: 2, by: 1 }, "2 is no axis of [T,2]"]],
  matmul: [
    [[f32("B", 3, 4), f32(3, 4)], plain, "inner dimensions 4 and 3 differ ([B,3,4] by [3,4])"],
    [[f32(4), f32(4, 2)], plain, "operands [4] and [4,2] are no matrices"],
    [[f32("B", 3, 4), f32("T", 4, 2)], plain, "batch dimensions of [B,3,4] and [T,4,2] do not broadcast"],
    [[f32(3, 4), f64(4, 2)], plain, "operands are of types f32 and f64"],
  ],
  gemm: [
    [[f32("B", 4), f32(4, 2)], { transA: true, transB: false }, "inner dimensions B and 4 differ"],
    [[f32("B", 4), f32(4, 2), f32(4)], plain, "the bias has to be [2], not [4]"],
    [[f32("B", 4), f32(4, 2), f64(2)], plain, "operands are of types f32 and f64"],
    [[f32(2, 3, 4), f32(4, 2)], plain, "gemm takes two matrices"],
  ],
  gather: [
    [[f32("U", 4), f32("B")], {}, "ids are f32, not integers"],
    [[f32(), i32("B")], {}, "the table is a scalar"],
  ],
  scatter_add: [
    [[f32("B", 4), i32("T")], { size: "U" }, "the rows' leading axes are not those of the ids"],
    [[f32("B", 4), f32("B")], { size: "U" }, "ids are f32, not integers"],
  ],
  one_hot: [[[f32("B")], { depth: 3, dtype: "f32" }, "ids are f32, not integers"]],
  size: "it takes no operands, and every dimension has a size",
  iota: "it takes no operands, and every dimension has a size",
  gemm_int8: [
    [[f64("B", 4), f64(4, 2)], { ...plain, bits: 8 }, "products in 8 bits are of float32"],
    [[f32("B", 4), f32(3, 2)], { ...plain, bits: 8 }, "inner dimensions 4 and 3 differ"],
  ],
  quantize: [
    [[f64("B")], { to: "u8", bits: 8, per: "tensor" }, "what is quantised has to be f32, not f64"],
    [[f32("B")], { to: "i8", bits: 8, per: "row" }, "[B] is no matrix, which has rows"],
  ],
  matmul_int8: [
    [[f32("B", 4), f32(), u8(), i8(4, 2), f32(), i8()], {}, "operand 0 is no matrix of u8"],
    [[u8("B", 4), f32(), u8(), i8(4), f32(), i8()], {}, "operand 3 is no matrix of i8"],
    [[u8("B", 4), f32(), i8(), i8(4, 2), f32(), i8()], {}, "operand 0 comes with a scale in f32, a zero in u8"],
    [[u8("B", 4), f32(), u8(), i8(4, 2), f32(2), i8()], {}, "operand 3 has other scales than zeros"],
    [[u8("B", 4), f32(), u8(), i8(4, 2), f32(4), i8(4)], {}, "operand 3 has scales [4]"],
    [[u8("B", 4), f32(4), u8(4), i8(4, 2), f32(), i8()], {}, "scale and zero of operand 0 are scalars"],
    [[u8("B", 4), f32(), u8(), i8(3, 2), f32(), i8()], {}, "inner dimensions 4 and 3 differ"],
    [[u8("B", 4), f32(), u8(), i8(4, 2), f32(), i8(), f32(4)], {}, "the bias has to be f32[2]"],
  ],
  reverse_sequence: [
    [[f32("T", "B"), i32("T")], {}, "lengths have to be [B] for x [T,B,…]"],
    [[f32("T", "B"), { dtype: "i64", shape: ["B"] }], {}, "lengths are i64, not i32"],
  ],
  dropout: [
    [[f32("B"), bool("B")], { rate: 1 }, "rate 1 is not between 0 and 1"],
    [[f32("B", 2), bool("B")], { rate: 0.5 }, "the mask has to be bool[B,2]"],
  ],
  lstm: [
    [[f32("T", "B", 8), f32(2, 6)], {}, "r has to be [H,4H], not [2,6]"],
    [[f32("T", "B", 6), f32(2, 8)], {}, "x has to be [T,B,8], not [T,B,6]"],
    [[f32("T", "B", 8), f64(2, 8)], {}, "operands are of types f32 and f64"],
    [[f32("T", "B", 8), f32()], {}, "r has to be [H,4H], not []"],
  ],
  lstm_grad: [
    [[...sequences(f32("T", "B", 3)), f32(2, 8)], {}, "operand 0 is [T,B,3]"],
    [[...sequences(f32("T", "B", 2)).with(2, f32("T", "B")), f32(2, 8)], {}, "operand 2 is [T,B]"],
    [[...sequences(f32("T", "B", 2)).with(6, f64("T", "B", 2)), f32(2, 8)], {}, "operands are of types f32 and f64"],
  ],
};

const cases = Object.entries(misuses).flatMap(([op, list]) =>
  typeof list === "string"
    ? []
    : (list as readonly Misuse<OpName>[]).map((misuse) => [op as OpName, misuse[2], misuse] as const),
);

describe("a wrong use raises GRAPH_INVALID with the op and its operands", () => {
  it.each(cases)("%s: %s", (op, message, [inputs, attributes]) => {
    const operands = inputs.map(({ dtype, shape }) => `${dtype}[${shape.join(",")}]`).join(", ");
    try {
      inferTypes(op, inputs, attributes);
    } catch (error) {
      expect(error).toBeInstanceOf(PinakesError);
      const { code, where, message: text } = error as PinakesError;
      expect(code).toBe("GRAPH_INVALID");
      expect(where).toBe(`${op}(${operands})`);
      expect(text).toContain(message);
      return;
    }
    expect.unreachable(`${op} took ${operands}`);
  });
});

describe("types over symbolic dimensions", () => {
  it.each<[string, readonly ValueType[], readonly ValueType[]]>([
    ["broadcast", inferTypes("add", [f32("T", 1, 4), f32("B", 4)], {}), [f32("T", "B", 4)]],
    ["comparison", inferTypes("less", [i32("T", 1), i32("B")], {}), [bool("T", "B")]],
    ["select", inferTypes("select", [bool("T", "B", 1), f32(4), f32()], {}), [f32("T", "B", 4)]],
    ["reduction", inferTypes("reduce_sum", [f32("T", "B", 4)], { axes: [0, 2], keepDims: true }), [f32(1, "B", 1)]],
    ["batched product", inferTypes("matmul", [f32("B", 1, "T", 4), f32(2, 4, 5)], plain), [f32("B", 2, "T", 5)]],
    ["reshape", inferTypes("reshape", [f32("T", "B", 4)], { shape: ["B*T", 4] }), [f32("B*T", 4)]],
    ["concat", inferTypes("concat", [f32("T", 4), f32("2*T", 4)], { axis: 0 }), [f32("3*T", 4)]],
    ["gather", inferTypes("gather", [f32("U", 6), i32("T", "B")], {}), [f32("T", "B", 6)]],
    ["scatter", inferTypes("scatter_add", [f32("T", "B", 6), i32("T", "B")], { size: "U" }), [f32("U", 6)]],
    ["one-hot", inferTypes("one_hot", [i32("B")], { depth: 5, dtype: "f64" }), [f64("B", 5)]],
    [
      "layer norm",
      inferTypes("layer_norm", [f32("B", 4), f32(4), f32(4)], { epsilon: 1 }),
      [f32("B", 4), f32("B", 1), f32("B", 1)],
    ],
    ["lstm", inferTypes("lstm", [f32("T", "B", 8), f32(2, 8)], {}), Array.from({ length: 7 }, () => f32("T", "B", 2))],
  ])("%s", (_, actual, expected) => {
    expect(actual).toEqual(expected);
  });
});
