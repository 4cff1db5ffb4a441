export { type CompareOptions, compareRuns } from "./compare-runs.js";
export { LEARNING_SHARES, type PlannedCurve, planLearningCurve, type SharedRun } from "./learning-curve.js";
export { type ComparisonFigures, comparisonFigures, comparisonPage } from "./page.js";
export type { RunToCompare } from "./run-to-compare.js";
export {
  agreementTable,
  compressionRows,
  figureTables,
  learningTable,
  pairTable,
  type TextCell,
  type TextTable,
} from "./tables.js";
export {
  type CompareEvent,
  type PlannedModel,
  type PlanOptions,
  planModels,
  type TrainModelsOptions,
  trainModels,
} from "./train-models.js";
export {
  type Agreement,
  COMPARISON_VERSION,
  type ComparedModel,
  type Comparison,
  type CompressionRow,
  type Cost,
  type CurvePoint,
  type Figure,
  type FigureInterval,
  type InferenceTimes,
  type LearningCurve,
  type LearningPoint,
  type MetricDifference,
  type ModelPair,
  type PairTest,
  type ParetoFront,
  type Saving,
  type StatisticsNote,
} from "./types.js";
export { statisticsText } from "./words.js";
export { comparisonCsv } from "./write-csv.js";
export { comparisonMarkdown } from "./write-markdown.js";
