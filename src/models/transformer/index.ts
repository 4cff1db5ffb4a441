export { ENCODER_TYPES, type EncoderArchitecture, type EncoderDropout, type EncoderType } from "./architecture.js";
export { TRANSFORMER_POOLINGS, type TransformerPooling } from "./head.js";
export { type ImportedWeights, importWeights, type WeightMismatch } from "./import-weights.js";
export { architectureFromConfig } from "./read-config.js";
export { type TransformerModel, type TransformerModelOptions, transformerModel } from "./transformer-model.js";
