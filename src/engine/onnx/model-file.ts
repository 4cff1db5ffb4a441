import { rm } from "node:fs/promises";
import { basename } from "node:path";
import onnxProto from "onnx-proto";
import { invariant, PinakesError, present, writeFileWhole } from "../../shared/index.js";
import type { Graph } from "../graph.js";
import { optimize } from "../passes/optimize.js";
import { ONNX_TYPE } from "./onnx-builder.js";
import { onnxModel } from "./write-onnx.js";

const { ModelProto, GraphProto, TensorProto } = onnxProto.onnx;

/** Values that become constants of a model, by the names of the inputs that they stand for. */
export type Weights = ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: Float32Array }>;

/** Options of {@link writeOnnxFile}. */
export interface OnnxFileOptions {
  readonly weights: Weights;
  /** What symbolic dimensions are called in the file; as in the graph where not given. */
  readonly dims?: Readonly<Record<string, string>>;
  /** The largest model in bytes that is one file; a message of protobuf's is below 2 GiB, which is the default. */
  readonly largestFile?: number;
}

const LARGEST_MESSAGE = 2 ** 31 - 1;

/** Room for what stands around the weights of a model. */
const SLACK = 2 ** 24;

/**
 * Writes a graph with its weights as an ONNX model of the standard's ops alone (IR 9, opset 20), for any runtime. The
 * weights go to the disk from where they lie, without a copy. A model that is too large for one file keeps them in a
 * second one, of the same name with `_data` behind it. Files appear whole or not at all.
 * @returns the names of the files
 * @throws PinakesError FILE_ACCESS where they can't be written
 */
export async function writeOnnxFile(path: string, graph: Graph, options: OnnxFileOptions): Promise<string[]> {
  const { weights, dims = {}, largestFile = LARGEST_MESSAGE } = options;
  const model = renamed(onnxModel(optimize(graph), { target: "portable" }), weights, dims);
  const dataPath = `${path}_data`;
  const isOneFile = bytesOf(weights) + SLACK <= largestFile;
  if (!isOneFile) await write(dataPath, weightBlocks(weights));
  await write(path, modelBlocks(model, weights, isOneFile ? undefined : basename(dataPath)));
  if (isOneFile) await rm(dataPath, { force: true });
  return [basename(path), ...(isOneFile ? [] : [basename(dataPath)])];
}

function bytesOf(weights: Weights): number {
  return [...weights.values()].reduce((total, { data }) => total + data.byteLength, 0);
}

function* weightBlocks(weights: Weights): Generator<Uint8Array> {
  for (const { data } of weights.values()) yield bytesIn(data);
}

function bytesIn({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/**
 * The encoded model block by block: what protobuf's own writer gives for all but the weights, whose messages are put
 * together here. A message is its fields one after the other, in any order; a field is a tag, a length and its bytes.
 */
function* modelBlocks(
  model: onnxProto.onnx.IModelProto,
  weights: Weights,
  dataFile: string | undefined,
): Generator<Uint8Array> {
  const { graph, ...rest } = model;
  const small = GraphProto.encode(present(graph, "the model's graph")).finish();
  const tensors = [...tensorMessages(weights, dataFile)];
  const size = (blocks: readonly Uint8Array[]): number => blocks.reduce((total, { length }) => total + length, 0);
  const framed = tensors.map((blocks) => [fieldHead(FIELD.initializer, size(blocks)), ...blocks]);
  yield ModelProto.encode(rest).finish();
  yield fieldHead(FIELD.graph, small.length + size(framed.flat()));
  yield small;
  for (const blocks of framed) yield* blocks;
}

/** Numbers of the fields in onnx.proto: of a model, a graph and a tensor. */
const FIELD = { graph: 7, initializer: 5, rawData: 9 } as const;

/** A weight's message, whose values are in it or in the file of data. */
function* tensorMessages(weights: Weights, dataFile: string | undefined): Generator<Uint8Array[]> {
  const { EXTERNAL } = TensorProto.DataLocation;
  let offset = 0;
  for (const [name, { shape, data }] of weights) {
    const described = { name, dims: [...shape], dataType: ONNX_TYPE.f32 };
    const { byteLength } = data;
    if (dataFile === undefined) {
      yield [TensorProto.encode(described).finish(), fieldHead(FIELD.rawData, byteLength), bytesIn(data)];
      continue;
    }
    const place = { location: dataFile, offset: String(offset), length: String(byteLength) };
    const externalData = Object.entries(place).map(([key, value]) => ({ key, value }));
    yield [TensorProto.encode({ ...described, dataLocation: EXTERNAL, externalData }).finish()];
    offset += byteLength;
  }
}

/** The tag of a field that holds bytes, and their number. */
function fieldHead(field: number, length: number): Uint8Array {
  return Uint8Array.from([...varint(field * 8 + 2), ...varint(length)]);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) + 128);
  }
}

/** The model without its weights among the inputs, and with other names for its symbolic dimensions. */
function renamed(
  { graph, ...rest }: onnxProto.onnx.ModelProto,
  weights: Weights,
  dims: Readonly<Record<string, string>>,
): onnxProto.onnx.IModelProto {
  const { input = [], output = [] } = graph ?? {};
  const names = new Set(input?.map(({ name }) => name));
  for (const name of weights.keys()) invariant(names.has(name), `the graph has no input for the weight ${name}`);
  for (const { type } of [...(input ?? []), ...(output ?? [])]) {
    for (const dim of type?.tensorType?.shape?.dim ?? []) {
      if (dim.dimParam) dim.dimParam = dims[dim.dimParam] ?? dim.dimParam;
    }
  }
  return { ...rest, graph: { ...graph, input: input?.filter(({ name }) => !weights.has(name ?? "")) } };
}

async function write(path: string, blocks: Iterable<Uint8Array>): Promise<void> {
  try {
    await writeFileWhole(path, blocks);
  } catch (cause) {
    throw new PinakesError("FILE_ACCESS", {
      where: path,
      message: `the model could not be written (${cause instanceof Error ? cause.message : String(cause)})`,
      fix: "check that the folder exists, may be written to and has space left.",
      cause,
    });
  }
}
