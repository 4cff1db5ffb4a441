import { dirname, resolve } from "node:path";
import { checkInput, throwConflicts } from "./check-input.js";
import type { ConfigConflict } from "./conflicts.js";
import { applyOverrides } from "./overrides.js";
import { type PretrainConfig, type PretrainConfigInput, pretrainConfig } from "./pretrain-config.js";
import { type SchemaNode, toJsonSchema } from "./schema.js";
import { type ConfigSource, readConfigFile } from "./source.js";

/** How a pretraining config is loaded. */
export interface LoadPretrainOptions {
  /** Overrides of the form `key.path=value`, applied in their order before anything is checked. */
  readonly overrides?: readonly string[];
  /** For a config given as an object: the folder that its relative paths start from (default: the working directory). */
  readonly baseDir?: string;
}

/** A pretraining config that is ready to use. */
export interface LoadedPretrainConfig {
  /** Every key with its default filled in; paths as they were written. */
  readonly config: PretrainConfig;
  /** What was written, overrides applied. */
  readonly input: unknown;
  /** The folder that relative paths of the config start from. */
  readonly baseDir: string;
}

let cached: SchemaNode | undefined;

/** The JSON Schema of a pretraining config, for what a user writes. */
export function pretrainJsonSchema(): SchemaNode {
  cached ??= toJsonSchema(pretrainConfig);
  return cached;
}

/**
 * Loads the config of a pretraining from a YAML or JSON file, or from an object, and checks it as a whole.
 *
 * @throws PinakesError CONFIG_NOT_FOUND, CONFIG_SYNTAX, CONFIG_OVERRIDE, CONFIG_INVALID (all problems at once) or
 * CONFIG_CONFLICT (all contradictions at once)
 */
export async function loadPretrainConfig(
  source: string | PretrainConfigInput,
  { overrides = [], baseDir = "." }: LoadPretrainOptions = {},
): Promise<LoadedPretrainConfig> {
  const fromFile = typeof source === "string";
  const read: ConfigSource = fromFile ? await readConfigFile(source) : { value: source, lineOf: () => undefined };
  const schema = pretrainJsonSchema();
  const input = applyOverrides(read.value, overrides, schema);
  const name = fromFile ? source : "the config";
  const place = { name, lineOf: read.lineOf, overrides, page: "docs/reference/pretrain.md" };
  const config = checkInput(input, { validate: (value) => pretrainConfig.safeParse(value), schema }, place);
  throwConflicts(
    RULES.flatMap((rule) => rule(config) ?? []),
    name,
  );
  return { config, input, baseDir: fromFile ? dirname(resolve(source)) : resolve(baseDir) };
}

type Rule = (config: PretrainConfig) => ConfigConflict | undefined;

/** Keys that say how a new encoder is made. */
const SIZES = ["layers", "hidden_size", "heads", "inner_size", "positions", "dropout"] as const;

const oneBeginning: Rule = ({ model: { checkpoint, tokenizer } }) => {
  if ((checkpoint === undefined) !== (tokenizer === undefined)) return undefined;
  return {
    where: "model",
    message: `${checkpoint === undefined ? "neither" : "both"} model.checkpoint and model.tokenizer given`,
    fix: "give model.checkpoint to go on from pretrained weights, or model.tokenizer to begin from scratch.",
  };
};

const sizesOfCheckpoint: Rule = ({ model }) => {
  const given = SIZES.filter((key) => model[key] !== undefined);
  if (model.checkpoint === undefined || given.length === 0) return undefined;
  return {
    where: `model.${given[0]}`,
    message: `${given.join(", ")}: the checkpoint has sizes of its own`,
    fix: "take these keys out, or give model.tokenizer in place of model.checkpoint to begin from scratch.",
  };
};

const headsDivide: Rule = ({ model: { hidden_size: size = 256, heads = 4 } }) => {
  if (size % heads === 0) return undefined;
  return {
    where: "model.heads",
    message: `a hidden size of ${size} does not divide into ${heads} attention heads`,
    fix: "make model.hidden_size a multiple of model.heads.",
  };
};

const sharesOfHidden: Rule = ({ mlm: { mask, random } }) => {
  if (mask + random <= 1 + 1e-9) return undefined;
  return {
    where: "mlm.random",
    message: `mlm.mask ${mask} and mlm.random ${random} are more than all chosen tokens`,
    fix: "make the two sum to 1 or less, e.g. 0.8 and 0.1.",
  };
};

const microBatch: Rule = ({ training: { micro_batch_size: micro, batch_size: batch } }) => {
  if (micro === undefined || micro <= batch) return undefined;
  return {
    where: "training.micro_batch_size",
    message: `it is ${micro}, more than training.batch_size (${batch})`,
    fix: `set it to ${batch} or less.`,
  };
};

const needsHeldOut: Rule = ({ data, training }) => {
  if (data.validation !== 0) return undefined;
  const stopping = training.early_stopping === undefined ? undefined : "training.early_stopping";
  const where = training.schedule === "plateau" ? "training.schedule: plateau" : stopping;
  if (where === undefined) return undefined;
  return { where, message: "it looks at held-out texts, and data.validation is 0", fix: "set data.validation: 0.05." };
};

const RULES: readonly Rule[] = [oneBeginning, sizesOfCheckpoint, headsDivide, sharesOfHidden, microBatch, needsHeldOut];
