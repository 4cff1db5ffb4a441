import ort from "onnxruntime-node";
import { PinakesError } from "../../shared/index.js";
import { formatType } from "../builder.js";
import { resolveShape, symbolsOf } from "../dims.js";
import type { DType } from "../dtype.js";
import type { Graph, Input } from "../graph.js";
import { writeOnnx } from "../onnx/write-onnx.js";
import { optimize } from "../passes/optimize.js";
import { elementCount, type Tensor } from "../tensor.js";

/** Devices that a graph can run on. */
export type Device = "cpu" | "webgpu" | "cuda";

/** Options of {@link compile}. */
export interface CompileOptions {
  readonly device?: Device;
  /** Threads of one operation; all cores where not given. */
  readonly threads?: number;
}

/** Named tensors. */
export type Tensors = Readonly<Record<string, Tensor>>;

/** A graph that can be run. */
export interface Executable {
  readonly graph: Graph;
  /**
   * Runs the graph. `fetch` names the outputs to compute (all where not given); a tensor in `into` receives its output
   * in place, and may share memory with a feed. A missing or wrongly shaped feed and an unknown output raise GRAPH_INVALID.
   */
  run(feeds: Tensors, options?: RunOptions): Promise<Record<string, Tensor>>;
  /** Frees what the runtime holds. The executable can't be used afterwards. */
  release(): Promise<void>;
}

/** Options of {@link Executable.run}. */
export interface RunOptions {
  readonly fetch?: readonly string[];
  readonly into?: Tensors;
}

const ORT_TYPE = {
  f32: "float32",
  f64: "float64",
  i32: "int32",
  i64: "int64",
  u8: "uint8",
  i8: "int8",
  bool: "bool",
} as const satisfies Record<DType, ort.Tensor.Type>;
const OUR_TYPE: Readonly<Record<string, DType>> = Object.fromEntries(
  Object.entries(ORT_TYPE).map(([ours, theirs]) => [theirs, ours as DType]),
);

function toOrt(value: Tensor): ort.Tensor {
  return new ort.Tensor(ORT_TYPE[value.dtype], value.data as ort.Tensor.DataType, value.shape);
}

function fromOrt(value: ort.Tensor): Tensor {
  const dtype = OUR_TYPE[value.type];
  if (!dtype) throw new TypeError(`the runtime gave a tensor of ${value.type}`);
  return { dtype, shape: value.dims, data: value.data as Tensor["data"] };
}

function wrongFeed({ name, value }: Input, message: string): PinakesError {
  return new PinakesError("GRAPH_INVALID", {
    where: `feed ${name}`,
    message,
    fix: `feed a tensor of ${formatType(value)}.`,
  });
}

/** The feed of an input, checked for all but the sizes of its axes. */
function feedOf(input: Input, feeds: Tensors): Tensor {
  const feed = feeds[input.name];
  if (!feed) throw wrongFeed(input, "it is missing.");
  if (feed.dtype !== input.value.dtype) throw wrongFeed(input, `it is of ${feed.dtype}.`);
  if (feed.shape.length !== input.value.shape.length) throw wrongFeed(input, `it has the shape [${feed.shape}].`);
  if (feed.data.length !== elementCount(feed.shape))
    throw wrongFeed(input, `it has the shape [${feed.shape}], but ${feed.data.length} elements.`);
  return feed;
}

/** The feeds of all inputs, checked; a symbol has the size that the first feed with such an axis gives it. */
function checkFeeds(inputs: readonly Input[], feeds: Tensors): ReadonlyMap<string, Tensor> {
  const symbols = new Map<string, number>();
  const checked = new Map<string, Tensor>();
  for (const input of inputs) {
    const feed = feedOf(input, feeds);
    checked.set(input.name, feed);
    input.value.shape.forEach((dim, axis) => {
      const [symbol] = symbolsOf(dim);
      if (symbol === dim && !symbols.has(symbol)) symbols.set(symbol, feed.shape[axis] as number);
    });
  }
  for (const input of inputs) {
    const { shape } = checked.get(input.name) as Tensor;
    const expected = resolveShape(input.value.shape, symbols);
    if (expected.some((size, axis) => size !== shape[axis]))
      throw wrongFeed(input, `it has the shape [${shape}], not [${expected}].`);
  }
  return checked;
}

function checkFetch(fetch: readonly string[], names: readonly string[]): void {
  const unknown = fetch.find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw new PinakesError("GRAPH_INVALID", {
    where: `fetch ${unknown}`,
    message: "the graph has no output of this name.",
    fix: `fetch some of ${names.join(", ")}.`,
  });
}

/** Makes a graph runnable: passes, ONNX, a session of ONNX Runtime. Sessions are dear: make one a graph and keep it. */
export async function compile(graph: Graph, options: CompileOptions = {}): Promise<Executable> {
  const { device = "cpu", threads } = options;
  const optimized = optimize(graph);
  const bytes = writeOnnx(optimized, { target: device === "webgpu" ? "webgpu" : "cpu" });
  const session = await createSession(bytes, { device, threads, exact: graph.float === "f64" });
  const names = graph.outputs.map((output) => output.name);
  const inputs = graph.inputs.filter((input) => session.inputNames.includes(input.name));
  return {
    graph: optimized,
    release: () => session.release(),
    run: async (feeds, { fetch = names, into = {} } = {}) => {
      checkFetch(fetch, names);
      const fed: Record<string, ort.Tensor> = {};
      for (const [name, feed] of checkFeeds(inputs, feeds)) fed[name] = toOrt(feed);
      const fetches: Record<string, ort.Tensor | null> = {};
      for (const name of fetch) fetches[name] = into[name] ? toOrt(into[name]) : null;
      const results = await runSession(session, fed, fetches);
      return Object.fromEntries(fetch.map((name) => [name, fromOrt(results[name] as ort.Tensor)]));
    },
  };
}

async function runSession(
  session: ort.InferenceSession,
  feeds: Record<string, ort.Tensor>,
  fetches: Record<string, ort.Tensor | null>,
): Promise<ort.InferenceSession.OnnxValueMapType> {
  try {
    return (await session.run(feeds, fetches)) as ort.InferenceSession.OnnxValueMapType;
  } catch (cause) {
    throw runtimeError("running a graph", cause, "run `pinakes doctor`; on little memory, lower training.batch_size.");
  }
}

/** How a session is made. */
export interface SessionOptions {
  readonly device: Device;
  readonly threads?: number | undefined;
  /** Whether to leave out the runtime's fusions: some round a float64 constant to float32, e.g. a factor of a product. */
  readonly exact?: boolean;
}

/** A session of ONNX Runtime over an encoded model. */
export async function createSession(
  bytes: Uint8Array,
  { device, threads, exact = false }: SessionOptions,
): Promise<ort.InferenceSession> {
  try {
    return await ort.InferenceSession.create(bytes, {
      executionProviders: device === "cpu" ? ["cpu"] : [device, "cpu"],
      graphOptimizationLevel: exact ? "basic" : "all",
      // A pattern is laid out a shape of batch, beside the memory of the batch that it was learned from: a third more.
      enableMemPattern: false,
      // Errors are raised; the runtime would print them as well.
      logSeverityLevel: 4,
      ...(threads ? { intraOpNumThreads: threads } : {}),
    });
  } catch (cause) {
    throw runtimeError(`building a graph for ${device}`, cause, "run `pinakes doctor` to see which devices start.");
  }
}

function runtimeError(doing: string, cause: unknown, fix: string): PinakesError {
  const message = `ONNX Runtime failed while ${doing}: ${cause instanceof Error ? cause.message : String(cause)}`;
  return new PinakesError("ENGINE_RUNTIME", { message, fix, cause });
}
