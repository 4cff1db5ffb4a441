import { join } from "node:path";
import { type ResolvedCheckpoint, resolveCheckpoint } from "../../hub/index.js";
import {
  architectureFromConfig,
  type Checkpoint,
  type EncoderArchitecture,
  type EncoderType,
  openCheckpoint,
} from "../../models/index.js";
import { PinakesError } from "../../shared/index.js";
import { type JsonObject, SubwordTokenizer } from "../../text/index.js";
import type { PlanOptions } from "../plan/fit-plan.js";

/** Which checkpoint, and what it is said to be. */
export interface NamedEncoder {
  /** Not checked where not given. */
  readonly type?: EncoderType;
  readonly checkpoint: string;
}

/** How a checkpoint is found. */
export type FindOptions = Pick<PlanOptions, "baseDir" | "onEvent" | "signal">;

/** An encoder of a checkpoint, without its weights. */
export interface OpenedEncoder {
  readonly encoder: SubwordTokenizer;
  readonly architecture: EncoderArchitecture;
  readonly resolved: ResolvedCheckpoint;
  /** What the checkpoint's config.json says. */
  readonly checkpointConfig: JsonObject;
}

/**
 * Finds a checkpoint, and checks that it is what the config says, with a tokenizer that fits.
 * @throws PinakesError CONFIG_CONFLICT, CHECKPOINT_FORMAT, MODEL_ARTIFACT, TEXT_TOKENIZER, HUB_…
 */
export async function openEncoder(named: NamedEncoder, options: FindOptions): Promise<OpenedEncoder> {
  const resolved = await resolve(named.checkpoint, options);
  const checkpointConfig = await withCheckpoint(resolved.folder, async (checkpoint) => checkpoint.config as JsonObject);
  const architecture = architectureFromConfig(checkpointConfig, join(resolved.folder, "config.json"));
  checkType(named, architecture);
  const encoder = await loadTokenizer(resolved, architecture);
  return { encoder, architecture, resolved, checkpointConfig };
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

async function resolve(name: string, { baseDir, onEvent, signal }: FindOptions): Promise<ResolvedCheckpoint> {
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

function checkType({ type, checkpoint }: NamedEncoder, architecture: EncoderArchitecture): void {
  if (type === undefined || architecture.type === type) return;
  throw new PinakesError("CONFIG_CONFLICT", {
    where: "model.type",
    message: `it is ${type}, but the checkpoint ${checkpoint} is of type ${architecture.type}.`,
    fix: `set model.type: ${architecture.type}, or name a checkpoint of type ${type}.`,
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
