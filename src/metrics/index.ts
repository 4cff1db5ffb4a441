export { type ConfusionMatrix, confusionMatrix } from "./confusion.js";
export {
  consistencyRate,
  evaluateHierarchical,
  type HierarchicalReport,
  hierarchicalScores,
  type LevelInput,
  nodeOffsets,
  pathAccuracy,
} from "./hierarchical.js";
export { type IdSets, type Ids, isHigherBetter, type Metrics } from "./ids.js";
export type { LabelCounts, LabelScores } from "./label-scores.js";
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
export { logLoss, type Probabilities, topKAccuracy } from "./probabilities.js";
export { type ExampleRanking, type RankingScores, rankExample, rankingScores } from "./ranking.js";
