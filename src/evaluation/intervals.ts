import type { LabelSpace } from "../labels/index.js";
import { multiLabelRankings } from "../metrics/index.js";
import { Rng } from "../shared/index.js";
import { bootstrapIntervals, type Interval } from "../statistics/index.js";
import type { IntervalsConfig } from "./config.js";
import { setInput } from "./evaluate-sets.js";
import { headlineSums } from "./headline-sums.js";
import type { ScoredSplit } from "./scored-split.js";
import type { MetricInterval } from "./trust-types.js";

type Options = Exclude<IntervalsConfig, false>;

/**
 * Decisions that are gone through for the intervals of rankings, in all resamples: about half a minute. Where there are more,
 * fewer resamples are drawn, and with fewer than 200 no interval is given.
 */
const DECISIONS = 1e9;
const FEWEST_RESAMPLES = 200;

/** Confidence intervals of the headline metrics of a split, by their flat names; the same ones whenever they are made. */
export function splitIntervals(
  space: LabelSpace,
  split: ScoredSplit,
  { method, resamples, level }: Options,
): Record<string, MetricInterval> {
  if (split.golds.length === 0) return {};
  const rng = Rng.fromSeed(0).split("intervals");
  const sums = bootstrapIntervals(headlineSums(space, split), { rng, method, resamples, confidence: level });
  return {
    ...named(sums, { level, method }),
    ...(space.task === "multi-label" ? rankingIntervals(space, split, { resamples, level }) : {}),
  };
}

/** Percentiles: leaving out each text in turn, as bca does, would take as long as a thousand resamples for some texts. */
function rankingIntervals(
  space: LabelSpace,
  split: ScoredSplit,
  { resamples, level }: Pick<Options, "resamples" | "level">,
): Record<string, MetricInterval> {
  const { input } = setInput(space, split);
  const affordable = Math.floor(DECISIONS / (input.gold.length * input.labelCount));
  const count = Math.min(resamples, affordable);
  if (count < Math.min(resamples, FEWEST_RESAMPLES)) return {};
  const method = "percentile";
  const rng = Rng.fromSeed(0).split("ranking intervals");
  const options = { rng, method, resamples: count, confidence: level } as const;
  return named(bootstrapIntervals(multiLabelRankings(input), options), { level, method });
}

function named(
  intervals: Readonly<Record<string, Interval>>,
  how: Pick<MetricInterval, "level" | "method">,
): Record<string, MetricInterval> {
  return Object.fromEntries(
    Object.entries(intervals).flatMap(([name, { lower, upper }]) =>
      Number.isFinite(lower) && Number.isFinite(upper) ? [[name, { low: lower, high: upper, ...how }]] : [],
    ),
  );
}
