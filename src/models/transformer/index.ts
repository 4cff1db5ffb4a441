export { ENCODER_TYPES, type EncoderArchitecture, type EncoderDropout, type EncoderType } from "./architecture.js";
export {
  type FrozenHead,
  type FrozenHeadOptions,
  type FrozenHeads,
  frozenHeadLogits,
  type LabelledVectors,
  trainFrozenHeads,
} from "./frozen-heads.js";
export { headParameters, TRANSFORMER_POOLINGS, type TransformerPooling } from "./head.js";
export { type ImportedWeights, importWeights, type WeightMismatch } from "./import-weights.js";
export { layerDecayGroups } from "./layer-decay.js";
export type { MaskedModelConfig } from "./mlm-config.js";
export { MASKED_TYPES, type MaskedType, maskedHead, parametersLeftAside } from "./mlm-family.js";
export { type MaskedLanguageModel, maskedLanguageModel, POSITIONS_INPUT, TOKEN_HEAD } from "./mlm-model.js";
export { type NewEncoder, newEncoderConfig } from "./new-encoder.js";
export { architectureFromConfig } from "./read-config.js";
export { maskedReferenceClass, referenceClasses } from "./reference-classes.js";
export { savedConfig } from "./saved-config.js";
export { type TextVectorOptions, textVectors } from "./text-vectors.js";
export { type TransformerModel, type TransformerModelOptions, transformerModel } from "./transformer-model.js";
export { type Unfreezing, type UnfreezingOptions, unfreezing } from "./unfreezing.js";
