/** The public surface of Pinakes. What is not named here is private, and may change in any release. */
export {
  type Classification,
  Classifier,
  type ClassifierParts,
  type ExportedOnnx,
  type ExportedTensor,
  type LabelScore,
  type LoadOptions,
  type ParameterCount,
  type SaveOptions,
  type TextModel,
} from "./classifier/index.js";
export {
  type ComparedModel,
  type CompareEvent,
  type CompareOptions,
  type Comparison,
  compareRuns,
  comparisonCsv,
  comparisonMarkdown,
  comparisonPage,
  type MetricDifference,
  type ModelPair,
  planLearningCurve,
  planModels,
  type RunToCompare,
  trainModels,
} from "./compare/index.js";
export {
  type ConfigWarning,
  type LoadedConfig,
  type LoadedPretrainConfig,
  loadConfig,
  loadPretrainConfig,
  type PretrainConfig,
  type PretrainConfigInput,
  type RunConfig,
  type RunConfigInput,
} from "./config/index.js";
export { type DoctorReport, examineMachine } from "./engine/index.js";
export {
  type ConfusionRows,
  type Evaluation,
  evaluateScores,
  type LabelRow,
  type LevelEvaluation,
  type Prediction,
  type SplitEvaluation,
} from "./evaluation/index.js";
export { type Advice, type Exploration, explorationFigures, explorationPage } from "./explore/index.js";
export type { Gold, Head, LabelSpace, Task } from "./labels/index.js";
export {
  type EvaluateRunOptions,
  type ExploreOptions,
  type ExportFormat,
  type ExportReport,
  type ExportRunOptions,
  evaluateRun,
  exploreConfig,
  exportRun,
  type LoadRunOptions,
  loadRunClassifier,
  type ModelSummary,
  type Pretraining,
  type PretrainResult,
  pretrainRun,
  type RunEvaluation,
  type RunEvent,
  type RunResult,
  type SeedSummary,
  summarizeConfig,
  summarizeRun,
  type TrainRunOptions,
  trainRun,
} from "./runs/index.js";
export { ERRORS, type ErrorCode, EXIT, PinakesError } from "./shared/index.js";
export type { Spread } from "./statistics/index.js";
export type { EpochRecord, MetricValues, StepRecord, TrainingEvent } from "./training/index.js";
