export {
  constantInit,
  forgetBiasInit,
  givenInit,
  type Initializer,
  linearInit,
  normalInit,
  uniformInit,
} from "./initializers.js";
export { type Activation, activate } from "./layers/activation.js";
export { embedding } from "./layers/embedding.js";
export { type FeedForwardOptions, feedForward } from "./layers/feed-forward.js";
export { layerNorm } from "./layers/layer-norm.js";
export { type LinearOptions, linear } from "./layers/linear.js";
export { type LstmOptions, type LstmStates, lstm } from "./layers/lstm.js";
export { lstmCell } from "./layers/lstm-textbook.js";
export type { LstmWeights } from "./layers/lstm-weights.js";
export {
  type AttentionOptions,
  type AttentionScore,
  attentionPooling,
  maxPooling,
  meanPooling,
  type Sequence,
} from "./layers/pooling.js";
export {
  type AttentionInput,
  type AttentionNames,
  type SelfAttentionOptions,
  selfAttention,
} from "./layers/self-attention.js";
export { attentionBias, realTokens } from "./layers/token-mask.js";
export { firstTokens, meanOfTokens, type TokenRows } from "./layers/token-pooling.js";
export { type IndexedLoss, indexedCrossEntropy } from "./losses/indexed-cross-entropy.js";
export { type SigmoidLossOptions, sigmoidCrossEntropy } from "./losses/sigmoid-cross-entropy.js";
export { type SoftmaxLossOptions, softmaxCrossEntropy } from "./losses/softmax-cross-entropy.js";
export { weightedSum } from "./losses/weighted-sum.js";
export { type MaskSpec, type ParameterSpec, Scope, TABLE_ROWS } from "./scope.js";
