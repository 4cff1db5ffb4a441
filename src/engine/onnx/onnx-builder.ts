import onnxProto from "onnx-proto";
import { invariant } from "../../shared/index.js";
import { coefficientOf, type Dim, type Shape, symbolsOf } from "../dims.js";
import type { DType } from "../dtype.js";

const { onnx } = onnxProto;

/**
 * Where a graph is meant to run: some fused ops exist on the CPU only, others in ONNX Runtime only; portable: with the ops of
 * the standard alone.
 */
export type Target = "cpu" | "webgpu" | "portable";

/** Values of node attributes: integers and reals are told apart by {@link real}. */
export type AttributeValue =
  | number
  | string
  | readonly number[]
  | { readonly real: number }
  | { readonly body: onnxProto.onnx.IGraphProto };

/** Marks an attribute as a real number. */
export const real = (value: number): AttributeValue => ({ real: value });

/** ONNX element types of ours. */
export const ONNX_TYPE: Readonly<Record<DType, number>> = {
  f32: onnx.TensorProto.DataType.FLOAT,
  f64: onnx.TensorProto.DataType.DOUBLE,
  i32: onnx.TensorProto.DataType.INT32,
  i64: onnx.TensorProto.DataType.INT64,
  u8: onnx.TensorProto.DataType.UINT8,
  i8: onnx.TensorProto.DataType.INT8,
  bool: onnx.TensorProto.DataType.BOOL,
};

function attribute(name: string, value: AttributeValue): onnxProto.onnx.IAttributeProto {
  const { AttributeType } = onnx.AttributeProto;
  if (typeof value === "number") return { name, type: AttributeType.INT, i: value };
  if (typeof value === "string") return { name, type: AttributeType.STRING, s: Buffer.from(value) };
  if ("real" in value) return { name, type: AttributeType.FLOAT, f: value.real };
  if ("body" in value) return { name, type: AttributeType.GRAPH, g: value.body };
  return { name, type: AttributeType.INTS, ints: [...value] };
}

/** The bytes of numbers as elements of a type. */
function bytesOf(dtype: DType, data: readonly number[]): Uint8Array {
  switch (dtype) {
    case "f32":
      return new Uint8Array(Float32Array.from(data).buffer);
    case "f64":
      return new Uint8Array(Float64Array.from(data).buffer);
    case "i32":
      return new Uint8Array(Int32Array.from(data).buffer);
    case "i64":
      return new Uint8Array(BigInt64Array.from(data, BigInt).buffer);
    case "i8":
      return new Uint8Array(Int8Array.from(data).buffer);
    case "u8":
    case "bool":
      return Uint8Array.from(data);
  }
}

/** An ONNX value's name, type and shape; the shape may be left out. */
export function valueInfo(name: string, dtype: DType, shape?: Shape): onnxProto.onnx.IValueInfoProto {
  const dim = shape?.map((size) => (typeof size === "number" ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType: ONNX_TYPE[dtype], ...(dim ? { shape: { dim } } : {}) } } };
}

/** Options of one ONNX node. */
export interface NodeOptions {
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  /** Names of the results; fresh ones where not given. */
  readonly out?: readonly string[];
  /** How many results, where `out` is not given. */
  readonly count?: number;
  readonly domain?: string;
}

/** Collects the nodes and initializers of an ONNX graph. */
export class OnnxBuilder {
  readonly nodes: onnxProto.onnx.INodeProto[] = [];
  readonly initializers: onnxProto.onnx.ITensorProto[] = [];
  private readonly constants = new Map<string, string>();
  private readonly symbols = new Map<string, string>();
  private nextName = 0;

  /** `symbolSources` says for each symbol which input and axis its size can be read from. */
  constructor(
    readonly target: Target,
    private readonly symbolSources: ReadonlyMap<string, { readonly name: string; readonly axis: number }>,
  ) {}

  /** A name that no other value has; the sign keeps it apart from names of inputs and outputs. */
  fresh(): string {
    return `%t${this.nextName++}`;
  }

  /** Adds a node; gives its first result. */
  node(opType: string, input: readonly string[], options: NodeOptions = {}): string {
    return this.nodeAll(opType, input, options)[0] as string;
  }

  /** Adds a node; gives all its results. */
  nodeAll(opType: string, input: readonly string[], options: NodeOptions = {}): string[] {
    const { attributes = {}, count = 1, domain = "" } = options;
    const output = options.out ? [...options.out] : Array.from({ length: count }, () => this.fresh());
    const attributeList = Object.entries(attributes).map(([name, value]) => attribute(name, value));
    this.nodes.push({ opType, domain, input: [...input], output, attribute: attributeList });
    return output;
  }

  /** A constant tensor; equal ones are written once. */
  constant(dtype: DType, shape: readonly number[], data: readonly number[]): string {
    const key = `${dtype}[${shape}]${data}`;
    const known = this.constants.get(key);
    if (known) return known;
    const name = this.fresh();
    this.initializers.push({ name, dataType: ONNX_TYPE[dtype], dims: [...shape], rawData: bytesOf(dtype, data) });
    this.constants.set(key, name);
    return name;
  }

  /** A constant vector of 64-bit integers: axes, shapes, positions. */
  integers(data: readonly number[]): string {
    return this.constant("i64", [data.length], data);
  }

  /** A shape as the vector of 64-bit integers that ONNX ops take. */
  shape(shape: Shape): string {
    if (shape.every((dim) => typeof dim === "number")) return this.integers(shape as readonly number[]);
    return this.node(
      "Concat",
      shape.map((dim) => this.size(dim)),
      { attributes: { axis: 0 } },
    );
  }

  /** A shape for `Reshape`, which can work out one dimension by itself. */
  reshapeTarget(shape: Shape): string {
    const unknown = shape.filter((dim) => typeof dim !== "number");
    if (unknown.length > 1) return this.shape(shape);
    return this.integers(shape.map((dim) => (typeof dim === "number" ? dim : -1)));
  }

  /** The size of a dimension as a vector of one 64-bit integer. */
  size(dim: Dim): string {
    if (typeof dim === "number") return this.integers([dim]);
    return symbolsOf(dim).reduce(
      (total, symbol) => (total === "" ? this.symbol(symbol) : this.node("Mul", [total, this.symbol(symbol)])),
      coefficientOf(dim) === 1 ? "" : this.integers([coefficientOf(dim)]),
    );
  }

  private symbol(symbol: string): string {
    const known = this.symbols.get(symbol);
    if (known) return known;
    const source = this.symbolSources.get(symbol);
    invariant(source, `no input tells the size of ${symbol}`);
    const { name, axis } = source;
    const size = this.node("Shape", [name], { attributes: { start: axis, end: axis + 1 } });
    this.symbols.set(symbol, size);
    return size;
  }
}
