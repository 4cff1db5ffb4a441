import type { MaskedType } from "./mlm-family.js";

/** The sizes of an encoder that is trained from scratch. */
export interface NewEncoder {
  readonly type: MaskedType;
  readonly vocabularySize: number;
  readonly layers: number;
  readonly hiddenSize: number;
  readonly heads: number;
  readonly innerSize: number;
  /** The longest text in tokens that it shall take. */
  readonly longestInput: number;
  readonly dropout: number;
  /** Ids of the special tokens around a text and of padding. */
  readonly tokens: { readonly pad: number; readonly first?: number | undefined; readonly last?: number | undefined };
}

/** Rounding guard of the norms, as the published models have it. */
const NORM_EPSILON = { bert: 1e-12, "xlm-roberta": 1e-5, roberta: 1e-5 } as const;

/** What the `config.json` of a new encoder says, in the words of the reference. */
export function newEncoderConfig(encoder: NewEncoder): Readonly<Record<string, unknown>> {
  const { type, vocabularySize, layers, hiddenSize, heads, innerSize, longestInput, dropout, tokens } = encoder;
  const common = { model_type: type, vocab_size: vocabularySize, pad_token_id: tokens.pad, initializer_range: 0.02 };
  if (type === "distilbert") {
    return {
      ...common,
      dim: hiddenSize,
      n_layers: layers,
      n_heads: heads,
      hidden_dim: innerSize,
      activation: "gelu",
      dropout,
      attention_dropout: dropout,
      max_position_embeddings: longestInput,
    };
  }
  const isRoberta = type !== "bert";
  return {
    ...common,
    hidden_size: hiddenSize,
    num_hidden_layers: layers,
    num_attention_heads: heads,
    intermediate_size: innerSize,
    hidden_act: "gelu",
    hidden_dropout_prob: dropout,
    attention_probs_dropout_prob: dropout,
    layer_norm_eps: NORM_EPSILON[type],
    // RoBERTa counts positions from pad + 1.
    max_position_embeddings: isRoberta ? longestInput + tokens.pad + 1 : longestInput,
    type_vocab_size: isRoberta ? 1 : 2,
    ...(isRoberta ? { bos_token_id: tokens.first, eos_token_id: tokens.last } : {}),
  };
}
