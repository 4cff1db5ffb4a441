import type { LabelSpace } from "../labels/index.js";
import { Rng } from "../shared/index.js";
import { bootstrapIntervals } from "../statistics/index.js";
import type { IntervalsConfig } from "./config.js";
import { headlineSums } from "./headline-sums.js";
import type { ScoredSplit } from "./scored-split.js";
import type { MetricInterval } from "./trust-types.js";

/** Confidence intervals of the headline metrics of a split, by their flat names; the same ones whenever they are made. */
export function splitIntervals(
  space: LabelSpace,
  split: ScoredSplit,
  { method, resamples, level }: Exclude<IntervalsConfig, false>,
): Record<string, MetricInterval> {
  if (split.golds.length === 0) return {};
  const rng = Rng.fromSeed(0).split("intervals");
  const intervals = bootstrapIntervals(headlineSums(space, split), { rng, method, resamples, confidence: level });
  return Object.fromEntries(
    Object.entries(intervals).flatMap(([name, { lower, upper }]) =>
      Number.isFinite(lower) && Number.isFinite(upper) ? [[name, { low: lower, high: upper, level, method }]] : [],
    ),
  );
}
