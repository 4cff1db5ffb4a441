export { Checkpoint, type CheckpointTensor, openCheckpoint } from "./checkpoint/index.js";
export {
  bilstmAttentionConfig,
  bilstmConfig,
  fitsHead,
  isTransformer,
  lstmConfig,
  type ModelConfig,
  type ModelType,
  majorityConfig,
  modelConfig,
  type RecurrentConfig,
  type TfidfLinearConfig,
  type TransformerConfig,
  tfidfLinearConfig,
} from "./config.js";
export {
  type Candidate,
  DEFAULT_STRENGTHS,
  type HeadTraining,
  type LabelledTexts,
  type MajorityJson,
  MajorityModel,
  NO_LABEL,
  type TfidfLinearJson,
  TfidfLinearModel,
  type TfidfLinearProgress,
  type TfidfLinearTraining,
  tfidfOptions,
  trainTfidfLinear,
  type WeightedFeature,
} from "./linear/index.js";
export type { EncodedSplit, ParameterValues } from "./neural/encoded.js";
export { EXPORTED_DIMS, exportedGraph } from "./neural/exported-graph.js";
export {
  type BatchFeeds,
  type BatchOptions,
  batchFeeds,
  normalizer,
  type Padding,
  parameterFeeds,
} from "./neural/feeds.js";
export { NetworkRunner, type RunnerOptions, type SplitOutputs } from "./neural/network-runner.js";
export {
  type BuildOptions,
  type HeadSpec,
  INPUT,
  type LayerSummary,
  type LossSpec,
  type NeuralGraph,
  type NeuralModel,
  OUTPUT,
} from "./neural/neural-model.js";
export { countHits, fedTargets, type Hits, targetWeight } from "./neural/targets.js";
export { type RecurrentModelOptions, recurrentModel } from "./recurrent/recurrent-model.js";
export { openSafetensors, type SafetensorsFile, type WritableTensor, writeSafetensors } from "./safetensors/index.js";
export {
  architectureFromConfig,
  ENCODER_TYPES,
  type EncoderArchitecture,
  type EncoderDropout,
  type EncoderType,
  type FrozenHead,
  type FrozenHeadOptions,
  type FrozenHeads,
  headParameters,
  type ImportedWeights,
  importWeights,
  type LabelledVectors,
  layerDecayGroups,
  referenceClasses,
  type TextVectorOptions,
  TRANSFORMER_POOLINGS,
  type TransformerModel,
  type TransformerModelOptions,
  type TransformerPooling,
  textVectors,
  trainFrozenHeads,
  transformerModel,
  type Unfreezing,
  type UnfreezingOptions,
  unfreezing,
  type WeightMismatch,
} from "./transformer/index.js";
