import { formatCount } from "../shared/index.js";
import type { Comparison, Cost } from "./types.js";

/** A metric's name as people read it: `level2.macro_f1` → "level 2 macro F1". */
export function metricName(metric: string): string {
  return metric
    .replaceAll(/[._]/gu, " ")
    .replaceAll(/\bf1\b/gu, "F1")
    .replaceAll(/\bmcc\b/gu, "MCC")
    .replaceAll(/\blevel(\d+)\b/gu, "level $1");
}

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

/** Seconds as people read them: `0.4 s`, `42 s`, `3:07 min`, `2:05 h`. */
export function durationText(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  const two = (value: number): string => String(value).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes}:${two(whole % 60)} min` : `${Math.floor(minutes / 60)}:${two(minutes % 60)} h`;
}

/** Milliseconds: `0.42 ms`, `12.3 ms`. */
export function millisecondsText(milliseconds: number): string {
  return `${milliseconds.toFixed(milliseconds < 10 ? 2 : 1)} ms`;
}

/** Bytes: `412 B`, `1.4 MiB`. */
export function bytesText(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${power === 0 || value >= 100 ? value.toFixed(0) : value.toFixed(1)} ${units[power]}`;
}

/** How the statistics were made, in sentences. */
export function statisticsText({ statistics }: Comparison): string {
  const { resamples, permutations, confidence, seeds } = statistics;
  return `Intervals (${100 * confidence} %): BCa and paired bootstrap over the texts, ${formatCount(resamples)} resamples. p: McNemar's exact test for shares of right answers, else the permutation test with ${formatCount(permutations)} exchanges; with several pairs corrected by Holm's method. ${seeds}`;
}
