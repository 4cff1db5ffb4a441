import { NetworkTextModel, softmaxRows, TokenInput } from "../classifier/index.js";
import { type RunConfig, resolvePath } from "../config/index.js";
import { evaluateScores, flatMetrics } from "../evaluation/index.js";
import {
  type EncodedSplit,
  type LossSpec,
  type NeuralModel,
  type RecurrentConfig,
  recurrentModel,
} from "../models/index.js";
import { PinakesError } from "../shared/index.js";
import {
  createTfidfWeighting,
  loadWordVectors,
  outOfVocabularyIds,
  SubwordTokenizer,
  type TokenEncoder,
  truncationStats,
  WINK_EMBEDDINGS,
  WordTokenEncoder,
  type WordVectors,
} from "../text/index.js";
import {
  CheckpointStore,
  countParameters,
  initializeParameters,
  type MetricValues,
  type TrainedNetwork,
  trainNetwork,
} from "../training/index.js";
import { classWeightsOf } from "./class-weights.js";
import type { FitOptions, FittedModel } from "./fit-options.js";
import type { PreparedData, PreparedPart } from "./prepare-data.js";
import type { TokenReport } from "./token-report.js";

/** Trains a recurrent network on prepared data. */
export async function fitNetwork(data: PreparedData, options: FitOptions): Promise<FittedModel> {
  const { config, baseDir } = options;
  const model = config.model as RecurrentConfig;
  const encoder = await createEncoder(model, data.parts.train.texts, baseDir);
  const vectors = await loadVectors(model, encoder, baseDir);
  const { input, splits, tokens } = encodeParts(config, data, { encoder, vectors });
  const embeddingSize = vectors?.dimension ?? model.embedding_size ?? DEFAULT_EMBEDDING_SIZE;
  const network = recurrentModel({
    config: model,
    vocabularySize: encoder.vocabularySize,
    embeddingSize,
    heads: data.space.heads.map(({ name, labels }) => ({ name, size: labels.length })),
    maxLength: input.options.maxLength,
  });
  options.onEvent?.({ type: "tokens", tokens });
  const trained = await train(network, { data, splits, vectors, options, padId: encoder.padId });
  const total = countParameters(trained.parameters);
  const frozen = model.train_embeddings ? 0 : encoder.vocabularySize * embeddingSize;
  const textModel = new NetworkTextModel({
    type: model.type,
    network,
    values: trained.parameters,
    input,
    parameters: { total, trainable: total - frozen },
    description: { vocabulary_size: encoder.vocabularySize, embedding_size: embeddingSize },
    threads: config.threads,
  });
  return { model: textModel, trainSeconds: trained.seconds, network: trained, tokens };
}

const DEFAULT_EMBEDDING_SIZE = 128;

async function createEncoder(model: RecurrentConfig, texts: readonly string[], baseDir: string): Promise<TokenEncoder> {
  if (model.tokenizer !== "word") return SubwordTokenizer.load(resolvePath(model.tokenizer, baseDir));
  return WordTokenEncoder.fromTexts(texts, {
    maxSize: model.vocabulary.max_size,
    minCount: model.vocabulary.min_count,
  });
}

async function loadVectors(
  model: RecurrentConfig,
  encoder: TokenEncoder,
  baseDir: string,
): Promise<WordVectors | undefined> {
  if (model.embeddings === undefined) return undefined;
  if (!(encoder instanceof WordTokenEncoder)) {
    throw new PinakesError("CONFIG_CONFLICT", {
      where: "model.embeddings",
      message: "word vectors need words, but model.tokenizer splits into pieces.",
      fix: "set model.tokenizer: word, or drop model.embeddings.",
    });
  }
  const source = model.embeddings === WINK_EMBEDDINGS ? model.embeddings : resolvePath(model.embeddings, baseDir);
  return loadWordVectors(source, { words: encoder.vocabulary, baseDir, dimension: model.embedding_size });
}

interface EncodeContext {
  readonly encoder: TokenEncoder;
  readonly vectors: WordVectors | undefined;
}

function encodeParts(config: RunConfig, data: PreparedData, { encoder, vectors }: EncodeContext) {
  const model = config.model as RecurrentConfig;
  const maxLength = model.max_length ?? config.text.max_length;
  const longText = config.text.long_text;
  const whole = data.parts.train.texts.map((text) => encoder.encode(text));
  const plain = new TokenInput({ encoder, maxLength, longText });
  const cut = whole.map((ids) => plain.cut(ids));
  const weighting = model.tfidf_weighting
    ? createTfidfWeighting(cut, { vocabularySize: encoder.vocabularySize, unkId: encoder.unkId })
    : undefined;
  const input = weighting ? new TokenInput({ encoder, maxLength, longText, weighting }) : plain;
  const split = (part: PreparedPart): EncodedSplit => ({ ...input.encode(part.texts), targets: part.targets });
  const special = { prefix: encoder.prefix, suffix: encoder.suffix };
  const tokens: TokenReport = {
    vocabulary_size: encoder.vocabularySize,
    truncation: truncationStats(whole, { maxLength, longText, ...special }),
    unknown: outOfVocabularyIds(cut, (id) => id !== encoder.unkId),
    ...(vectors ? { without_vector: outOfVocabularyIds(cut, (id) => vectors.hasVector[id] === 1) } : {}),
  };
  return { input, tokens, splits: { train: split(data.parts.train), validation: split(data.parts.validation) } };
}

interface TrainContext {
  readonly data: PreparedData;
  readonly splits: { readonly train: EncodedSplit; readonly validation: EncodedSplit };
  readonly vectors: WordVectors | undefined;
  readonly padId: number;
  readonly options: FitOptions;
}

async function train(network: NeuralModel, context: TrainContext): Promise<TrainedNetwork> {
  const { data, splits, vectors, padId, options } = context;
  const { config, rng } = options;
  const { training } = config;
  const model = config.model as RecurrentConfig;
  const loss = lossOf(config, data);
  const parameters = initializeParameters(
    network.build({ mode: "training", loss }).parameters,
    rng.split("parameters"),
  );
  if (vectors) copyVectors(vectors, parameters.get(network.tokenTable) as Float32Array);
  const fixedTime =
    network.fixedTime ?? (training.padding === "fixed" ? (model.max_length ?? config.text.max_length) : undefined);
  return trainNetwork({
    model: network,
    config: training,
    loss,
    padding: { padId, fixedTime },
    train: splits.train,
    validation: splits.validation.ids.length > 0 ? splits.validation : undefined,
    parameters,
    frozen: new Set(model.train_embeddings ? [] : [network.tokenTable]),
    lazyRows: model.embedding_update === "lazy",
    measure: (logits) => measure(data, logits),
    rng: rng.split("training"),
    checkpoints: new CheckpointStore(options.directory, training.checkpoints.keep),
    resume: options.resume,
    device: "cpu",
    threads: config.threads,
    clock: options.clock,
    onEvent: options.onEvent,
    signal: options.signal,
  });
}

function measure({ space, parts }: PreparedData, logits: readonly Float32Array[]): MetricValues {
  const scores = logits.map((head, index) => softmaxRows(head, space.heads[index]?.labels.length ?? 1));
  return flatMetrics(evaluateScores(space, { golds: parts.validation.golds, scores }));
}

function lossOf({ training }: RunConfig, { space, parts }: PreparedData): LossSpec {
  const { level_weights: weights } = training;
  if (weights && weights.length !== space.heads.length) {
    throw new PinakesError("CONFIG_CONFLICT", {
      where: "training.level_weights",
      message: `${weights.length} weights for ${space.heads.length} levels.`,
      fix: "give one weight a level, in the order of data.labels.",
    });
  }
  return {
    headWeights: weights ?? space.heads.map(() => 1),
    classWeights: classWeightsOf(training.class_weights, space.heads, parts.train.targets),
    labelSmoothing: training.label_smoothing,
    focalGamma: training.loss === "focal" ? training.focal_gamma : 0,
  };
}

/** Words without a vector keep their random start. */
function copyVectors({ matrix, dimension, hasVector }: WordVectors, table: Float32Array): void {
  hasVector.forEach((known, id) => {
    if (known === 1) table.set(matrix.subarray(id * dimension, (id + 1) * dimension), id * dimension);
  });
}
