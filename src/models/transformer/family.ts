import type { Activation, AttentionNames } from "../../nn/index.js";
import type { EncoderType } from "./architecture.js";

/** A linear layer with its activation, by the full name of its parameters. */
export interface DenseLayer {
  readonly name: string;
  readonly activation: Activation;
}

/** What tells one kind of encoder from another, beside its sizes: names, and the shape of its head. */
export interface EncoderFamily {
  /** What the names of the encoder's parameters begin with in a model with a head. */
  readonly prefix: string;
  /** Where the layers stand, under the prefix. */
  readonly layers: string;
  readonly attention: AttentionNames;
  readonly attentionNorm: string;
  readonly feedForward: { readonly expand: string; readonly contract: string };
  readonly outputNorm: string;
  /** Of the encoder itself, over the first token. Checkpoints without it exist. */
  readonly pooler?: DenseLayer;
  /** Of the head, between two dropouts or before one. */
  readonly headDense?: DenseLayer & { readonly dropoutBefore: boolean };
  /** The last linear layer: its outputs are the logits. */
  readonly logits: string;
}

/** BERT's encoder (Devlin et al. 2019), whose names most others keep. */
const bertEncoder = {
  layers: "encoder.layer",
  attention: {
    query: "attention.self.query",
    key: "attention.self.key",
    value: "attention.self.value",
    output: "attention.output.dense",
  },
  attentionNorm: "attention.output.LayerNorm",
  feedForward: { expand: "intermediate.dense", contract: "output.dense" },
  outputNorm: "output.LayerNorm",
} as const;

const roberta: EncoderFamily = {
  ...bertEncoder,
  prefix: "roberta",
  headDense: { name: "classifier.dense", activation: "tanh", dropoutBefore: true },
  logits: "classifier.out_proj",
};

/** The named differences between the encoders; names are those of the reference's checkpoints. */
export const ENCODER_FAMILIES: { readonly [T in EncoderType]: EncoderFamily } = {
  bert: {
    ...bertEncoder,
    prefix: "bert",
    pooler: { name: "bert.pooler.dense", activation: "tanh" },
    logits: "classifier",
  },
  /** Sanh et al. 2019: no token types, no pooler. */
  distilbert: {
    prefix: "distilbert",
    layers: "transformer.layer",
    attention: {
      query: "attention.q_lin",
      key: "attention.k_lin",
      value: "attention.v_lin",
      output: "attention.out_lin",
    },
    attentionNorm: "sa_layer_norm",
    feedForward: { expand: "ffn.lin1", contract: "ffn.lin2" },
    outputNorm: "output_layer_norm",
    headDense: { name: "pre_classifier", activation: "relu", dropoutBefore: false },
    logits: "classifier",
  },
  /** Liu et al. 2019: positions are counted from pad + 1. */
  roberta,
  /** Conneau et al. 2020: RoBERTa over another vocabulary. */
  "xlm-roberta": roberta,
  /** Clark et al. 2020: embeddings may be narrower than the layers. */
  electra: {
    ...bertEncoder,
    prefix: "electra",
    headDense: { name: "classifier.dense", activation: "gelu", dropoutBefore: true },
    logits: "classifier.out_proj",
  },
};
