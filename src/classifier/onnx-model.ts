import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { writeOnnxFile } from "../engine/index.js";
import { EXPORTED_DIMS, exportedGraph, type NeuralModel, type ParameterValues } from "../models/index.js";
import { present } from "../shared/index.js";

/** A tensor that an exported model takes or gives. */
export interface ExportedTensor {
  readonly name: string;
  /** "int64" or "float32". */
  readonly type: string;
  /** Numbers, and names of sizes that are free: ["batch", "sequence"]. */
  readonly shape: readonly (number | string)[];
}

/** An ONNX model that was written. */
export interface ExportedOnnx {
  /** Names of its files: the model and, where it is too large for one file, its weights. */
  readonly files: readonly string[];
  readonly inputs: readonly ExportedTensor[];
  readonly outputs: readonly ExportedTensor[];
}

/** How a network is exported. */
export interface OnnxOptions {
  /**
   * Of a model that reads texts in windows: whether several rows may be one text, where their logits alone would not tell
   * the text's. Each row is a text of one window where false.
   */
  readonly windows?: boolean;
}

const TYPE_NAMES: Readonly<Record<string, string>> = { i64: "int64", f32: "float32" };

/** Writes a network with its weights as an ONNX model. @throws PinakesError FILE_ACCESS */
export async function writeNetworkOnnx(
  path: string,
  network: NeuralModel,
  { values, windows = false }: OnnxOptions & { readonly values: ParameterValues },
): Promise<ExportedOnnx> {
  // The mean of the vectors of windows, before a linear layer, gives the mean of their logits.
  const { windowPooling } = network;
  const several = windows && windowPooling !== undefined && windowPooling !== "mean";
  const { graph, parameters } = exportedGraph(network, { windows: several });
  const weights = new Map(
    parameters.map(({ name, shape }) => [name, { shape, data: present(values.get(name), name) }] as const),
  );
  await mkdir(dirname(path), { recursive: true });
  const files = await writeOnnxFile(path, graph, { weights, dims: EXPORTED_DIMS });
  const described = ({ name, value }: (typeof graph.outputs)[number]): ExportedTensor => ({
    name,
    type: TYPE_NAMES[value.dtype] ?? value.dtype,
    shape: value.shape.map((dim) => EXPORTED_DIMS[dim] ?? dim),
  });
  const inputs = graph.inputs.filter(({ name }) => !weights.has(name)).map(described);
  return { files, inputs, outputs: graph.outputs.map(described) };
}
