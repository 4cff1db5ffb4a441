export {
  type Classification,
  Classifier,
  type ClassifierParts,
  type LabelScore,
  type SaveOptions,
} from "./classifier.js";
export { LinearTextModel, linearLayers, MajorityTextModel } from "./linear-text-model.js";
export type { LoadOptions } from "./load-options.js";
export { FORMAT_VERSION, readLabelSpace } from "./model-files.js";
export { NetworkTextModel, type NetworkTextModelOptions } from "./network-text-model.js";
export type { ExportedOnnx, ExportedTensor } from "./onnx-model.js";
export type { ParameterCount, TextModel } from "./text-model.js";
export { TokenInput, type TokenInputOptions } from "./token-input.js";
