export { type CalibrationInput, calibrationFigures, type JudgedAnswers } from "./calibration-figures.js";
export { type IntervalsConfig, intervalsConfig } from "./config.js";
export { diagnose } from "./diagnosis/diagnose.js";
export type { Diagnosis } from "./diagnosis/finding.js";
export type {
  DiagnosedConfig,
  DiagnosedEpoch,
  DiagnosisInput,
  LabelPrior,
} from "./diagnosis/types.js";
export { evaluateScores, flatMetrics } from "./evaluate-scores.js";
export { headlineSums } from "./headline-sums.js";
export { splitIntervals } from "./intervals.js";
export type { ScoredSplit } from "./scored-split.js";
export type {
  AbstentionEvaluation,
  CalibrationBin,
  CalibrationEvaluation,
  CalibrationFigures,
  ConformalEvaluation,
  HierarchicalCurveEvaluation,
  MetricInterval,
  RiskCoverageEvaluation,
} from "./trust-types.js";
export {
  type ConfusionRows,
  EVALUATION_VERSION,
  type Evaluation,
  type FoldsEvaluation,
  type Footprint,
  type LabelRow,
  type LayerRow,
  type LevelEvaluation,
  type Prediction,
  type SplitEvaluation,
  type Timing,
} from "./types.js";
