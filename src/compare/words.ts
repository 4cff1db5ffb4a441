import { formatCount } from "../shared/index.js";
import type { Comparison, Cost } from "./types.js";

/** Whether a metric is a share, told in percent. */
export function isShare(metric: string): boolean {
  return /(?:accuracy|precision|recall|f1|auc|rate|coverage|mcc|kappa)$/u.test(metric);
}

/** A metric, or a difference of it, as a number: shares in percent with one decimal. */
export function metricValue(value: number, metric: string): string {
  return isShare(metric) ? (100 * value).toFixed(1) : value.toFixed(3);
}

/** A difference with its unit: "1.2 points". */
export function withUnit(value: number, metric: string): string {
  return isShare(metric) ? `${metricValue(value, metric)} points` : metricValue(value, metric);
}

/** "p = 0.003", "p < 0.001". */
export function pText(p: number): string {
  return p < 0.001 ? "p < 0.001" : `p = ${p < 0.1 ? p.toFixed(3) : p.toFixed(2)}`;
}

/** A cost's name. */
export const COST_NAMES: Readonly<Record<Cost, string>> = {
  parameters: "parameters",
  size_bytes: "size on disk",
  latency_ms: "latency",
  train_seconds: "training time",
};

/** A score: three decimals. */
export function scoreText(value: number): string {
  return value.toFixed(3);
}

/** How the statistics were made, in sentences. */
export function statisticsText({ statistics }: Comparison): string {
  const { resamples, permutations, confidence, seeds } = statistics;
  return `Intervals (${100 * confidence} %): BCa and paired bootstrap over the texts, ${formatCount(resamples)} resamples. p: McNemar's exact test for shares of right answers, else the permutation test with ${formatCount(permutations)} exchanges; with several pairs corrected by Holm's method. ${seeds}`;
}
