import { TokenInput } from "../classifier/index.js";
import type { RunConfig } from "../config/index.js";
import type { EncodedSplit } from "../models/index.js";
import {
  createTfidfWeighting,
  outOfVocabularyIds,
  type TfidfWeighting,
  type TokenEncoder,
  truncationStats,
  type WordVectors,
} from "../text/index.js";
import type { PreparedData } from "./prepare-data.js";
import type { TokenReport } from "./token-report.js";

/** The texts that training reads, as ids, and how they became so. */
export interface EncodedParts {
  readonly input: TokenInput;
  readonly train: EncodedSplit;
  /** Undefined where the split has no validation part. */
  readonly validation: EncodedSplit | undefined;
  readonly tokens: TokenReport;
}

/** How texts are encoded. */
export interface EncodeOptions {
  readonly encoder: TokenEncoder;
  readonly vectors?: WordVectors | undefined;
  /** Whether each token brings its TF-IDF weight. */
  readonly weighted?: boolean;
}

/** The longest input of a network in tokens. */
export function maxLengthOf({ model, text }: RunConfig): number {
  return ("max_length" in model ? model.max_length : undefined) ?? text.max_length;
}

/** Encodes the training and validation texts; token weights are learned from the former. */
export function encodeParts(
  config: RunConfig,
  { parts }: PreparedData,
  { encoder, vectors, weighted = false }: EncodeOptions,
): EncodedParts {
  const maxLength = maxLengthOf(config);
  const longText = config.text.long_text;
  const whole = parts.train.texts.map((text) => encoder.encode(text));
  const plain = new TokenInput({ encoder, maxLength, longText });
  const ids = whole.map((row) => plain.cut(row));
  const weighting = weighted
    ? createTfidfWeighting(ids, { vocabularySize: encoder.vocabularySize, unkId: encoder.unkId })
    : undefined;
  const input = new TokenInput({ encoder, maxLength, longText, weighting });
  const { validation } = parts;
  const held =
    validation.texts.length > 0 ? { ...input.encode(validation.texts), targets: validation.targets } : undefined;
  const isKnown = (id: number): boolean => id !== encoder.unkId;
  const tokens: TokenReport = {
    vocabulary_size: encoder.vocabularySize,
    truncation: truncationStats(whole, { maxLength, longText, prefix: encoder.prefix, suffix: encoder.suffix }),
    unknown: outOfVocabularyIds(ids, isKnown),
    ...(held ? { validation_unknown: outOfVocabularyIds(held.ids, isKnown) } : {}),
    ...(vectors ? { without_vector: outOfVocabularyIds(ids, (id) => vectors.hasVector[id] === 1) } : {}),
  };
  return {
    input,
    tokens,
    train: { ids, ...tokenWeights(ids, weighting), targets: parts.train.targets },
    validation: held,
  };
}

function tokenWeights(ids: readonly Int32Array[], weighting: TfidfWeighting | undefined) {
  return weighting ? { tokenWeights: ids.map((row) => weighting.weights(row)) } : {};
}
