import { TokenInput } from "../classifier/index.js";
import type { RunConfig } from "../config/index.js";
import { PARTS, type Part } from "../data/index.js";
import type { EncodedSplit } from "../models/index.js";
import { present } from "../shared/index.js";
import {
  createTfidfWeighting,
  outOfVocabularyIds,
  type TfidfWeighting,
  type TokenEncoder,
  truncationStats,
  type WordVectors,
} from "../text/index.js";
import { encodeTexts } from "./encode-texts.js";
import type { PreparedData, PreparedPart } from "./prepare-data.js";
import type { CacheUse } from "./run-cache.js";
import type { TokenReport } from "./token-report.js";

/** The texts of a run as ids, and how they became so. */
export interface EncodedParts {
  readonly input: TokenInput;
  readonly train: EncodedSplit;
  /** Undefined where the split has no such part. */
  readonly validation: EncodedSplit | undefined;
  readonly test: EncodedSplit | undefined;
  readonly tokens: TokenReport;
  /** Says all that the uncut ids of all texts depend on. */
  readonly key: string;
  /** Number of texts of all parts together. */
  readonly count: number;
  /** Where each part's texts are among all texts, which are in the order of the data set. */
  readonly rows: Readonly<Record<Part, Int32Array>>;
  /** The ids of one of all texts, cut. */
  readonly ids: (row: number) => Int32Array;
}

/** How texts are encoded. */
export interface EncodeOptions extends CacheUse {
  readonly encoder: TokenEncoder;
  readonly vectors?: WordVectors | undefined;
  /** Whether each token brings its TF-IDF weight. */
  readonly weighted?: boolean;
}

/** The longest input of a network in tokens. */
export function maxLengthOf({ model, text }: RunConfig): number {
  return ("max_length" in model ? model.max_length : undefined) ?? text.max_length;
}

/** Encodes the texts of all parts; token weights are learned from those of training. */
export async function encodeParts(
  config: RunConfig,
  { parts }: PreparedData,
  { encoder, vectors, weighted = false, ...use }: EncodeOptions,
): Promise<EncodedParts> {
  const maxLength = maxLengthOf(config);
  const longText = config.text.long_text;
  const { texts, rows } = inDatasetOrder(parts);
  const { ids: whole, key } = await encodeTexts(texts, encoder, use);
  const plain = new TokenInput({ encoder, maxLength, longText });
  const cut = whole.map((row) => plain.cut(row));
  const of = (all: readonly Int32Array[], part: Part) => Array.from(rows[part], (row) => all[row] as Int32Array);
  const ids = of(cut, "train");
  const weighting = weighted
    ? createTfidfWeighting(ids, { vocabularySize: encoder.vocabularySize, unkId: encoder.unkId })
    : undefined;
  const split = (part: Part): EncodedSplit => {
    const own = part === "train" ? ids : of(cut, part);
    return { ids: own, ...tokenWeights(own, weighting), targets: parts[part].targets };
  };
  const [validation, test] = (["validation", "test"] as const).map((part) =>
    parts[part].texts.length > 0 ? split(part) : undefined,
  );
  const isKnown = (id: number): boolean => id !== encoder.unkId;
  const cutting = { maxLength, longText, prefix: encoder.prefix, suffix: encoder.suffix };
  const tokens: TokenReport = {
    vocabulary_size: encoder.vocabularySize,
    truncation: truncationStats(of(whole, "train"), cutting),
    unknown: outOfVocabularyIds(ids, isKnown),
    ...(validation ? { validation_unknown: outOfVocabularyIds(validation.ids, isKnown) } : {}),
    ...(vectors ? { without_vector: outOfVocabularyIds(ids, (id) => vectors.hasVector[id] === 1) } : {}),
  };
  return {
    input: new TokenInput({ encoder, maxLength, longText, weighting }),
    tokens,
    train: split("train"),
    validation,
    test,
    key,
    count: texts.length,
    rows,
    ids: (row) => present(cut[row], "the ids of a text"),
  };
}

/** The texts of all parts, so ordered that another split of the same data gives the same list. */
function inDatasetOrder(parts: Readonly<Record<Part, PreparedPart>>) {
  const all = PARTS.flatMap((part) =>
    parts[part].examples.map(({ index }, at) => ({ index, part, at, text: parts[part].texts[at] as string })),
  ).sort((a, b) => a.index - b.index);
  const rows = Object.fromEntries(PARTS.map((part) => [part, new Int32Array(parts[part].texts.length)]));
  for (const [row, { part, at }] of all.entries()) present(rows[part], part)[at] = row;
  return { texts: all.map(({ text }) => text), rows: rows as Record<Part, Int32Array> };
}

function tokenWeights(ids: readonly Int32Array[], weighting: TfidfWeighting | undefined) {
  return weighting ? { tokenWeights: ids.map((row) => weighting.weights(row)) } : {};
}
