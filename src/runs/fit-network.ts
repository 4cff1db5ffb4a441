import { NetworkTextModel, softmaxRows, TokenInput } from "../classifier/index.js";
import type { RunConfig } from "../config/index.js";
import { evaluateScores, flatMetrics } from "../evaluation/index.js";
import type { EncodedSplit, LossSpec, NeuralModel, RecurrentConfig } from "../models/index.js";
import { PinakesError } from "../shared/index.js";
import { createTfidfWeighting, outOfVocabularyIds, truncationStats, type WordVectors } from "../text/index.js";
import {
  CheckpointStore,
  countParameters,
  initializeParameters,
  type MetricValues,
  type TrainedNetwork,
  trainNetwork,
} from "../training/index.js";
import { type BuiltNetwork, buildNetwork, frozenParameters } from "./build-network.js";
import { classWeightsOf } from "./class-weights.js";
import type { FitOptions, FittedModel } from "./fit-options.js";
import type { PreparedData, PreparedPart } from "./prepare-data.js";
import type { TokenReport } from "./token-report.js";

/** Trains a recurrent network on prepared data. */
export async function fitNetwork(data: PreparedData, options: FitOptions): Promise<FittedModel> {
  const { config, baseDir } = options;
  const built = await buildNetwork(data, { config, baseDir });
  const { encoder, vectors, embeddingSize, network } = built;
  const { input, splits, tokens } = encodeParts(config, data, built);
  options.onEvent?.({ type: "tokens", tokens });
  const frozen = frozenParameters(config, network);
  const trained = await train(network, { data, splits, vectors, options, frozen, padId: encoder.padId });
  options.onEvent?.({ type: "trained", network: trained });
  const total = countParameters(trained.parameters);
  const still = [...frozen].reduce((sum, name) => sum + (trained.parameters.get(name)?.length ?? 0), 0);
  const textModel = new NetworkTextModel({
    type: config.model.type,
    network,
    values: trained.parameters,
    input,
    parameters: { total, trainable: total - still },
    description: { vocabulary_size: encoder.vocabularySize, embedding_size: embeddingSize },
    threads: config.threads,
  });
  return { model: textModel, trainSeconds: trained.seconds, network: trained, tokens };
}

function encodeParts(config: RunConfig, data: PreparedData, { encoder, vectors }: BuiltNetwork) {
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
  readonly frozen: ReadonlySet<string>;
  readonly options: FitOptions;
}

async function train(network: NeuralModel, context: TrainContext): Promise<TrainedNetwork> {
  const { data, splits, vectors, padId, frozen, options } = context;
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
    frozen,
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
