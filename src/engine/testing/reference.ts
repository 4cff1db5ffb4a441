import { invariant, present } from "../../shared/index.js";
import { type Dim, resolveShape } from "../dims.js";
import type { Graph, Node } from "../graph.js";
import type { OpAttributes, OpName, ProductAttributes, ReduceAttributes } from "../ops/op-set.js";
import { erf } from "./erf.js";
import { at, fill, indices, map, offset, type Plain } from "./plain.js";
import { referenceMatmulInt8, referenceQuantize } from "./reference-int8.js";
import { referenceLstm, referenceLstmGrad } from "./reference-lstm.js";

interface Context {
  /** Shapes of the results. */
  readonly shapes: readonly (readonly number[])[];
  readonly sizeOf: (dim: Dim) => number;
}

type Rule<K extends OpName> = (inputs: readonly Plain[], attributes: OpAttributes[K], context: Context) => Plain[];

const unary =
  (f: (x: number) => number): ((inputs: readonly Plain[]) => Plain[]) =>
  ([x]) => [map(x as Plain, f)];

const binary =
  (f: (a: number, b: number) => number) =>
  ([a, b]: readonly Plain[], _: unknown, { shapes }: Context): Plain[] => [
    fill(shapes[0] ?? [], (i) => f(at(a as Plain, i), at(b as Plain, i))),
  ];

/** The elements of x that fall together, folded into one. */
const reduction =
  (start: number, f: (total: number, value: number, count: number) => number) =>
  ([x]: readonly Plain[], { axes, keepDims }: ReduceAttributes, { shapes }: Context): Plain[] => {
    const [input, shape] = [x as Plain, shapes[0] ?? []];
    const count = axes.reduce((total, axis) => total * (input.shape[axis] ?? 1), 1);
    const data = new Array<number>(shape.reduce((total, size) => total * size, 1)).fill(start);
    for (const i of indices(input.shape)) {
      const kept = keepDims
        ? i.map((position, axis) => (axes.includes(axis) ? 0 : position))
        : i.filter((_, a) => !axes.includes(a));
      const place = offset(shape, kept);
      data[place] = f(data[place] as number, at(input, i), count);
    }
    return [{ shape, data }];
  };

/** A function of each row of the last axis. */
function byRow(x: Plain, f: (row: readonly number[]) => readonly number[]): Plain {
  const width = x.shape.at(-1) ?? 1;
  const rows = Array.from({ length: x.data.length / width }, (_, row) => x.data.slice(row * width, (row + 1) * width));
  const results = rows.map(f);
  return { shape: [...x.shape.slice(0, -1), results[0]?.length ?? 0], data: results.flat() };
}

const total = (row: readonly number[]): number => row.reduce((sum, value) => sum + value, 0);

function softmax(row: readonly number[]): number[] {
  const highest = Math.max(...row);
  const powers = row.map((value) => Math.exp(value - highest));
  return powers.map((value) => value / total(powers));
}

function layerNorm([x, scale, shift]: readonly Plain[], epsilon: number): Plain[] {
  const mean = byRow(x as Plain, (row) => [total(row) / row.length]);
  const inverse = byRow(x as Plain, (row) => {
    const centre = total(row) / row.length;
    return [1 / Math.sqrt(total(row.map((value) => (value - centre) ** 2)) / row.length + epsilon)];
  });
  const shape = (x as Plain).shape;
  const y = fill(shape, (i) => {
    const normal = (at(x as Plain, i) - at(mean, i)) * at(inverse, i);
    return normal * at(scale as Plain, i) + at(shift as Plain, i);
  });
  return [y, mean, inverse];
}

const swapped = (index: readonly number[]): number[] => [
  ...index.slice(0, -2),
  index.at(-1) as number,
  index.at(-2) as number,
];

function matmul([a, b]: readonly Plain[], { transA, transB }: ProductAttributes, shape: readonly number[]): Plain {
  const inner = (a as Plain).shape.at(transA ? -2 : -1) as number;
  return fill(shape, (i) => {
    const [batch, row, column] = [i.slice(0, -2), i.at(-2) as number, i.at(-1) as number];
    let sum = 0;
    for (let k = 0; k < inner; k++) {
      const [ofA, ofB] = [
        [...batch, row, k],
        [...batch, k, column],
      ];
      sum += at(a as Plain, transA ? swapped(ofA) : ofA) * at(b as Plain, transB ? swapped(ofB) : ofB);
    }
    return sum;
  });
}

/** x read along one axis at another position; zero outside. */
function moved([x]: readonly Plain[], axis: number, { to, size }: { to: (position: number) => number; size: number }) {
  const input = x as Plain;
  const shape = input.shape.map((dim, a) => (a === axis ? size : dim));
  return fill(shape, (i) => {
    const position = to(i[axis] as number);
    const inside = position >= 0 && position < (input.shape[axis] as number);
    return inside ? at(input, i.with(axis, position)) : 0;
  });
}

const CAST: Readonly<Record<string, (value: number) => number>> = {
  f32: Math.fround,
  f64: (value) => value,
  i32: Math.trunc,
  i64: Math.trunc,
  bool: (value) => Number(value !== 0),
};

/** What each op means, by its definition alone: no speed, no runtime. */
const rules: { readonly [K in OpName]: Rule<K> } = {
  constant: (_, { shape, data }) => [{ shape, data }],
  neg: unary((x) => -x),
  exp: unary(Math.exp),
  log: unary(Math.log),
  sqrt: unary(Math.sqrt),
  reciprocal: unary((x) => 1 / x),
  abs: unary(Math.abs),
  sign: unary(Math.sign),
  tanh: unary(Math.tanh),
  sigmoid: unary((x) => 1 / (1 + Math.exp(-x))),
  relu: unary((x) => Math.max(x, 0)),
  erf: unary(erf),
  gelu: unary((x) => (x * (1 + erf(x * Math.SQRT1_2))) / 2),
  cast: ([x], { to }) => [map(x as Plain, CAST[to] as (value: number) => number)],
  add: binary((a, b) => a + b),
  sub: binary((a, b) => a - b),
  mul: binary((a, b) => a * b),
  div: binary((a, b) => a / b),
  max: binary(Math.max),
  min: binary(Math.min),
  less: binary((a, b) => Number(a < b)),
  equal: binary((a, b) => Number(a === b)),
  select: ([condition, a, b], _, { shapes }) => [
    fill(shapes[0] ?? [], (i) => (at(condition as Plain, i) ? at(a as Plain, i) : at(b as Plain, i))),
  ],
  reduce_sum: reduction(0, (sum, value) => sum + value),
  reduce_mean: reduction(0, (mean, value, count) => mean + value / count),
  reduce_max: reduction(Number.NEGATIVE_INFINITY, (highest, value) => Math.max(highest, value)),
  softmax: ([x]) => [byRow(x as Plain, softmax)],
  log_softmax: ([x]) => [byRow(x as Plain, (row) => softmax(row).map(Math.log))],
  layer_norm: (inputs, { epsilon }) => layerNorm(inputs, epsilon),
  reshape: ([x], _, { shapes }) => [{ shape: shapes[0] ?? [], data: (x as Plain).data }],
  expand: ([x], _, { shapes }) => [fill(shapes[0] ?? [], (i) => at(x as Plain, i))],
  transpose: ([x], { permutation }, { shapes }) => [
    fill(shapes[0] ?? [], (i) => {
      const source = permutation.map((_, axis) => i[permutation.indexOf(axis)] as number);
      return at(x as Plain, source);
    }),
  ],
  concat: (inputs, { axis }, { shapes }) => [
    fill(shapes[0] ?? [], (i) => {
      let position = i[axis] as number;
      let part = 0;
      for (; position >= (inputs[part]?.shape[axis] as number); part++) position -= inputs[part]?.shape[axis] as number;
      return at(inputs[part] as Plain, i.with(axis, position));
    }),
  ],
  slice: (inputs, { axis, start, end }) => [moved(inputs, axis, { to: (t) => t + start, size: end - start })],
  pad: (inputs, { axis, before, after }) => [
    moved(inputs, axis, { to: (t) => t - before, size: before + (inputs[0]?.shape[axis] as number) + after }),
  ],
  shift: (inputs, { axis, by }) => [moved(inputs, axis, { to: (t) => t - by, size: inputs[0]?.shape[axis] as number })],
  matmul: (inputs, attributes, { shapes }) => [matmul(inputs, attributes, shapes[0] ?? [])],
  gemm: (inputs, attributes, { shapes }) => {
    const product = matmul(inputs, attributes, shapes[0] ?? []);
    const bias = inputs[2];
    return [bias ? fill(product.shape, (i) => at(product, i) + at(bias, i)) : product];
  },
  gemm_int8: ([a, b, ...bias], { transA, transB, bits }) => {
    const turned = (x: Plain, turn: boolean): Plain =>
      turn ? fill(x.shape.toReversed(), (i) => at(x, swapped(i))) : x;
    const left = referenceQuantize(turned(a as Plain, transA), { to: "u8", bits: 8, per: "tensor" });
    const [matrix, ...scaling] = referenceQuantize(b as Plain, { to: "i8", bits, per: transB ? "row" : "tensor" });
    return [referenceMatmulInt8([...left, turned(matrix as Plain, transB), ...scaling, ...bias])];
  },
  quantize: ([x], attributes) => referenceQuantize(x as Plain, attributes),
  matmul_int8: (inputs) => [referenceMatmulInt8(inputs)],
  gather: ([table, ids], _, { shapes }) => {
    const rank = (ids as Plain).shape.length;
    return [fill(shapes[0] ?? [], (i) => at(table as Plain, [at(ids as Plain, i.slice(0, rank)), ...i.slice(rank)]))];
  },
  scatter_add: ([rows, ids], _, { shapes }) => {
    const shape = shapes[0] ?? [];
    const rank = (ids as Plain).shape.length;
    const data = new Array<number>(shape.reduce((size, dim) => size * dim, 1)).fill(0);
    for (const i of indices((rows as Plain).shape)) {
      const place = offset(shape, [at(ids as Plain, i.slice(0, rank)), ...i.slice(rank)]);
      data[place] = (data[place] as number) + at(rows as Plain, i);
    }
    return [{ shape, data }];
  },
  one_hot: ([ids], _, { shapes }) => [
    fill(shapes[0] ?? [], (i) => Number(at(ids as Plain, i.slice(0, -1)) === i.at(-1))),
  ],
  size: (_, { dim }, { sizeOf }) => [{ shape: [], data: [sizeOf(dim)] }],
  iota: (_, { size }, { sizeOf }) => [fill([sizeOf(size)], ([i]) => i as number)],
  reverse_sequence: ([x, lengths]) => [
    fill((x as Plain).shape, (i) => {
      const [step, text] = i as [number, number];
      const length = at(lengths as Plain, [text]);
      return at(x as Plain, i.with(0, step < length ? length - 1 - step : step));
    }),
  ],
  dropout: ([x, mask], { rate }) => [
    fill((x as Plain).shape, (i) => (at(mask as Plain, i) ? at(x as Plain, i) / (1 - rate) : 0)),
  ],
  lstm: ([x, r]) => referenceLstm(x as Plain, r as Plain),
  lstm_grad: (inputs) => [referenceLstmGrad(inputs)],
};

function run<K extends OpName>(node: Node<K>, inputs: readonly Plain[], context: Context): Plain[] {
  return rules[node.op](inputs, node.attributes, context);
}

/** Computes a graph from the definitions of its ops, in float64. */
export function interpret(graph: Graph, feeds: Readonly<Record<string, Plain>>): Record<string, Plain> {
  const values = new Map<number, Plain>();
  const sizes = new Map<string, number>();
  for (const { name, value } of graph.inputs) {
    const feed = present(feeds[name], `feed ${name}`);
    values.set(value.id, feed);
    value.shape.forEach((dim, axis) => {
      if (typeof dim === "string") sizes.set(dim, feed.shape[axis] as number);
    });
  }
  const sizeOf = (dim: Dim): number => resolveShape([dim], sizes)[0] as number;
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((value) => present(values.get(value.id), `%${value.id}`));
    const shapes = node.outputs.map((value) => resolveShape(value.shape, sizes));
    const results = run(node, inputs, { shapes, sizeOf });
    node.outputs.forEach((value, index) => {
      const result = present(results[index], `result ${index} of ${node.op}`);
      invariant(`${result.shape}` === `${shapes[index]}`, `${node.op} gives [${result.shape}], not [${shapes[index]}]`);
      values.set(value.id, result);
    });
  }
  return Object.fromEntries(
    graph.outputs.map(({ name, value }) => [name, present(values.get(value.id), `output ${name}`)]),
  );
}
