import { join } from "node:path";
import type { RunConfig } from "../config/index.js";
import { type ResolvedCheckpoint, resolveCheckpoint } from "../hub/index.js";
import {
  architectureFromConfig,
  type Checkpoint,
  type EncoderArchitecture,
  openCheckpoint,
  type TransformerConfig,
  type TransformerModel,
  transformerModel,
} from "../models/index.js";
import { PinakesError } from "../shared/index.js";
import { type JsonObject, SubwordTokenizer } from "../text/index.js";
import { maxLengthOf } from "./encode-parts.js";
import type { PlanOptions } from "./fit-plan.js";
import { networkHeads } from "./network-heads.js";
import type { PreparedData } from "./prepare-data.js";

/** A transformer as its config, its checkpoint and the labels make it, without weights. */
export interface OpenedTransformer {
  readonly encoder: SubwordTokenizer;
  readonly network: TransformerModel;
  readonly resolved: ResolvedCheckpoint;
  /** What the checkpoint's config.json says. */
  readonly checkpointConfig: JsonObject;
}

/**
 * Finds the checkpoint, checks that it is what the config says, and puts the network together.
 * @throws PinakesError CONFIG_CONFLICT, CHECKPOINT_FORMAT, MODEL_ARTIFACT, TEXT_TOKENIZER, HUB_…
 */
export async function openTransformer(data: PreparedData, options: PlanOptions): Promise<OpenedTransformer> {
  const { config } = options;
  const model = config.model as TransformerConfig;
  const resolved = await resolve(model.checkpoint, options);
  const checkpointConfig = await withCheckpoint(resolved.folder, async (checkpoint) => checkpoint.config as JsonObject);
  const architecture = architectureFromConfig(checkpointConfig, join(resolved.folder, "config.json"));
  checkType(model, architecture);
  const encoder = await loadTokenizer(resolved, architecture);
  const network = transformerModel({
    architecture,
    heads: networkHeads(data, config),
    pooling: model.pooling,
    classifierDropout: model.classifier_dropout,
  });
  checkLength(config, network);
  return { encoder, network, resolved, checkpointConfig };
}

/** Works with an open checkpoint, and closes it. */
export async function withCheckpoint<T>(folder: string, work: (checkpoint: Checkpoint) => Promise<T>): Promise<T> {
  const checkpoint = await openCheckpoint(folder);
  try {
    return await work(checkpoint);
  } finally {
    await checkpoint.close();
  }
}

async function resolve(name: string, { baseDir, onEvent, signal }: PlanOptions): Promise<ResolvedCheckpoint> {
  let current = "";
  const resolved = await resolveCheckpoint(name, {
    baseDir,
    signal,
    onProgress: ({ file, total }) => {
      if (file === current) return;
      current = file;
      onEvent?.({ type: "stage", message: `downloading ${file} of ${name} (${(total / 1e6).toFixed(1)} MB)` });
    },
  });
  if (resolved.warning !== undefined) onEvent?.({ type: "warning", message: resolved.warning });
  return resolved;
}

function checkType({ type, checkpoint }: TransformerConfig, architecture: EncoderArchitecture): void {
  if (architecture.type === type) return;
  throw new PinakesError("CONFIG_CONFLICT", {
    where: "model.type",
    message: `it is ${type}, but the checkpoint ${checkpoint} is of type ${architecture.type}.`,
    fix: `set model.type: ${architecture.type}, or name a checkpoint of type ${type}.`,
  });
}

function checkLength(config: RunConfig, { longestInput }: TransformerModel): void {
  const length = maxLengthOf(config);
  if (length <= longestInput) return;
  const key = (config.model as TransformerConfig).max_length === undefined ? "text.max_length" : "model.max_length";
  throw new PinakesError("CONFIG_CONFLICT", {
    where: key,
    message: `it is ${length}, but the checkpoint has positions for ${longestInput} tokens.`,
    fix: `set model.max_length: ${longestInput} or less.`,
  });
}

async function loadTokenizer(
  { folder, files }: ResolvedCheckpoint,
  { vocabularySize }: EncoderArchitecture,
): Promise<SubwordTokenizer> {
  if (!files.includes("tokenizer.json")) {
    throw new PinakesError("CHECKPOINT_FORMAT", {
      where: folder,
      message: "it has no tokenizer.json.",
      fix: `make one with Python: python -c "from transformers import AutoTokenizer; AutoTokenizer.from_pretrained('${folder}').save_pretrained('${folder}')".`,
    });
  }
  const encoder = await SubwordTokenizer.load(folder);
  if (encoder.vocabularySize <= vocabularySize) return encoder;
  throw new PinakesError("CHECKPOINT_FORMAT", {
    where: join(folder, "tokenizer.json"),
    message: `it has ${encoder.vocabularySize} tokens, but the embeddings have ${vocabularySize} rows.`,
    fix: "take tokenizer.json, config.json and the weights from the same checkpoint.",
  });
}
