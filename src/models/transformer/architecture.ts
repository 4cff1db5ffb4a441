import type { Activation } from "../../nn/index.js";

/** Encoders that are built, by the `model_type` of their `config.json`. */
export const ENCODER_TYPES = ["bert", "distilbert", "roberta", "xlm-roberta", "electra"] as const;

/** The kind of an encoder. MiniLM and the bge, e5 and arctic encoders are `bert`. */
export type EncoderType = (typeof ENCODER_TYPES)[number];

/** The sizes and numbers of one encoder: all that its graph and the shapes of its parameters follow from. */
export interface EncoderArchitecture {
  readonly type: EncoderType;
  readonly vocabularySize: number;
  /** Width of the embeddings; where it is not the hidden size, a linear layer leads from one to the other (ELECTRA). */
  readonly embeddingSize: number;
  readonly hiddenSize: number;
  readonly layers: number;
  readonly heads: number;
  /** Inner width of the feed-forward layers. */
  readonly innerSize: number;
  readonly activation: Activation;
  /** Rows of the table of positions. */
  readonly positions: number;
  /** The row of the first token's position: 0, and pad + 1 for the RoBERTa family. */
  readonly firstPosition: number;
  /** Rows of the table of token types; 0 where there is none. */
  readonly tokenTypes: number;
  readonly padId: number;
  readonly normEpsilon: number;
  /** Deviation of new weights. */
  readonly initializerRange: number;
  readonly dropout: EncoderDropout;
}

/** Dropout rates by place. */
export interface EncoderDropout {
  /** After the embeddings, after each attention and after each feed-forward layer. */
  readonly hidden: number;
  /** On the weights of the attention. */
  readonly attention: number;
  /** In the classification head. */
  readonly classifier: number;
}

/** The longest text in tokens that the table of positions has rows for. */
export function longestInput({ positions, firstPosition }: EncoderArchitecture): number {
  return positions - firstPosition;
}
