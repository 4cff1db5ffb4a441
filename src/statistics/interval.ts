import { invariant, mean } from "../shared/index.js";
import { normalCdf, normalQuantile } from "./normal.js";

/** Ways from the figures of resamples to an interval. */
export type IntervalMethod = "percentile" | "bca";

/** The ends of an interval. */
export type Ends = readonly [lower: number, upper: number];

/** What the BCa interval is made from. */
export interface BcaInput {
  /** The figure of the sample itself. */
  readonly observed: number;
  /** The figures of the resamples. */
  readonly replicates: Float64Array;
  /** The figures with each example left out. */
  readonly leftOut: Float64Array;
}

/** The middle part of the resamples' figures that holds `confidence` of them. */
export function percentileInterval(replicates: Float64Array, confidence: number): Ends {
  const tail = tailOf(confidence);
  const ordered = replicates.toSorted();
  return [quantileOfSorted(ordered, tail), quantileOfSorted(ordered, 1 - tail)];
}

/**
 * The bias-corrected and accelerated interval (Efron 1987; Efron & Tibshirani 1993, §14.3), as `scipy.stats.bootstrap`
 * computes it. Where the correction has no finite value (no spread over examples, or an observed value outside of all
 * resamples) it is the percentile interval.
 */
export function bcaInterval({ observed, replicates, leftOut }: BcaInput, confidence: number): Ends {
  const tail = tailOf(confidence);
  const bias = normalQuantile(meanRank(replicates, observed));
  const acceleration = accelerationOf(leftOut);
  const corrected = (z: number): number => normalCdf(bias + (bias + z) / (1 - acceleration * (bias + z)));
  const [low, high] = [corrected(normalQuantile(tail)), corrected(normalQuantile(1 - tail))];
  if (!Number.isFinite(low) || !Number.isFinite(high)) return percentileInterval(replicates, confidence);
  const ordered = replicates.toSorted();
  return [quantileOfSorted(ordered, low), quantileOfSorted(ordered, high)];
}

/** Between the two nearest of values in ascending order, as numpy's default (Hyndman & Fan 1996, type 7); NaN of none. */
export function quantileOfSorted(ordered: Float64Array, share: number): number {
  if (ordered.length === 0) return Number.NaN;
  const place = share * (ordered.length - 1);
  const below = Math.floor(place);
  const low = ordered[below] as number;
  const high = ordered[Math.min(below + 1, ordered.length - 1)] as number;
  return low + (place - below) * (high - low);
}

function tailOf(confidence: number): number {
  invariant(confidence > 0 && confidence < 1, `a confidence of ${confidence}`);
  return (1 - confidence) / 2;
}

/** The share of values below, those equal counted half. */
function meanRank(values: Float64Array, observed: number): number {
  let twice = 0;
  for (const value of values) twice += value < observed ? 2 : value === observed ? 1 : 0;
  return twice / (2 * values.length);
}

/** A sixth of the skewness of the examples' influences. */
function accelerationOf(leftOut: Float64Array): number {
  const centre = mean(leftOut);
  let cubes = 0;
  let squares = 0;
  for (const value of leftOut) {
    const influence = centre - value;
    cubes += influence ** 3;
    squares += influence ** 2;
  }
  return cubes / (6 * squares ** 1.5);
}
