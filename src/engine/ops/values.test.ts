import { describe, expect, it } from "vitest";
import { Rng } from "../../shared/index.js";
import { gradientName, gradients } from "../autodiff.js";
import type { FloatType } from "../dtype.js";
import type { Value } from "../graph.js";
import { erf } from "../testing/erf.js";
import { relativeError, runOnce, type Writer, writeGraph } from "../testing/evaluate.js";
import type { Plain } from "../testing/plain.js";
import { interpret } from "../testing/reference.js";
import type { OpName } from "./op-set.js";

/** Largest error as a share of the largest element: a few roundings each, and the runtime's own exp, tanh and erf. */
const TOLERANCE = { f32: 2e-6, f64: 1e-13 } as const;

const rng = Rng.fromSeed(7).split("op values");

function random(shape: readonly number[], low = -2, high = 2): Plain {
  const size = shape.reduce((total, dim) => total * dim, 1);
  return { shape, data: Array.from({ length: size }, () => Math.fround(low + (high - low) * rng.uniform())) };
}

const row = (data: readonly number[]): Plain => ({ shape: [data.length], data });
/** The same numbers as a matrix of one row, of another that is doubled, and of zeros. */
const rowsOf = ({ data }: Plain): Plain => {
  return { shape: [3, data.length], data: [...data, ...data.map((value) => 2 * value), ...data.map(() => 0)] };
};
const scalar = (value: number): Plain => ({ shape: [], data: [value] });

type Use = (writer: Writer) => readonly Value[];

/** Edges of the real line, and numbers between. */
const REALS = row([-100, -20, -3.5, -1, -0.25, -1e-4, 0, 1e-4, 0.25, 1, 3.5, 20, 100]);
const POSITIVES = row([1e-6, 0.25, 1, 2.5, 1000]);

const unary =
  (op: "neg" | "abs" | "sign" | "tanh" | "sigmoid" | "relu" | "erf" | "gelu", x = REALS): Use =>
  ({ m, feed }) => [m[op](feed(x))];

const ofPositives =
  (op: "log" | "sqrt" | "reciprocal"): Use =>
  ({ m, feed }) => [m[op](feed(POSITIVES))];

const binary =
  (op: "add" | "sub" | "mul" | "div" | "max" | "min"): Use =>
  ({ m, feed }) => [
    m[op](feed(random([2, 3, 4])), feed(random([3, 1], 0.5, 2))),
    m[op](feed(random([4])), feed(random([2, 1, 1], 0.5, 2))),
  ];

const comparison =
  (op: "less" | "equal"): Use =>
  ({ m, feed }) => [
    m[op](feed(row([-1, 0, 1, 2])), feed({ shape: [2, 1], data: [0, 1] })),
    m[op](feed(row([-1, 0, 7]), "i32"), feed(row([0, 0, 0]), "i32")),
  ];

const reductions =
  (op: "sum" | "mean" | "maxOver"): Use =>
  ({ m, feed }) => {
    const x = feed(random([2, 3, 4]));
    return [
      m[op](x, { axes: [0, 2] }),
      m[op](x, { axes: [1], keepDims: true }),
      m[op](x, { axes: [-1] }),
      m[op](x, { axes: [] }),
    ];
  };

/** Uses of each op; the reference is the definition, a number at a time. */
const uses: { readonly [K in OpName]: Use } = {
  constant: ({ m, g }) => [
    m.vector([1.5, -2, 0]),
    m.scalar(3, "i64"),
    g.emit("constant", [], { dtype: "bool", shape: [2, 2], data: [1, 0, 0, 1] }),
    g.emit("constant", [], { dtype: "i32", shape: [2, 1], data: [-7, 7] }),
  ],
  neg: unary("neg"),
  exp: ({ m, feed }) => [m.exp(feed(row([-80, -1, 0, 0.5, 3])))],
  log: ofPositives("log"),
  sqrt: ofPositives("sqrt"),
  reciprocal: ofPositives("reciprocal"),
  abs: unary("abs"),
  sign: unary("sign"),
  tanh: unary("tanh"),
  sigmoid: unary("sigmoid"),
  relu: unary("relu"),
  erf: unary("erf"),
  gelu: unary("gelu"),
  cast: ({ m, feed }) => [
    m.cast(feed(row([-1.5, 0.25, 2])), "f32"),
    m.cast(feed(row([-1.5, 0, 2.75])), "i32"),
    m.cast(feed(row([-3, 0, 9]), "i32"), "f64"),
    m.cast(feed(row([0, 0.5, -1])), "bool"),
    m.cast(feed(row([1, 0]), "bool"), "f32"),
  ],
  add: binary("add"),
  sub: binary("sub"),
  mul: binary("mul"),
  div: binary("div"),
  max: binary("max"),
  min: binary("min"),
  less: comparison("less"),
  equal: comparison("equal"),
  select: ({ m, feed }) => [
    m.select(feed({ shape: [2, 1], data: [1, 0] }, "bool"), feed(random([3])), feed(random([2, 3]))),
  ],
  reduce_sum: reductions("sum"),
  reduce_mean: reductions("mean"),
  reduce_max: reductions("maxOver"),
  softmax: ({ m, feed }) => [
    m.softmax(feed(random([3, 5]))),
    m.softmax(feed({ shape: [2, 3], data: [1000, 999, -1e30, -1e30, 0, 0] })),
  ],
  log_softmax: ({ m, feed }) => [m.logSoftmax(feed(random([2, 3, 4], -20, 20)))],
  layer_norm: ({ g, feed }) =>
    g.emitAll("layer_norm", [feed(random([2, 3, 8])), feed(random([8])), feed(random([8]))], { epsilon: 1e-3 }),
  reshape: ({ m, feed }) => [m.reshape(feed(random([2, 6])), [3, 2, 2]), m.reshape(feed(random([1])), [])],
  expand: ({ m, feed }) => [m.expand(feed(random([3, 1])), [2, 3, 4]), m.expand(feed(random([])), [2, 2])],
  transpose: ({ m, feed }) => [m.transpose(feed(random([2, 3, 4])), [2, 0, 1])],
  concat: ({ m, feed }) => [m.concat([feed(random([2, 1])), feed(random([2, 3])), feed(random([2, 2]))], 1)],
  slice: ({ m, feed }) => [m.slice(feed(random([5, 2])), 0, [1, 4]), m.slice(feed(random([2, 4])), -1, [0, 1])],
  pad: ({ g, feed }) => [g.emit("pad", [feed(random([2, 3]))], { axis: 1, before: 2, after: 1 })],
  shift: ({ g, feed }) =>
    ([1, -1] as const).flatMap((by) => [
      g.emit("shift", [feed(random([4, 2]))], { axis: 0, by }),
      g.emit("shift", [feed(random([2, 3, 2]))], { axis: 1, by }),
      g.emit("shift", [feed(random([1, 2]))], { axis: 0, by }),
    ]),
  matmul: ({ m, feed }) => [
    m.matmul(feed(random([2, 3, 4])), feed(random([4, 5]))),
    m.matmul(feed(random([4, 3])), feed(random([2, 4, 5])), { transA: true }),
    m.matmul(feed(random([2, 1, 3, 4])), feed(random([3, 5, 4])), { transB: true }),
    m.matmul(feed(random([2, 4, 3])), feed(random([2, 5, 4])), { transA: true, transB: true }),
  ],
  gemm: ({ m, feed }) => [
    m.gemm(feed(random([3, 4])), feed(random([4, 2])), { bias: feed(random([2])) }),
    m.gemm(feed(random([4, 3])), feed(random([4, 2])), { transA: true }),
    m.gemm(feed(random([3, 4])), feed(random([2, 4])), { transB: true, bias: feed(random([2])) }),
    m.gemm(feed(random([4, 3])), feed(random([2, 4])), { transA: true, transB: true }),
  ],
  gemm_int8: ({ m, feed }) => {
    const f32 = (shape: readonly number[]): Value => feed(random(shape), "f32");
    return ([7, 8] as const).flatMap((bits) => [
      m.gemm(f32([3, 9]), f32([9, 2]), { bits, bias: f32([2]) }),
      m.gemm(f32([9, 3]), f32([9, 2]), { bits, transA: true }),
      m.gemm(f32([3, 9]), f32([2, 9]), { bits, transB: true, bias: f32([2]) }),
      m.gemm(f32([9, 3]), f32([2, 9]), { bits, transA: true, transB: true }),
    ]);
  },
  quantize: ({ g, feed }) =>
    [REALS, POSITIVES, row([-3, -1]), row([0, 0]), random([5, 7])].flatMap((x) => [
      ...g.emitAll("quantize", [feed(x, "f32")], { to: "u8", bits: 8, per: "tensor" }),
      ...([7, 8] as const).flatMap((bits) => [
        ...g.emitAll("quantize", [feed(x, "f32")], { to: "i8", bits, per: "tensor" }),
        ...g.emitAll("quantize", [feed(rowsOf(x), "f32")], { to: "i8", bits, per: "row" }),
      ]),
    ]),
  matmul_int8: ({ g, feed }) => {
    const left = [feed({ shape: [2, 3], data: [0, 255, 7, 128, 1, 90] }, "u8"), feed(scalar(0.5), "f32")];
    const right = [feed({ shape: [3, 2], data: [-128, 127, 0, 5, -9, 64] }, "i8"), feed(scalar(0.25), "f32")];
    const operands = [...left, feed(scalar(11), "u8"), ...right, feed(scalar(-3), "i8")];
    const perColumn = operands.with(4, feed(row([0.25, 3]), "f32")).with(5, feed(row([-3, 20]), "i8"));
    return [
      g.emit("matmul_int8", operands, {}),
      g.emit("matmul_int8", perColumn, {}),
      g.emit("matmul_int8", [...operands, feed(random([2]), "f32")], {}),
    ];
  },
  gather: ({ m, feed }) => [
    m.gather(feed(random([5, 3])), feed({ shape: [2, 3], data: [0, 4, 4, 2, 0, 1] }, "i32")),
    m.gather(feed(random([5])), feed(row([3]), "i64")),
  ],
  scatter_add: ({ g, feed }) => [
    g.emit("scatter_add", [feed(random([4, 3])), feed(row([1, 1, 0, 1]), "i32")], { size: 3 }),
    g.emit("scatter_add", [feed(random([2, 3, 2])), feed({ shape: [2, 3], data: [4, 0, 4, 4, 1, 0] }, "i64")], {
      size: 6,
    }),
    g.emit("scatter_add", [feed(random([5])), feed(row([2, 2, 0, 2, 0]), "i32")], { size: 3 }),
  ],
  one_hot: ({ m, feed }) => [
    m.oneHot(feed(row([0, 2, -1, 3, 7, 1]), "i32"), 3),
    m.oneHot(feed({ shape: [2, 2], data: [0, -3, 1, 2] }, "i64"), 2, "bool"),
  ],
  size: ({ m, g }) => [m.size(12), g.emit("size", [], { dim: 5, dtype: "i64" })],
  iota: ({ m }) => [m.iota(5), m.iota(1)],
  reverse_sequence: ({ m, feed }) => [
    m.reverseSequence(feed(random([4, 3, 2])), feed(row([4, 1, 3]), "i32")),
    m.reverseSequence(feed(random([3, 2])), feed(row([2, 3]), "i32")),
  ],
  dropout: ({ m, feed }) => [m.dropout(feed(random([2, 3])), feed(fillMask([2, 3]), "bool"), 0.3)],
  lstm: ({ g, feed }) => [
    ...g.emitAll("lstm", [feed(random([5, 2, 12])), feed(random([3, 12]))], {}),
    // Where the gates are not read, the runtime gets another loop.
    g.emit("lstm", [feed(random([4, 3, 8])), feed(random([2, 8]))], {}),
    g.emit("lstm", [feed(random([1, 1, 4])), feed(random([1, 4]))], {}),
  ],
  lstm_grad: ({ g, feed }) =>
    [4, 1].map((steps) => {
      const sequences = Array.from({ length: 7 }, () => feed(random([steps, 2, 3])));
      return g.emit("lstm_grad", [...sequences, feed(random([3, 12]))], {});
    }),
};

function fillMask(shape: readonly number[]): Plain {
  return { shape, data: random(shape).data.map((value) => Number(value > 0)) };
}

const ops = Object.keys(uses) as OpName[];

describe.each<FloatType>(["f32", "f64"])("values of %s against the definition", (float) => {
  it.each(ops)("%s", async (op) => {
    const written = writeGraph((writer) => {
      const results = uses[op](writer);
      return Object.fromEntries(results.map((value, index) => [`y${index}`, value]));
    }, float);
    expect(written.graph.nodes.some((node) => node.op === op)).toBe(true);
    const actual = await runOnce(written);
    const expected = interpret(written.graph, written.feeds);
    for (const [name, value] of Object.entries(expected)) {
      expect(actual[name]?.shape, name).toEqual(value.shape);
      const output = written.graph.outputs.find((candidate) => candidate.name === name);
      const tolerance = TOLERANCE[output?.value.dtype === "f32" ? "f32" : float];
      expect(relativeError(actual[name]?.data ?? [], value.data), name).toBeLessThan(tolerance);
    }
  });
});

describe("the functions whose kernels exist in float32 only", () => {
  const x = row(Array.from({ length: 121 }, (_, i) => Math.fround(-6 + i / 10)));
  const density = (value: number): number => Math.exp((-value * value) / 2) / Math.sqrt(2 * Math.PI);

  it("knows the error function (Abramowitz & Stegun 1964, table 7.1)", () => {
    expect(erf(0.5)).toBeCloseTo(0.5204998778130465, 15);
    expect(erf(-1)).toBeCloseTo(-0.8427007929497149, 15);
    expect(erf(2)).toBeCloseTo(0.9953222650189527, 15);
    expect(erf(7)).toBe(1);
  });

  it.each([
    ["erf", (value: number) => (2 / Math.sqrt(Math.PI)) * Math.exp(-value * value)],
    ["gelu", (value: number) => (1 + erf(value * Math.SQRT1_2)) / 2 + value * density(value)],
  ] as const)("%s has the gradient of its closed form", async (op, slope) => {
    const written = writeGraph(({ m, feed }) => ({ loss: m.total(m[op](feed(x))) }), "f32");
    const graph = gradients(written.graph, "loss", ["x0"]);
    const results = await runOnce({ ...written, graph });
    const gradient = results[gradientName("x0")]?.data ?? [];
    expect(relativeError(gradient, x.data.map(slope))).toBeLessThan(TOLERANCE.f32);
  });
});

it("dropout scales what it keeps by exactly 1/(1 − rate)", async () => {
  const written = writeGraph(({ m, feed }) => {
    const mask = feed({ shape: [4], data: [1, 0, 1, 0] }, "bool");
    return { y: m.dropout(feed(row([1, 1, 3, 5])), mask, 0.3) };
  });
  const { y } = await runOnce(written);
  expect(y?.data).toEqual([1 / (1 - 0.3), 0, 3 * (1 / (1 - 0.3)), 0]);
});
