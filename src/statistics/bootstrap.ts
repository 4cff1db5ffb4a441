import { invariant, mean, type Rng } from "../shared/index.js";
import { bcaInterval, type IntervalMethod, percentileInterval } from "./interval.js";
import { everyExample, type Figures, type Sampler, type Statistic, samplerOf } from "./statistic.js";

/** How intervals are made. */
export interface BootstrapOptions {
  readonly rng: Rng;
  /** How many resamples. Default 1000. */
  readonly resamples?: number;
  /** How often the interval should hold the true value. Default 0.95. */
  readonly confidence?: number;
  /** Default bca. */
  readonly method?: IntervalMethod;
}

/** A figure with its confidence interval. */
export interface Interval {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
  /** The standard deviation over the resamples. */
  readonly standard_error: number;
}

/** The figures of many resamples, by name. */
export type Replicates = ReadonlyMap<string, Float64Array>;

const DEFAULT_RESAMPLES = 1000;
const DEFAULT_CONFIDENCE = 0.95;

/**
 * Confidence intervals of all figures of a statistic, from the same resamples of its examples (Efron & Tibshirani 1993):
 * `percentile`, or `bca`, corrected for bias and skewness. A figure that is the same in every resample has an interval of
 * no width. Figures that a resample has not (such as an AUC without positives) are left out of it.
 */
export function bootstrapIntervals(statistic: Statistic, options: BootstrapOptions): Record<string, Interval> {
  const sampler = samplerOf(statistic);
  return intervalsOf(sampler, replicatesOf(sampler, options), options);
}

/** The figures of so many samples with replacement, each as large as the whole, by name. */
export function replicatesOf(
  { count, evaluate }: Sampler,
  { rng, resamples = DEFAULT_RESAMPLES }: Pick<BootstrapOptions, "rng" | "resamples">,
): Replicates {
  invariant(count > 0, "a bootstrap of no examples");
  const examples = new Uint32Array(count);
  const all: Figures[] = [];
  for (let r = 0; r < resamples; r++) {
    for (let i = 0; i < count; i++) examples[i] = rng.integer(count);
    all.push(evaluate(examples));
  }
  const names = new Set(all.flatMap((figures) => Object.keys(figures)));
  return new Map([...names].map((name) => [name, column(all, name)] as const));
}

/** The intervals of all figures from their resamples. */
export function intervalsOf(
  sampler: Sampler,
  replicates: Replicates,
  { confidence = DEFAULT_CONFIDENCE, method = "bca" }: Pick<BootstrapOptions, "confidence" | "method">,
): Record<string, Interval> {
  const observed = sampler.evaluate(everyExample(sampler.count));
  const left = method === "bca" ? sampler.leaveOneOut() : [];
  const intervals = Object.entries(observed).map(([name, value]): [string, Interval] => {
    const values = replicates.get(name) ?? new Float64Array();
    const [lower, upper] =
      method === "bca"
        ? bcaInterval({ observed: value, replicates: values, leftOut: column(left, name) }, confidence)
        : percentileInterval(values, confidence);
    return [name, { value, lower, upper, standard_error: deviation(values) }];
  });
  return Object.fromEntries(intervals);
}

function column(figures: readonly Figures[], name: string): Float64Array {
  return Float64Array.from(figures.map((one) => one[name]).filter((value) => value !== undefined));
}

function deviation(values: Float64Array): number {
  if (values.length < 2) return 0;
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}
