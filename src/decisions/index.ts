export {
  type AbstentionRule,
  abstentionForm,
  abstentionFromJSON,
  isAnswered,
  type JudgedTexts,
  tuneAbstention,
} from "./abstention/abstention.js";
export { answerScores, isRight, type ScoredAnswers } from "./answer-scores.js";
export { answerer } from "./answers.js";
export {
  applyCalibration,
  type Calibration,
  calibrationForm,
  calibrationFromJSON,
  fitCalibration,
  type OutputCalibration,
} from "./calibration/calibration.js";
export type { ScoredOutput } from "./calibration/output-loss.js";
export { fitTemperature } from "./calibration/temperature.js";
export {
  type AbstainConfig,
  abstainConfig,
  type CalibrationConfig,
  type ConformalConfig,
  calibrationConfig,
  conformalConfig,
  type ThresholdsConfig,
  thresholdsConfig,
} from "./config.js";
export { type DepthCoverage, depthCoverage, type SetCoverage, setCoverage } from "./conformal/coverage.js";
export {
  answerDepth,
  type DeepestNodeRule,
  deepestNodeForm,
  fitDeepestNode,
  type PredictedPath,
} from "./conformal/deepest-node.js";
export {
  fitLabelRecall,
  type LabelRecallRule,
  type LabelRecallTexts,
  labelRecallForm,
  labelRecallSet,
} from "./conformal/label-recall.js";
export {
  fitLabelSets,
  type LabelSetRule,
  type LabelSetTexts,
  labelSet,
  labelSetForm,
  textUniform,
} from "./conformal/label-sets.js";
export {
  type AnsweredTexts,
  type AnswerSpace,
  type ConformalRule,
  fitConformal,
  type MeasuredSets,
  measureSets,
  predictionSets,
} from "./conformal/prediction-sets.js";
export { type Decisions, decisionsFromJSON, decisionsToJSON } from "./decisions.js";
export type { Scores } from "./scores.js";
export { applyRule, type LabelRule, sameThreshold } from "./thresholds/label-rule.js";
export { needsTuning, type TuningTexts, tuneRule, untunedRule } from "./thresholds/tune.js";
