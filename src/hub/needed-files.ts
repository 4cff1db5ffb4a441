import { z } from "zod";
import { PinakesError } from "../shared/index.js";

/** The weights, where they are one file. */
const WEIGHTS = "model.safetensors";

/** What tells which shard holds which tensor, where the weights are several files. */
export const WEIGHTS_INDEX = "model.safetensors.index.json";

const CONFIG = "config.json";
const TOKENIZER = "tokenizer.json";

/** What stands beside it, and goes with a model that is trained from the checkpoint. */
const BESIDE = [
  "tokenizer_config.json",
  "special_tokens_map.json",
  "added_tokens.json",
  "vocab.txt",
  "vocab.json",
  "merges.txt",
  "sentencepiece.bpe.model",
  "spiece.model",
];

const PICKLED = /^pytorch_model.*\.bin(?:\.index\.json)?$/u;
const SHARD = /^[\w.-]+\.safetensors$/u;
const indexSchema = z.object({ weight_map: z.record(z.string(), z.string().regex(SHARD)) });

/** The checkpoint that a list of files belongs to, for the errors. */
export interface CheckpointPlace {
  /** A folder, or `org/name@revision`. */
  readonly where: string;
  /** What to give Python to load it: a folder or an id. */
  readonly source: string;
}

/**
 * The files that Pinakes needs, of those that are there: config, tokenizer, and the weights or their index; the shards
 * follow from the index.
 * @throws PinakesError CHECKPOINT_FORMAT where there is no config.json, or no weights in safetensors
 */
export function neededFiles(names: readonly string[], place: CheckpointPlace): string[] {
  const there = new Set(names);
  if (!there.has(CONFIG)) {
    throw checkpointFormat(place, `it has no ${CONFIG}${listed(names)}`, "name a model of the transformers library.");
  }
  const weights = [WEIGHTS, WEIGHTS_INDEX].find((name) => there.has(name));
  if (weights === undefined) throw noSafetensors(names, place);
  return [CONFIG, ...[TOKENIZER, ...BESIDE].filter((name) => there.has(name)), weights];
}

/** Whether the files hold all that a model can need: then the Hub need not be asked for more. */
export function isComplete(names: readonly string[]): boolean {
  return [CONFIG, TOKENIZER].every((name) => names.includes(name)) && hasWeights(names);
}

/** Whether there are weights in a pickle. */
export function hasPickle(names: readonly string[]): boolean {
  return names.some((name) => PICKLED.test(name));
}

/**
 * The shards that an index names, sorted.
 * @throws PinakesError CHECKPOINT_FORMAT where the text is no index, or a shard is not among the files
 */
export function shardsOf(indexText: string, names: readonly string[], place: CheckpointPlace): string[] {
  const fix = "download or save the checkpoint again.";
  const parsed = indexSchema.safeParse(parseJson(indexText));
  if (!parsed.success) throw checkpointFormat(place, `${WEIGHTS_INDEX} has no weight_map of shards`, fix);
  const shards = [...new Set(Object.values(parsed.data.weight_map))].sort();
  const missing = shards.filter((shard) => !names.includes(shard));
  if (missing.length > 0) {
    const message = `${WEIGHTS_INDEX} names ${shards.length} shards, and missing are: ${missing.join(", ")}`;
    throw checkpointFormat(place, message, fix);
  }
  return shards;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function hasWeights(names: readonly string[]): boolean {
  return names.includes(WEIGHTS) || names.includes(WEIGHTS_INDEX);
}

function noSafetensors(names: readonly string[], place: CheckpointPlace): PinakesError {
  const pickled = names.find((name) => PICKLED.test(name));
  if (pickled === undefined) {
    const message = `it has neither ${WEIGHTS} nor ${WEIGHTS_INDEX}${listed(names)}`;
    return checkpointFormat(place, message, "save the model with transformers' save_pretrained, and name that folder.");
  }
  const classes = "from transformers import AutoModel, AutoTokenizer";
  const save = `[kind.from_pretrained('${place.source}').save_pretrained('converted') for kind in (AutoModel, AutoTokenizer)]`;
  return checkpointFormat(
    place,
    `its weights are in ${pickled} only, a pickle, which can run code when it is opened and so is never read`,
    `python -c "${classes}; ${save}", then give the folder converted as the checkpoint; ` +
      "or let https://huggingface.co/spaces/safetensors/convert add safetensors, and name the revision that it makes.",
  );
}

function checkpointFormat({ where }: CheckpointPlace, message: string, fix: string): PinakesError {
  return new PinakesError("CHECKPOINT_FORMAT", { where, message, fix });
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return ": it is empty";
  return `, but ${names.slice(0, 8).join(", ")}${names.length > 8 ? ", …" : ""}`;
}
