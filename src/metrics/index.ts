export { type AdditiveMetrics, type AdditivePart, joinAdditive, prefixAdditive } from "./additive.js";
export { hierarchicalSums, multiClassSums, multiLabelSums, pathSums } from "./additive-tasks.js";
export {
  brierLosses,
  type ClasswiseOptions,
  classwiseCalibrationError,
  type Decisions,
  multiClassCalibration,
  multiLabelCalibration,
  topLabelDecisions,
} from "./calibration.js";
export { type ConfusionMatrix, confusionMatrix } from "./confusion.js";
export {
  consistencyRate,
  evaluateHierarchical,
  evaluateLevel,
  type HierarchicalReport,
  type LevelInput,
  nodeOffsets,
  pathAccuracy,
} from "./hierarchical.js";
export {
  type HierarchicalCurve,
  type HierarchicalCurveInput,
  type HierarchicalCurvePoint,
  hierarchicalCurve,
} from "./hierarchical-curve.js";
export { type IdSets, type Ids, isHigherBetter, type Metrics } from "./ids.js";
export type { LabelCounts, LabelScores } from "./label-scores.js";
export { metricName } from "./metric-name.js";
export {
  accuracy,
  balancedAccuracy,
  cohenKappa,
  countLabels,
  evaluateMultiClass,
  type MultiClassInput,
  type MultiClassReport,
  matthewsCorrelation,
} from "./multi-class.js";
export {
  evaluateMultiLabel,
  type MultiLabelInput,
  type MultiLabelReport,
  type MultiLabelScores,
} from "./multi-label.js";
export { evaluatePaths, nodesOfPaths } from "./paths.js";
export { logLoss, type Probabilities, topKAccuracy } from "./probabilities.js";
export { type ExampleRanking, type RankingScores, rankExample, rankingScores } from "./ranking.js";
export { multiLabelRankings, type SampledMetrics } from "./ranking-samples.js";
export {
  type BinOptions,
  calibrationError,
  maximumCalibrationError,
  type Outcomes,
  type ReliabilityBin,
  reliabilityCurve,
} from "./reliability.js";
export {
  outOfScopeAuroc,
  type RiskCoveragePoint,
  riskCoverageArea,
  riskCoverageCurve,
} from "./risk-coverage.js";
export { hierarchicalScores } from "./set-counts.js";
export { thinPoints } from "./thin.js";
export { meanTreeDistances, type NodePath, type PathSets, pathDistances, type TreeDistances } from "./tree-distance.js";
