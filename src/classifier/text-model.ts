import type { LayerSummary, ModelType } from "../models/index.js";
import type { JsonObject } from "../text/index.js";
import type { ExportedOnnx, OnnxOptions } from "./onnx-model.js";

/** Numbers that a model has learned, and those that training moved. */
export interface ParameterCount {
  readonly total: number;
  readonly trainable: number;
}

/** A trained model from prepared texts to logits. */
export interface TextModel {
  readonly type: ModelType;
  readonly parameters: ParameterCount;
  /** What config.json says at its top level, beside the labels: of a transformer, its architecture. */
  readonly topLevel?: JsonObject;
  /** Raw outputs, [N, size] an output of the label scheme. */
  logits(texts: readonly string[]): Promise<readonly Float32Array[]>;
  /** Its layers from input to heads. */
  summarize(): readonly LayerSummary[];
  /** Writes its files into a folder, and gives what the model's config.json must say to load it again. */
  save(directory: string): Promise<Readonly<Record<string, unknown>>>;
  /** Of a network: what config.json says of its own kind. */
  readonly details?: JsonObject;
  /** Of a network: writes it with its weights as an ONNX model, which takes token ids and gives logits. */
  saveOnnx?(path: string, options?: OnnxOptions): Promise<ExportedOnnx>;
  /** Of a network: writes its tokenizer into a folder; gives the names of the files. */
  saveTokenizer?(directory: string): Promise<readonly string[]>;
  /** Frees what the runtime holds. */
  release(): Promise<void>;
}
