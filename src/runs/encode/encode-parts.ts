import { TokenInput } from "../../classifier/index.js";
import type { RunConfig } from "../../config/index.js";
import { PARTS, type Part } from "../../data/index.js";
import type { EncodedSplit } from "../../models/index.js";
import { present } from "../../shared/index.js";
import {
  createTfidfWeighting,
  outOfVocabularyIds,
  type TokenEncoder,
  truncationStats,
  type WordVectors,
  windowSpans,
  windowStats,
} from "../../text/index.js";
import type { PreparedData } from "../prepare-data.js";
import { inDatasetOrder } from "./dataset-order.js";
import { encodeTexts } from "./encode-texts.js";
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
  /** Some of all texts as the network takes them. */
  readonly texts: (rows: Int32Array) => Omit<EncodedSplit, "targets">;
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
  const { texts, rows: found } = inDatasetOrder(PARTS.map((part) => parts[part]));
  const rows = Object.fromEntries(PARTS.map((part, at) => [part, found[at]])) as Record<Part, Int32Array>;
  const { ids: whole, key } = await encodeTexts(texts, encoder, use);
  const plain = new TokenInput({ encoder, maxLength, text: config.text });
  const some = (own: Int32Array): Int32Array[] => Array.from(own, (row) => present(whole[row], "the ids of a text"));
  const weighting = weighted
    ? createTfidfWeighting(plain.split(some(rows.train)).ids, {
        vocabularySize: encoder.vocabularySize,
        unkId: encoder.unkId,
      })
    : undefined;
  const input = new TokenInput({ ...plain.options, weighting });
  const split = (part: Part): EncodedSplit => ({ ...input.split(some(rows[part])), targets: parts[part].targets });
  const train = split("train");
  const [validation, test] = (["validation", "test"] as const).map((part) =>
    parts[part].texts.length > 0 ? split(part) : undefined,
  );
  const isKnown = (id: number): boolean => id !== encoder.unkId;
  const tokens: TokenReport = {
    vocabulary_size: encoder.vocabularySize,
    ...cutting(some(rows.train), input),
    unknown: outOfVocabularyIds(train.ids, isKnown),
    ...(validation ? { validation_unknown: outOfVocabularyIds(validation.ids, isKnown) } : {}),
    ...(vectors ? { without_vector: outOfVocabularyIds(train.ids, (id) => vectors.hasVector[id] === 1) } : {}),
  };
  return {
    input,
    tokens,
    train,
    validation,
    test,
    key,
    count: texts.length,
    rows,
    texts: (own) => input.split(some(own)),
  };
}

/** What of the texts is cut away, and how many windows they have. */
function cutting(texts: readonly Int32Array[], input: TokenInput): Pick<TokenReport, "truncation" | "windows"> {
  const { windows, truncation } = input;
  if (!windows) return { truncation: truncationStats(texts, truncation) };
  const kept = (length: number): number => windowSpans(length, windows).at(-1)?.[1] ?? 0;
  return { truncation: truncationStats(texts, truncation, kept), windows: windowStats(texts, windows) };
}
