import type { FloatType, Graph, Int8Bits } from "../../engine/index.js";
import type { OutputSpec } from "../../labels/index.js";
import type { MaskSpec, ParameterSpec } from "../../nn/index.js";
import type { WindowPooling } from "../../text/index.js";

/** A head of a network: one of its outputs. */
export interface HeadSpec extends OutputSpec {
  /** Where its biases start, [size]; as its kind of network draws them where not given. */
  readonly startBias?: readonly number[];
}

/** The loss that a network is trained by: a weighted sum of one term a head. */
export interface LossSpec {
  /** Weight of each head's term. */
  readonly headWeights: readonly number[];
  /** Weight of each class of a softmax, and of the positive texts of each label of a sigmoid, a head; 1 each where undefined. */
  readonly classWeights: readonly (readonly number[] | undefined)[];
  /** [size] what the loss of a softmax adds to its logits, a head, and nothing else does; nothing where undefined. */
  readonly logitOffsets?: readonly (readonly number[] | undefined)[];
  readonly labelSmoothing: number;
  /** Focusing parameter of the focal loss; 0 is cross-entropy. */
  readonly focalGamma: number;
}

/** A head's last layer in words. */
export function describeHeadLayer({ kind, groups }: HeadSpec): string {
  return `linear, ${kind}${groups ? " among siblings" : ""}`;
}

/** One line of a model's summary. */
export interface LayerSummary {
  readonly name: string;
  readonly kind: string;
  /** Symbolic, e.g. [B, T, 300]. */
  readonly outputShape: readonly (number | string)[];
  /** Prefix of the names of its parameters, or the names themselves. */
  readonly parameters: readonly string[];
}

/** Names of what is fed into a network's graph. */
export const INPUT = {
  /** [B, T] i32; of a model that reads texts in windows [W, T], a row a window, as all that is a row a token row */
  ids: "input_ids",
  /** [B] i32, real tokens of each text, at least 1 */
  lengths: "lengths",
  /** [B, T] i64, in place of the lengths where a graph is built so: 1 at real tokens, 0 at padding */
  attentionMask: "attention_mask",
  /** [B, T] i64, of a transformer that is built so and has token types */
  tokenTypes: "token_type_ids",
  /** [S, B] i32, of texts in windows: the row of each window of each text; row 0 where a text has no more */
  windowRows: "window_rows",
  /** [B] i32, of texts in windows: how many each has, at least 1 */
  windowCounts: "window_counts",
  /** [B, T], a factor on each token's embedding */
  tokenWeights: "token_weights",
  /** [B] i32 a softmax head, −1 counts nothing; [B, L] real a sigmoid head, 1 where a label holds */
  targets: (head: string): string => `targets:${head}`,
  /** [B, L] real a sigmoid head: 1 where the target counts */
  counted: (head: string): string => `counted:${head}`,
  /** scalar a head: 1 ÷ the sum of the weights of the targets of the whole batch; of a sigmoid head, 1 ÷ those that count */
  normalizer: (head: string): string => `normalizer:${head}`,
} as const;

/** Names of what a network's graph gives. */
export const OUTPUT = {
  /** [B, L] */
  logits: (head: string): string => `logits:${head}`,
  /** scalar: the weighted sum of the heads' normalised losses */
  loss: "loss",
  /** scalar a head, summed over the batch */
  headLoss: (head: string): string => `loss:${head}`,
  /** scalar a head: right predictions in the batch, of heads whose logits are too many to look at outside the graph */
  right: (head: string): string => `right:${head}`,
  /** [B, T], where the model pools by attention */
  attention: "attention",
  /** [B, S], where the windows of texts are pooled by attention */
  windowAttention: "window_attention",
  /** [B, A, T, T]: the weights of a transformer's layer, where they are asked for */
  layerAttention: (layer: number): string => `attention:${layer}`,
  /** [B, H]: the vector of each text that a transformer's heads read, where it is asked for */
  features: "features",
} as const;

/** A network written down as a graph. */
export interface NeuralGraph {
  readonly graph: Graph;
  readonly parameters: readonly ParameterSpec[];
  readonly masks: readonly MaskSpec[];
}

/** How a graph is written down. */
export interface BuildOptions {
  /** training: with dropout and the loss; evaluation: without dropout, with the loss; prediction: without loss. */
  readonly mode: "training" | "evaluation" | "prediction";
  readonly loss?: LossSpec;
  readonly float?: FloatType;
  /** Of a transformer in training: bits of the weights in the products of its layers; float32 where not given. */
  readonly int8?: Int8Bits | undefined;
  /** Whether a transformer gives the attention's weights of each layer. */
  readonly attentions?: boolean;
  /**
   * Whether texts come as the reference's models take them: 64-bit ids, a mask instead of lengths, and token types where a
   * transformer has some. A recurrent model takes a mask whose ones stand at the front.
   */
  readonly masked?: boolean;
  /** Whether a transformer gives the vector of each text that its heads read. */
  readonly features?: boolean;
  /**
   * Of a model that reads texts in windows: whether several rows may be one text, which is so where not given; else each
   * row is a text of one window.
   */
  readonly windows?: boolean;
}

/** A network over token ids. It knows no strings: text is ids before it, labels are ids behind it. */
export interface NeuralModel {
  readonly heads: readonly HeadSpec[];
  /** Parameter whose rows the token ids name. */
  readonly tokenTable: string;
  /** Whether each token brings a weight. */
  readonly usesTokenWeights: boolean;
  /** A fixed number of steps that every batch is padded to, where the model needs one. */
  readonly fixedTime?: number | undefined;
  /** How the vectors of a text's windows become one, where it reads texts in windows. */
  readonly windowPooling?: WindowPooling | undefined;
  build(options: BuildOptions): NeuralGraph;
  /** Its layers from input to heads. */
  summarize(): readonly LayerSummary[];
}
