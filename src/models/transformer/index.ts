export { ENCODER_TYPES, type EncoderArchitecture, type EncoderDropout, type EncoderType } from "./architecture.js";
export {
  type FrozenHead,
  type FrozenHeadOptions,
  type FrozenHeads,
  type LabelledVectors,
  trainFrozenHeads,
} from "./frozen-heads.js";
export { headParameters, TRANSFORMER_POOLINGS, type TransformerPooling } from "./head.js";
export { type ImportedWeights, importWeights, type WeightMismatch } from "./import-weights.js";
export { layerDecayGroups } from "./layer-decay.js";
export { architectureFromConfig } from "./read-config.js";
export { referenceClasses } from "./reference-classes.js";
export { type TextVectorOptions, textVectors } from "./text-vectors.js";
export { type TransformerModel, type TransformerModelOptions, transformerModel } from "./transformer-model.js";
export { type Unfreezing, type UnfreezingOptions, unfreezing } from "./unfreezing.js";
