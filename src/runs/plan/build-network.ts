import { type RunConfig, resolvePath } from "../../config/index.js";
import {
  headParameters,
  isTransformer,
  type NeuralModel,
  type RecurrentConfig,
  recurrentModel,
  type TransformerModel,
} from "../../models/index.js";
import { resolveRates } from "../../optim/index.js";
import { PinakesError } from "../../shared/index.js";
import {
  loadWordVectors,
  SubwordTokenizer,
  type TokenEncoder,
  WINK_EMBEDDINGS,
  WordTokenEncoder,
  type WordVectors,
  windowPoolingOf,
} from "../../text/index.js";
import { maxLengthOf } from "../encode/encode-parts.js";
import type { PreparedData } from "../prepare-data.js";
import { networkHeads } from "./network-heads.js";
import { frozenInAll, unfreezingStages } from "./unfreezing-stages.js";

/** A network as its config and the training texts make it, before training. */
export interface BuiltNetwork {
  readonly encoder: TokenEncoder;
  readonly vectors: WordVectors | undefined;
  readonly embeddingSize: number;
  readonly network: NeuralModel;
}

const DEFAULT_EMBEDDING_SIZE = 128;

/** Learns the vocabulary from the training texts, loads word vectors, and puts the network together. */
export async function buildNetwork(
  data: PreparedData,
  { config, baseDir }: { readonly config: RunConfig; readonly baseDir: string },
): Promise<BuiltNetwork> {
  const model = config.model as RecurrentConfig;
  const encoder = await createEncoder(model, data.parts.train.texts, baseDir);
  const vectors = await loadVectors(model, encoder, baseDir);
  const embeddingSize = vectors?.dimension ?? model.embedding_size ?? DEFAULT_EMBEDDING_SIZE;
  const network = recurrentModel({
    config: model,
    vocabularySize: encoder.vocabularySize,
    embeddingSize,
    heads: networkHeads(data, config),
    maxLength: maxLengthOf(config),
    windowPooling: windowPoolingOf(config.text),
  });
  return { encoder, vectors, embeddingSize, network };
}

/** Names of the parameters that training leaves as they are: by strategy, frozen embeddings, groups of learning rate 0. */
export function frozenParameters(config: RunConfig, network: NeuralModel): ReadonlySet<string> {
  const { model, training } = config;
  const specs = network.build({ mode: "prediction" }).parameters;
  if (isTransformer(model) && model.strategy === "frozen") {
    const head = headParameters((network as TransformerModel).architecture, network.heads);
    return new Set(specs.map(({ name }) => name).filter((name) => !head.has(name)));
  }
  const rates = resolveRates(specs, {
    learningRate: training.learning_rate,
    weightDecay: training.weight_decay,
    groups: training.parameter_groups.map(({ pattern, learning_rate: learningRate }) => ({ pattern, learningRate })),
  });
  const names = specs.map(({ name }) => name).filter((name) => rates.get(name)?.learningRate === 0);
  if (isTransformer(model) && model.strategy === "hybrid") {
    return new Set([...names, ...frozenInAll(unfreezingStages(config, network as TransformerModel))]);
  }
  const keepsTable = "train_embeddings" in model && !model.train_embeddings;
  return new Set(keepsTable ? [...names, network.tokenTable] : names);
}

/** The tokenizer of a recurrent model: its own words, learned from texts, or that of a folder. */
export async function createEncoder(
  model: RecurrentConfig,
  texts: readonly string[],
  baseDir: string,
): Promise<TokenEncoder> {
  if (model.tokenizer !== "word") return SubwordTokenizer.load(resolvePath(model.tokenizer, baseDir));
  return WordTokenEncoder.fromTexts(texts, {
    maxSize: model.vocabulary.max_size,
    minCount: model.vocabulary.min_count,
  });
}

/** The word vectors that the config names, for the words of the encoder. */
export async function loadVectors(
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
