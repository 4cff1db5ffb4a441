export { binomialCdf, errorRateBound } from "./binomial.js";
export { type BootstrapOptions, bootstrapIntervals, type Interval } from "./bootstrap.js";
export { holm } from "./holm.js";
export {
  type BcaInput,
  bcaInterval,
  type Ends,
  type IntervalMethod,
  percentileInterval,
  quantileOfSorted,
} from "./interval.js";
export { type Discordance, discordance, type McnemarResult, mcnemar } from "./mcnemar.js";
export {
  type PairedDifference,
  type PairedInterval,
  type PermutationOptions,
  pairedBootstrap,
  permutationTest,
} from "./paired.js";
export { kendall, spearman } from "./rank-correlation.js";
export { type Spread, spreadOf } from "./spread.js";
export type { AdditiveFigures, AdditiveStatistic, Figures, Statistic, WholeStatistic } from "./statistic.js";
