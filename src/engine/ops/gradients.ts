import { invariant, present } from "../../shared/index.js";
import type { GraphBuilder } from "../builder.js";
import { product, type Shape, sameShape } from "../dims.js";
import { isFloat } from "../dtype.js";
import type { Value } from "../graph.js";
import type { GraphMath } from "../math.js";
import type { OpAttributes, OpName } from "./op-set.js";

/** What a vector-Jacobian product works on. */
export interface VjpContext<K extends OpName> {
  readonly g: GraphBuilder;
  readonly m: GraphMath;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly attributes: OpAttributes[K];
}

/** Cotangents of the outputs → cotangents of the inputs; null where there is none. */
type VjpRule<K extends OpName> = (
  cotangents: readonly (Value | null)[],
  context: VjpContext<K>,
) => readonly (Value | null)[];

/** A rule for an op with one output, given its cotangent and its first operands. */
type PlainRule<K extends OpName> = (
  ct: Value,
  context: VjpContext<K> & { a: Value; b: Value; y: Value },
) => (Value | null)[];

function single<K extends OpName>(rule: PlainRule<K>): VjpRule<K> {
  return ([ct], context) => {
    const y = present(context.outputs[0], "an output");
    const a = context.inputs[0] ?? y;
    return rule(present(ct, "the cotangent"), { ...context, a, b: context.inputs[1] ?? a, y });
  };
}

/** Sums a cotangent over the axes along which an operand of the given shape was broadcast. */
function reduceTo(m: GraphMath, ct: Value, shape: Shape): Value {
  if (sameShape(ct.shape, shape)) return ct;
  const added = ct.shape.length - shape.length;
  const axes = ct.shape.flatMap((dim, axis) => (axis < added || shape[axis - added] !== dim ? [axis] : []));
  return m.reshape(m.sum(ct, { axes, keepDims: true }), shape);
}

/** A reduction's cotangent, with the reduced axes back as size 1. */
function restoreAxes(m: GraphMath, ct: Value, x: Value, axes: readonly number[]): Value {
  return m.reshape(
    ct,
    x.shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim)),
  );
}

const zeroLike = (m: GraphMath, x: Value): Value => m.scalar(0, x.dtype);

/** Of max and min: the cotangent goes to the operand that won; to the first where both are equal. */
function toWinner<K extends "max" | "min">(
  first: (context: { m: GraphMath; a: Value; b: Value }) => Value,
): VjpRule<K> {
  return single((ct, { m, a, b }) => {
    const lost = first({ m, a, b });
    return [
      reduceTo(m, m.select(lost, zeroLike(m, ct), ct), a.shape),
      reduceTo(m, m.select(lost, ct, zeroLike(m, ct)), b.shape),
    ];
  });
}

const LAST = { axes: [-1], keepDims: true } as const;

/** The derivative of GELU (Hendrycks & Gimpel 2016, §2): Φ(x) + x·φ(x). */
function geluSlope(m: GraphMath, x: Value): Value {
  const cdf = m.mul(m.add(m.erf(m.mul(x, Math.SQRT1_2)), 1), 0.5);
  const density = m.mul(m.exp(m.mul(m.mul(x, x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
  return m.add(cdf, m.mul(x, density));
}

/** Ba et al. 2016, with x̂ = (x − mean)/σ: dx = (dx̂ − mean(dx̂) − x̂·mean(dx̂·x̂)) / σ. */
const layerNorm: VjpRule<"layer_norm"> = ([ct, ofMean, ofDeviation], { m, inputs, outputs }) => {
  invariant(!ofMean && !ofDeviation, "the statistics of a layer norm take no cotangent");
  const dy = present(ct, "the cotangent");
  const [x, scale] = inputs as [Value, Value];
  const [, mean, inverse] = outputs as [Value, Value, Value];
  const leading = x.shape.slice(0, -1).map((_, axis) => axis);
  const normal = m.mul(m.sub(x, mean), inverse);
  const dNormal = m.mul(dy, scale);
  const centred = m.sub(m.sub(dNormal, m.mean(dNormal, LAST)), m.mul(normal, m.mean(m.mul(dNormal, normal), LAST)));
  return [m.mul(centred, inverse), m.sum(m.mul(dy, normal), { axes: leading }), m.sum(dy, { axes: leading })];
};

/**
 * Back-propagation through time: each derivative that does not wait for a later step is formed for all steps at once, an op
 * of its own carries the rest from step to step, and the weights' gradient is one product over all steps.
 */
const lstm: VjpRule<"lstm"> = ([ct, ...ofKept], { g, m, inputs, outputs }) => {
  invariant(
    ofKept.every((cotangent) => !cotangent),
    "the gates and cells of an lstm take no cotangent",
  );
  const r = inputs[1] as Value;
  const one = m.scalar(1, r.dtype);
  const [h, i, f, candidate, o, kept, tanhC] = outputs as [Value, Value, Value, Value, Value, Value, Value];
  const added = m.mul(i, candidate); // the part of the cell that is new
  const slopes = [
    m.sub(o, m.mul(h, tanhC)), // ∂c/∂h: o·(1 − tanh²(c))
    m.mul(added, m.sub(one, i)), // ∂i/∂c: g·i·(1 − i)
    m.mul(kept, m.sub(one, f)), // ∂f/∂c: c′·f·(1 − f)
    m.sub(i, m.mul(added, candidate)), // ∂g/∂c: i·(1 − g²)
    m.mul(h, m.sub(one, o)), // ∂o/∂h: tanh(c)·o·(1 − o)
  ];
  const dGates = g.emit("lstm_grad", [present(ct, "the cotangent"), ...slopes, f, r], {});
  const previous = g.emit("shift", [h], { axis: 0, by: 1 });
  const rows = (value: Value): Value => m.reshape(value, [product(value.shape.slice(0, 2)), value.shape[2] ?? 1]);
  return [dGates, m.gemm(rows(previous), rows(dGates), { transA: true })];
};

const matmul: VjpRule<"matmul"> = single((ct, { m, a, b, attributes: { transA, transB } }) => {
  const da = transA ? m.matmul(b, ct, { transA: transB, transB: true }) : m.matmul(ct, b, { transB: !transB });
  const db = transB ? m.matmul(ct, a, { transA: true, transB: transA }) : m.matmul(a, ct, { transA: !transA });
  return [reduceTo(m, da, a.shape), reduceTo(m, db, b.shape)];
});

/** The two products of a gradient; in 8 bits where the product itself is. */
const gemm: VjpRule<"gemm" | "gemm_int8"> = single((ct, { m, a, b, inputs, attributes }) => {
  const { transA, transB } = attributes;
  const bits = "bits" in attributes ? attributes.bits : undefined;
  const da = transA ? m.gemm(b, ct, { transA: transB, transB: true, bits }) : m.gemm(ct, b, { transB: !transB, bits });
  const db = transB ? m.gemm(ct, a, { transA: true, transB: transA, bits }) : m.gemm(a, ct, { transA: !transA, bits });
  return inputs.length === 2 ? [da, db] : [da, db, m.sum(ct, { axes: [0] })];
});

/** PyTorch's amax: elements that share the maximum share the cotangent evenly. */
const reduceMax: VjpRule<"reduce_max"> = single((ct, { m, a, y, attributes: { axes } }) => {
  const winners = m.cast(m.equal(a, restoreAxes(m, y, a, axes)), a.dtype);
  const shared = m.div(restoreAxes(m, ct, a, axes), m.sum(winners, { axes, keepDims: true }));
  return [m.mul(winners, shared)];
});

/**
 * The vector-Jacobian product of each op. "not-differentiable" is written down for ops whose result carries no
 * gradient; an op whose gradient is missing does not compile.
 */
export const vjpRules: { readonly [K in OpName]: VjpRule<K> | "not-differentiable" } = {
  constant: "not-differentiable",
  neg: single((ct, { m }) => [m.neg(ct)]),
  exp: single((ct, { m, y }) => [m.mul(ct, y)]),
  log: single((ct, { m, a }) => [m.div(ct, a)]),
  sqrt: single((ct, { m, y }) => [m.mul(m.div(ct, y), 0.5)]),
  reciprocal: single((ct, { m, y }) => [m.neg(m.mul(ct, m.mul(y, y)))]),
  abs: single((ct, { m, a }) => [m.mul(ct, m.sign(a))]),
  sign: "not-differentiable",
  tanh: single((ct, { m, y }) => [m.mul(ct, m.sub(m.scalar(1, y.dtype), m.mul(y, y)))]),
  sigmoid: single((ct, { m, y }) => [m.mul(ct, m.mul(y, m.sub(m.scalar(1, y.dtype), y)))]),
  relu: single((ct, { m, y }) => [m.mul(ct, m.sign(y))]),
  erf: single((ct, { m, a }) => [m.mul(ct, m.mul(m.exp(m.neg(m.mul(a, a))), 2 / Math.sqrt(Math.PI)))]),
  gelu: single((ct, { m, a }) => [m.mul(ct, geluSlope(m, a))]),
  cast: single((ct, { m, a, y }) => [isFloat(a.dtype) && isFloat(y.dtype) ? m.cast(ct, a.dtype) : null]),
  add: single((ct, { m, a, b }) => [reduceTo(m, ct, a.shape), reduceTo(m, ct, b.shape)]),
  sub: single((ct, { m, a, b }) => [reduceTo(m, ct, a.shape), reduceTo(m, m.neg(ct), b.shape)]),
  mul: single((ct, { m, a, b }) => [reduceTo(m, m.mul(ct, b), a.shape), reduceTo(m, m.mul(ct, a), b.shape)]),
  div: single((ct, { m, a, b, y }) => {
    const da = m.div(ct, b);
    return [reduceTo(m, da, a.shape), reduceTo(m, m.neg(m.mul(da, y)), b.shape)];
  }),
  max: toWinner(({ m, a, b }) => m.less(a, b)),
  min: toWinner(({ m, a, b }) => m.less(b, a)),
  less: "not-differentiable",
  equal: "not-differentiable",
  select: single((ct, { m, inputs }) => {
    const [condition, a, b] = inputs as [Value, Value, Value];
    const zero = zeroLike(m, ct);
    return [
      null,
      reduceTo(m, m.select(condition, ct, zero), a.shape),
      reduceTo(m, m.select(condition, zero, ct), b.shape),
    ];
  }),
  reduce_sum: single((ct, { m, a, attributes: { axes } }) => [m.expand(restoreAxes(m, ct, a, axes), a.shape)]),
  reduce_mean: single((ct, { m, a, attributes: { axes } }) => {
    const count = m.cast(m.size(product(axes.map((axis) => a.shape[axis] ?? 1))), a.dtype);
    return [m.expand(m.div(restoreAxes(m, ct, a, axes), count), a.shape)];
  }),
  reduce_max: reduceMax,
  softmax: single((ct, { m, y }) => [m.mul(y, m.sub(ct, m.sum(m.mul(ct, y), LAST)))]),
  log_softmax: single((ct, { m, y }) => [m.sub(ct, m.mul(m.exp(y), m.sum(ct, LAST)))]),
  layer_norm: layerNorm,
  reshape: single((ct, { m, a }) => [m.reshape(ct, a.shape)]),
  expand: single((ct, { m, a }) => [reduceTo(m, ct, a.shape)]),
  transpose: single((ct, { m, attributes: { permutation } }) => [
    m.transpose(
      ct,
      permutation.map((_, axis) => permutation.indexOf(axis)),
    ),
  ]),
  concat: single((ct, { m, inputs, attributes: { axis } }) => {
    let start = 0;
    return inputs.map((input) => {
      const size = input.shape[axis];
      invariant(typeof size === "number", "only axes of fixed size are concatenated where a gradient flows");
      start += size;
      return m.slice(ct, axis, [start - size, start]);
    });
  }),
  slice: single((ct, { g, a, attributes: { axis, start, end } }) => [
    g.emit("pad", [ct], { axis, before: start, after: (a.shape[axis] as number) - end }),
  ]),
  pad: single((ct, { m, a, attributes: { axis, before } }) => [
    m.slice(ct, axis, [before, before + (a.shape[axis] as number)]),
  ]),
  shift: single((ct, { g, attributes: { axis, by } }) => [g.emit("shift", [ct], { axis, by: by === 1 ? -1 : 1 })]),
  matmul,
  gemm,
  gemm_int8: gemm,
  quantize: "not-differentiable",
  matmul_int8: "not-differentiable",
  gather: single((ct, { g, a, b }) => [g.emit("scatter_add", [ct, b], { size: a.shape[0] ?? 1 }), null]),
  scatter_add: single((ct, { m, b }) => [m.gather(ct, b), null]),
  one_hot: "not-differentiable",
  size: "not-differentiable",
  iota: "not-differentiable",
  reverse_sequence: single((ct, { m, b }) => [m.reverseSequence(ct, b), null]),
  dropout: single((ct, { m, b, attributes: { rate } }) => [m.dropout(ct, b, rate), null]),
  lstm,
  lstm_grad: "not-differentiable",
};
