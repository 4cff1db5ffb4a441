import { z } from "zod";
import type { Activation } from "../../nn/index.js";
import { PinakesError } from "../../shared/index.js";
import { ENCODER_TYPES, type EncoderArchitecture, type EncoderType } from "./architecture.js";

/** The activations that are built, by their names in a `config.json`. */
const ACTIVATIONS: Readonly<Record<string, Activation>> = {
  gelu: "gelu",
  gelu_python: "gelu",
  gelu_new: "gelu_tanh",
  gelu_pytorch_tanh: "gelu_tanh",
  relu: "relu",
};

const size = z.int().gte(1);
const rate = z.number().gte(0).lt(1);

/** Where a key may be left out, its default is the reference's. */
const common = {
  vocab_size: size,
  max_position_embeddings: size,
  initializer_range: z.number().gt(0).default(0.02),
  is_decoder: z.literal(false).default(false),
};

const bertSchema = z.object({
  ...common,
  hidden_size: size,
  num_hidden_layers: size,
  num_attention_heads: size,
  intermediate_size: size,
  hidden_act: z.string().default("gelu"),
  hidden_dropout_prob: rate.default(0.1),
  attention_probs_dropout_prob: rate.default(0.1),
  classifier_dropout: rate.nullish(),
  type_vocab_size: size.default(2),
  layer_norm_eps: z.number().gt(0).default(1e-12),
  pad_token_id: z.int().gte(0).nullish(),
  embedding_size: size.optional(),
});

const distilbertSchema = z.object({
  ...common,
  dim: size,
  n_layers: size,
  n_heads: size,
  hidden_dim: size,
  activation: z.string().default("gelu"),
  dropout: rate.default(0.1),
  attention_dropout: rate.default(0.1),
  seq_classif_dropout: rate.default(0.2),
  pad_token_id: z.int().gte(0).nullish(),
});

const kindSchema = z.object({
  model_type: z.string(),
  position_embedding_type: z.string().optional(),
});

/** DistilBERT's config has no key for it. */
const DISTILBERT_NORM_EPSILON = 1e-12;

/**
 * The architecture that a Hugging Face `config.json` describes. Keys that say nothing about the encoder are not looked at.
 * @param where  the file, for errors
 * @throws PinakesError MODEL_ARTIFACT where it is broken, or of a kind that is not built
 */
export function architectureFromConfig(config: unknown, where: string): EncoderArchitecture {
  const kind = parse(kindSchema, config, where);
  const type = ENCODER_TYPES.find((known) => known === kind.model_type);
  if (type === undefined) {
    throw unsupported(where, `its model_type is "${kind.model_type}"`, ENCODER_TYPES);
  }
  const positions = kind.position_embedding_type ?? "absolute";
  if (positions !== "absolute") {
    throw unsupported(where, `its position_embedding_type is "${positions}"`, ["absolute"]);
  }
  const architecture = type === "distilbert" ? readDistilbert(config, where) : readBert(type, config, where);
  const { hiddenSize, heads, padId, vocabularySize } = architecture;
  if (hiddenSize % heads !== 0) {
    throw broken(where, `a hidden size of ${hiddenSize} does not divide into ${heads} attention heads`);
  }
  if (padId >= vocabularySize) {
    throw broken(where, `its pad_token_id is ${padId}, but the vocabulary has ${vocabularySize} tokens`);
  }
  return architecture;
}

function readBert(type: Exclude<EncoderType, "distilbert">, config: unknown, where: string): EncoderArchitecture {
  const read = parse(bertSchema, config, where);
  const isRoberta = type === "roberta" || type === "xlm-roberta";
  const padId = read.pad_token_id ?? (isRoberta ? 1 : 0);
  return {
    type,
    vocabularySize: read.vocab_size,
    embeddingSize: type === "electra" ? (read.embedding_size ?? read.hidden_size) : read.hidden_size,
    hiddenSize: read.hidden_size,
    layers: read.num_hidden_layers,
    heads: read.num_attention_heads,
    innerSize: read.intermediate_size,
    activation: readActivation("hidden_act", read.hidden_act, where),
    positions: read.max_position_embeddings,
    firstPosition: isRoberta ? padId + 1 : 0,
    tokenTypes: read.type_vocab_size,
    padId,
    normEpsilon: read.layer_norm_eps,
    initializerRange: read.initializer_range,
    dropout: {
      hidden: read.hidden_dropout_prob,
      attention: read.attention_probs_dropout_prob,
      classifier: read.classifier_dropout ?? read.hidden_dropout_prob,
    },
  };
}

function readDistilbert(config: unknown, where: string): EncoderArchitecture {
  const read = parse(distilbertSchema, config, where);
  return {
    type: "distilbert",
    vocabularySize: read.vocab_size,
    embeddingSize: read.dim,
    hiddenSize: read.dim,
    layers: read.n_layers,
    heads: read.n_heads,
    innerSize: read.hidden_dim,
    activation: readActivation("activation", read.activation, where),
    positions: read.max_position_embeddings,
    firstPosition: 0,
    tokenTypes: 0,
    padId: read.pad_token_id ?? 0,
    normEpsilon: DISTILBERT_NORM_EPSILON,
    initializerRange: read.initializer_range,
    dropout: { hidden: read.dropout, attention: read.attention_dropout, classifier: read.seq_classif_dropout },
  };
}

function readActivation(key: string, name: string, where: string): Activation {
  const activation = ACTIVATIONS[name];
  if (activation !== undefined) return activation;
  throw unsupported(where, `its ${key} is "${name}"`, Object.keys(ACTIVATIONS));
}

function parse<T>(schema: z.ZodType<T>, config: unknown, where: string): T {
  const parsed = schema.safeParse(config);
  if (parsed.success) return parsed.data;
  throw broken(where, z.prettifyError(parsed.error).replaceAll("\n", " "), parsed.error);
}

function broken(where: string, message: string, cause?: unknown): PinakesError {
  return new PinakesError("MODEL_ARTIFACT", {
    where,
    message: `this is no description of an encoder: ${message}`,
    fix: "download the checkpoint's config.json again.",
    cause,
  });
}

function unsupported(where: string, message: string, known: readonly string[]): PinakesError {
  return new PinakesError("MODEL_ARTIFACT", {
    where,
    message: `${message}; supported: ${known.join(", ")}`,
    fix: "choose a checkpoint of the BERT family, e.g. model.checkpoint: sentence-transformers/all-MiniLM-L6-v2",
  });
}
