import { GraphBuilder } from "../builder.js";
import type { DataOf, DType, FloatType } from "../dtype.js";
import type { Graph, Value } from "../graph.js";
import { type GraphMath, math } from "../math.js";
import { type CompileOptions, compile } from "../runtime/session.js";
import { type Tensor, tensor } from "../tensor.js";
import type { Plain } from "./plain.js";

/** Elements of a type from plain numbers. */
function dataOf<T extends DType>(dtype: T, data: readonly number[]): DataOf[T];
function dataOf(dtype: DType, data: readonly number[]): DataOf[DType] {
  switch (dtype) {
    case "f32":
      return Float32Array.from(data);
    case "f64":
      return Float64Array.from(data);
    case "i32":
      return Int32Array.from(data);
    case "i64":
      return BigInt64Array.from(data, BigInt);
    case "i8":
      return Int8Array.from(data);
    default:
      return Uint8Array.from(data);
  }
}

/** A tensor of a type over a copy of plain numbers. */
export function tensorOf<T extends DType>(dtype: T, { shape, data }: Plain): Tensor<T> {
  return tensor(dtype, shape, dataOf(dtype, data));
}

/** A tensor's elements as plain numbers. */
export function plainOf(value: Tensor): Plain {
  return { shape: value.shape, data: Array.from(value.data as ArrayLike<number | bigint>, Number) };
}

/** What a test writes a graph with. */
export interface Writer {
  readonly g: GraphBuilder;
  readonly m: GraphMath;
  /** Declares an input and what is fed to it. */
  readonly feed: (value: Plain, dtype?: DType) => Value;
}

/** A graph with what is fed to it. */
export interface Written {
  readonly graph: Graph;
  readonly feeds: Readonly<Record<string, Plain>>;
}

/** Writes a graph down; what `write` gives becomes its outputs. */
export function writeGraph(
  write: (writer: Writer) => Readonly<Record<string, Value>>,
  float: FloatType = "f64",
): Written {
  const g = new GraphBuilder(float);
  const feeds: Record<string, Plain> = {};
  const feed = (value: Plain, dtype: DType = float): Value => {
    const name = `x${Object.keys(feeds).length}`;
    feeds[name] = value;
    return g.input(name, dtype, value.shape);
  };
  for (const [name, value] of Object.entries(write({ g, m: math(g), feed }))) g.output(name, value);
  return { graph: g.build(), feeds };
}

/** Runs a graph once on ONNX Runtime. */
export async function runOnce(
  { graph, feeds }: Written,
  options: CompileOptions = { threads: 1 },
): Promise<Record<string, Plain>> {
  const executable = await compile(graph, options);
  try {
    const fed = graph.inputs.map(({ name, value }) => [name, tensorOf(value.dtype, feeds[name] as Plain)] as const);
    const results = await executable.run(Object.fromEntries(fed));
    return Object.fromEntries(Object.entries(results).map(([name, value]) => [name, plainOf(value)]));
  } finally {
    await executable.release();
  }
}

/** The largest difference, as a share of the largest expected element (at least 1e-300). */
export function relativeError(actual: readonly number[], expected: readonly number[]): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  const scale = Math.max(1e-300, ...expected.map(Math.abs));
  return Math.max(0, ...actual.map((value, i) => Math.abs(value - (expected[i] as number)))) / scale;
}
