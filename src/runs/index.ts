export { type InputForm, inputForm, type LoadRunOptions, loadRunClassifier } from "./directory/load-run.js";
export { loadRunConfig } from "./directory/load-run-config.js";
export { type Manifest, pinakesVersion } from "./directory/manifest.js";
export { folderSize, RUN_FILES, RunDirectory } from "./directory/run-directory.js";
export type { TokenReport } from "./encode/token-report.js";
export { type EnsuredRun, ensureRun } from "./ensure-run.js";
export { type EvaluateRunOptions, evaluateRun, type RunEvaluation, runExamples } from "./evaluate-run.js";
export type { RunEvent } from "./events.js";
export { type ExploreOptions, exploreConfig } from "./explore-data.js";
export type { ExportFormat } from "./export-notes.js";
export { type ExportReport, type ExportRunOptions, exportRun } from "./export-run.js";
export { type EvaluatedSplit, type EvaluationExample, evaluateExamples } from "./finish/evaluate-model.js";
export { classWeightsOf } from "./plan/class-weights.js";
export { type PreparedData, type PreparedPart, prepareData } from "./prepare-data.js";
export { type Pretraining, type PretrainResult, pretrainRun } from "./pretrain/pretrain-run.js";
export { readOutcome, type SeedSummary, summarizeSeeds } from "./seeds.js";
export {
  type ModelSummary,
  type SummaryLayer,
  type SummaryParameter,
  summarizeConfig,
  summarizeRun,
} from "./summary/summarize.js";
export type { SummaryHead } from "./summary/summarize-heads.js";
export type { SummaryMemory } from "./summary/summarize-memory.js";
export { type RunResult, type TrainRunOptions, trainRun } from "./train-run.js";
