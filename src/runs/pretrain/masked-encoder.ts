import { type PretrainConfig, resolvePath } from "../../config/index.js";
import {
  architectureFromConfig,
  type EncoderArchitecture,
  importWeights,
  type MaskedLanguageModel,
  maskedHead,
  maskedLanguageModel,
  newEncoderConfig,
  type ParameterValues,
  parametersLeftAside,
} from "../../models/index.js";
import { PinakesError, type Rng } from "../../shared/index.js";
import { type JsonObject, SubwordTokenizer } from "../../text/index.js";
import { initializeParameters } from "../../training/index.js";
import { type FindOptions, type OpenedEncoder, openEncoder, withCheckpoint } from "../encode/open-encoder.js";
import { describeImport, newParameters } from "../plan/pretrained-weights.js";

/** An encoder that is ready to be pretrained. */
export interface MaskedEncoder {
  readonly tokenizer: SubwordTokenizer;
  /** The tokenizer's place, for errors. */
  readonly tokenizerPath: string;
  readonly network: MaskedLanguageModel;
  /** What its config.json says of it. */
  readonly config: JsonObject;
  /** Values from a checkpoint: those that are trained, and those that are left aside. */
  readonly pretrained: ParameterValues;
  /** Where the weights come from, in a line. */
  readonly line: string;
  /** The same for the manifest. */
  readonly notes: JsonObject;
}

/**
 * Opens the encoder of a checkpoint, or makes a new one over a tokenizer.
 * @throws PinakesError CONFIG_CONFLICT, CHECKPOINT_FORMAT, MODEL_ARTIFACT, TEXT_TOKENIZER, HUB_…
 */
export async function openMaskedEncoder(model: PretrainConfig["model"], options: FindOptions): Promise<MaskedEncoder> {
  const { checkpoint } = model;
  const opened =
    checkpoint === undefined
      ? await newEncoder(model, options.baseDir)
      : await furtherEncoder(model, checkpoint, options);
  checkLength(model, opened.network);
  return opened;
}

/** The start values: those of the checkpoint, and new ones for what it lacks. They are moved by training. */
export function startValues({ network, pretrained }: MaskedEncoder, rng: Rng): ParameterValues {
  const specs = network.build({ mode: "prediction" }).parameters;
  const made = initializeParameters(
    specs.filter(({ name }) => !pretrained.has(name)),
    rng,
  );
  return new Map(specs.map(({ name }) => [name, (pretrained.get(name) ?? made.get(name)) as Float32Array]));
}

async function furtherEncoder(
  model: PretrainConfig["model"],
  checkpoint: string,
  options: FindOptions,
): Promise<MaskedEncoder> {
  // Whether it can be trained by masking at all comes before whether the type is right.
  const opened = await openEncoder({ checkpoint }, options);
  refuseUnmasked(checkpoint, opened);
  checkType(model, checkpoint, opened.architecture);
  const { architecture, encoder: tokenizer, checkpointConfig: config, resolved } = opened;
  const network = maskedLanguageModel(architecture);
  const own = network.build({ mode: "prediction" }).parameters;
  const aside = parametersLeftAside(architecture);
  const found = await withCheckpoint(resolved.folder, (open) => importWeights(open, [...own, ...aside], architecture));
  const isOwn = (name: string): boolean => !aside.some((other) => other.name === name);
  const imported = {
    ...found,
    missing: found.missing.filter(isOwn),
    mismatched: found.mismatched.filter(({ name }) => isOwn(name)),
  };
  const { commit, source } = resolved;
  return {
    tokenizer,
    tokenizerPath: resolved.folder,
    network,
    config,
    pretrained: imported.values,
    line: describeImport(checkpoint, opened, imported),
    notes: {
      checkpoint: {
        name: checkpoint,
        source: source === "folder" ? "folder" : "hub",
        ...(commit === undefined ? {} : { commit }),
        new: newParameters(imported),
        unexpected: imported.unexpected,
      },
    },
  };
}

async function newEncoder(model: PretrainConfig["model"], baseDir: string): Promise<MaskedEncoder> {
  const { type, layers = 4, hidden_size: hiddenSize = 256, heads = 4, dropout = 0.1, positions = 512 } = model;
  const tokenizerPath = resolvePath(model.tokenizer ?? "", baseDir);
  const tokenizer = await SubwordTokenizer.load(tokenizerPath);
  const config = newEncoderConfig({
    type,
    vocabularySize: tokenizer.vocabularySize,
    layers,
    hiddenSize,
    heads,
    innerSize: model.inner_size ?? 4 * hiddenSize,
    longestInput: positions,
    dropout,
    tokens: { pad: tokenizer.padId, first: tokenizer.prefix[0], last: tokenizer.suffix.at(-1) },
  });
  const network = maskedLanguageModel(architectureFromConfig(config, "config.json"));
  return {
    tokenizer,
    tokenizerPath,
    network,
    config,
    pretrained: new Map(),
    line: `a new ${type}: ${layers} layers, ${hiddenSize} wide, over the ${tokenizer.vocabularySize} tokens of ${model.tokenizer}`,
    notes: { tokenizer: model.tokenizer },
  };
}

function refuseUnmasked(checkpoint: string, { architecture, checkpointConfig }: OpenedEncoder): void {
  if (maskedHead(architecture) === undefined) {
    throw new PinakesError("CONFIG_CONFLICT", {
      where: "model.checkpoint",
      message: `${checkpoint} is of type ${architecture.type}, which learns by telling replaced tokens, not by guessing masked ones.`,
      fix: "take a checkpoint of type bert, distilbert, roberta or xlm-roberta.",
    });
  }
  if (checkpointConfig.tie_word_embeddings !== false) return;
  throw new PinakesError("CHECKPOINT_FORMAT", {
    where: `${checkpoint}: tie_word_embeddings`,
    message: "it is false: the table of words and the weight over the vocabulary are two, and Pinakes has them as one.",
    fix: "take a checkpoint that ties them, as the published ones do.",
  });
}

function checkType({ type }: PretrainConfig["model"], checkpoint: string, architecture: EncoderArchitecture): void {
  if (architecture.type === type) return;
  throw new PinakesError("CONFIG_CONFLICT", {
    where: "model.type",
    message: `it is ${type}, but the checkpoint ${checkpoint} is of type ${architecture.type}.`,
    fix: `set model.type: ${architecture.type}, or name a checkpoint of type ${type}.`,
  });
}

function checkLength({ max_length: length }: PretrainConfig["model"], { longestInput }: MaskedLanguageModel): void {
  if (length <= longestInput) return;
  throw new PinakesError("CONFIG_CONFLICT", {
    where: "model.max_length",
    message: `it is ${length}, but the model has positions for ${longestInput} tokens.`,
    fix: `set model.max_length: ${longestInput} or less.`,
  });
}
