import type { EncoderArchitecture, EncoderType } from "./architecture.js";
import { ENCODER_FAMILIES } from "./family.js";

/** Encoders that are trained by masking here. ELECTRA is not: its pretraining tells replaced tokens from real ones. */
export const MASKED_TYPES = ["bert", "distilbert", "roberta", "xlm-roberta"] as const satisfies readonly EncoderType[];

/** The kind of an encoder that is trained by masking. */
export type MaskedType = (typeof MASKED_TYPES)[number];

/** Names of the parameters over an encoder that guess masked tokens: those of the reference's checkpoints. */
export interface MaskedHead {
  /** The linear layer before the vocabulary. */
  readonly dense: string;
  readonly norm: string;
  /** Of the logits. Their weight is the table of words. */
  readonly bias: string;
  /** Of the dense layer: that of the encoder where not given. */
  readonly activation?: "gelu";
}

const roberta: MaskedHead = {
  dense: "lm_head.dense",
  norm: "lm_head.layer_norm",
  bias: "lm_head.bias",
  activation: "gelu",
};

/** The heads by the kind of the encoder. */
const MASKED_HEADS: { readonly [T in MaskedType]: MaskedHead } = {
  bert: {
    dense: "cls.predictions.transform.dense",
    norm: "cls.predictions.transform.LayerNorm",
    bias: "cls.predictions.bias",
  },
  distilbert: { dense: "vocab_transform", norm: "vocab_layer_norm", bias: "vocab_projector.bias" },
  roberta,
  "xlm-roberta": roberta,
};

/** The head of an encoder; undefined where it is not trained by masking. */
export function maskedHead({ type }: Pick<EncoderArchitecture, "type">): MaskedHead | undefined {
  return (MASKED_HEADS as Partial<Record<EncoderType, MaskedHead>>)[type];
}

/**
 * Parameters of an encoder that guessing masked tokens has no use for, but a classifier may: BERT's pooler. Pretraining
 * leaves them as the checkpoint has them.
 */
export function parametersLeftAside({
  type,
  hiddenSize,
}: Pick<EncoderArchitecture, "type" | "hiddenSize">): readonly { readonly name: string; readonly shape: number[] }[] {
  const { pooler } = ENCODER_FAMILIES[type];
  if (!pooler) return [];
  return [
    { name: `${pooler.name}.weight`, shape: [hiddenSize, hiddenSize] },
    { name: `${pooler.name}.bias`, shape: [hiddenSize] },
  ];
}
