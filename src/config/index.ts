export { type ConfigConflict, findConflicts, isFrozen, mayHaveValidation } from "./conflicts.js";
export { describeExpected } from "./expected.js";
export { foreignKeys } from "./foreign-names.js";
export { type LoadConfigOptions, type LoadedConfig, loadConfig, resolvePath } from "./load.js";
export { type LoadModelsOptions, loadModels, modelsJsonSchema, type NamedConfig } from "./load-models.js";
export {
  type LoadedPretrainConfig,
  type LoadPretrainOptions,
  loadPretrainConfig,
  pretrainJsonSchema,
} from "./load-pretrain.js";
export {
  type PretrainConfig,
  type PretrainConfigInput,
  pretrainConfig,
  pretrainingAsTraining,
} from "./pretrain-config.js";
export { resolvedYaml } from "./resolved.js";
export { type RunConfig, type RunConfigInput, runConfig } from "./run-config.js";
export { allKeys, type ConfigPath, jsonSchema, type SchemaKey, type SchemaNode } from "./schema.js";
export type { ConfigWarning } from "./unused.js";
