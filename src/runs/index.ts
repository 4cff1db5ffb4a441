export { classWeightsOf } from "./class-weights.js";
export { type EnsuredRun, ensureRun } from "./ensure-run.js";
export { type EvaluatedSplit, type EvaluationExample, evaluateExamples } from "./evaluate-model.js";
export { type EvaluateRunOptions, evaluateRun, type RunEvaluation, runExamples } from "./evaluate-run.js";
export type { RunEvent } from "./events.js";
export { type ExploreOptions, exploreConfig } from "./explore-data.js";
export type { ExportFormat } from "./export-notes.js";
export { type ExportReport, type ExportRunOptions, exportRun } from "./export-run.js";
export { type InputForm, inputForm, type LoadRunOptions, loadRunClassifier } from "./load-run.js";
export { loadRunConfig } from "./load-run-config.js";
export { type Manifest, pinakesVersion } from "./manifest.js";
export { type PreparedData, type PreparedPart, prepareData } from "./prepare-data.js";
export { type Pretraining, type PretrainResult, pretrainRun } from "./pretrain/pretrain-run.js";
export { folderSize, RUN_FILES, RunDirectory } from "./run-directory.js";
export { readOutcome, type SeedSummary, summarizeSeeds } from "./seeds.js";
export {
  type ModelSummary,
  type SummaryLayer,
  type SummaryParameter,
  summarizeConfig,
  summarizeRun,
} from "./summarize.js";
export type { SummaryHead } from "./summarize-heads.js";
export type { SummaryMemory } from "./summarize-memory.js";
export type { TokenReport } from "./token-report.js";
export { type RunResult, type TrainRunOptions, trainRun } from "./train-run.js";
