import { join } from "node:path";
import {
  type EncodedSplit,
  type LayerSummary,
  type ModelType,
  NetworkRunner,
  type NeuralModel,
  type ParameterValues,
  type TransformerModel,
  writeSafetensors,
} from "../models/index.js";
import { present } from "../shared/index.js";
import { type JsonObject, saveTokenEncoder, strideOf } from "../text/index.js";
import { checkpointTopLevel } from "./checkpoint-config.js";
import { type ExportedOnnx, type OnnxOptions, writeNetworkOnnx } from "./onnx-model.js";
import type { ParameterCount, TextModel } from "./text-model.js";
import type { TokenInput } from "./token-input.js";
import { tokenizerConfigKeys } from "./tokenizer-config.js";

/** What a {@link NetworkTextModel} is made from. */
export interface NetworkTextModelOptions {
  readonly type: ModelType;
  readonly network: NeuralModel;
  readonly values: ParameterValues;
  readonly input: TokenInput;
  readonly parameters: ParameterCount;
  /** What config.json must say so that the network can be built again. */
  readonly description: JsonObject;
  /** Of a transformer, the config.json of its checkpoint. */
  readonly checkpointConfig?: JsonObject | undefined;
  readonly threads?: number | undefined;
}

/** A network with its tokenizer. */
export class NetworkTextModel implements TextModel {
  private runner: Promise<NetworkRunner> | undefined;

  constructor(private readonly options: NetworkTextModelOptions) {}

  get type(): ModelType {
    return this.options.type;
  }

  get parameters(): ParameterCount {
    return this.options.parameters;
  }

  get topLevel(): JsonObject {
    const { network, checkpointConfig } = this.options;
    return checkpointConfig ? checkpointTopLevel(checkpointConfig, network as TransformerModel) : {};
  }

  /** The network without its tokenizer. */
  get network(): NeuralModel {
    return this.options.network;
  }

  /** How texts become the network's ids. */
  get input(): TokenInput {
    return this.options.input;
  }

  /** The trained parameters, by name. */
  get values(): ParameterValues {
    return this.options.values;
  }

  /** Threads of one operation; all cores where undefined. */
  get threads(): number | undefined {
    return this.options.threads;
  }

  logits(texts: readonly string[]): Promise<readonly Float32Array[]> {
    return this.tokenLogits(this.options.input.encode(texts));
  }

  /** The same for texts that have been encoded. */
  async tokenLogits(split: Omit<EncodedSplit, "targets">): Promise<readonly Float32Array[]> {
    const { network, values, input, threads } = this.options;
    const padding = { padId: input.options.encoder.padId, fixedTime: network.fixedTime };
    // The promise is kept, so that calls side by side share one session.
    this.runner ??= NetworkRunner.create(network, { padding, threads });
    const { logits } = await (await this.runner).run({ ...split, targets: [] }, values);
    return logits;
  }

  summarize(): readonly LayerSummary[] {
    return this.options.network.summarize();
  }

  async save(directory: string): Promise<Readonly<Record<string, unknown>>> {
    const { network, values } = this.options;
    const specs = network.build({ mode: "prediction" }).parameters;
    const tensors = specs.map(({ name, shape }) => [name, { shape, data: present(values.get(name), name) }] as const);
    await writeSafetensors(join(directory, "model.safetensors"), new Map(tensors));
    await this.saveTokenizer(directory);
    return this.details;
  }

  get details(): JsonObject {
    const { input, description } = this.options;
    const { maxLength, text, weighting } = input.options;
    const { windows } = input;
    return {
      ...description,
      max_length: maxLength,
      long_text: text.long_text,
      ...(windows ? { windows: { stride: strideOf(windows), most: text.max_windows } } : {}),
      tfidf_weighting: weighting?.toJSON(),
    };
  }

  saveOnnx(path: string, options?: OnnxOptions): Promise<ExportedOnnx> {
    const { network, values } = this.options;
    return writeNetworkOnnx(path, network, { ...options, values });
  }

  saveTokenizer(directory: string): Promise<readonly string[]> {
    const { network, input, checkpointConfig } = this.options;
    const encoderType = checkpointConfig ? (network as TransformerModel).architecture.type : undefined;
    return saveTokenEncoder(input.options.encoder, directory, tokenizerConfigKeys(input, encoderType));
  }

  async release(): Promise<void> {
    const runner = await this.runner;
    this.runner = undefined;
    await runner?.release();
  }
}
