import { quantileOfSorted, spreadOf } from "../statistics/index.js";

/** The distribution of a figure over texts or labels; all 0 of none. */
export interface NumberSummary {
  readonly count: number;
  readonly sum: number;
  readonly mean: number;
  /** Sample standard deviation (n − 1). */
  readonly sd: number;
  readonly min: number;
  /** Quartiles lie between two values in proportion (NumPy's default, Hyndman & Fan 1996, type 7). */
  readonly q1: number;
  readonly median: number;
  readonly q3: number;
  readonly max: number;
}

const NOTHING: NumberSummary = { count: 0, sum: 0, mean: 0, sd: 0, min: 0, q1: 0, median: 0, q3: 0, max: 0 };

/** Mean, spread and quartiles of numbers, in any order. */
export function summarizeNumbers(values: readonly number[]): NumberSummary {
  if (values.length === 0) return NOTHING;
  const sorted = Float64Array.from(values).sort();
  const { mean, sd } = spreadOf(values);
  return {
    count: values.length,
    sum: sorted.reduce((sum, value) => sum + value, 0),
    mean,
    sd,
    min: sorted[0] as number,
    q1: quantileOfSorted(sorted, 0.25),
    median: quantileOfSorted(sorted, 0.5),
    q3: quantileOfSorted(sorted, 0.75),
    max: sorted.at(-1) as number,
  };
}

/** Bars of equal width: `counts[i]` values lie in [start + i · width, start + (i + 1) · width); the last bar is open. */
export interface Histogram {
  readonly start: number;
  readonly width: number;
  readonly counts: readonly number[];
  /** Values beyond the bars of equal width, which the last bar holds. */
  readonly beyond: number;
}

const MOST_BARS = 40;
/** The few longest texts would make all others one bar. */
const SHOWN_SHARE = 0.98;

/**
 * A histogram of whole numbers from 0, in bars of a round width (1, 2 or 5 times a power of ten); those beyond the 98th
 * percentile share the last bar.
 */
export function histogram(values: readonly number[]): Histogram {
  const sorted = Float64Array.from(values).sort();
  const end = sorted.length === 0 ? 0 : quantileOfSorted(sorted, SHOWN_SHARE);
  const width = roundedUp(Math.max(1, (end + 1) / MOST_BARS));
  const bars = Math.floor(end / width) + 1;
  const beyond = sorted.filter((value) => value >= bars * width).length;
  const counts = Array.from({ length: bars + (beyond > 0 ? 1 : 0) }, () => 0);
  for (const value of sorted) {
    const bar = Math.min(Math.floor(value / width), counts.length - 1);
    counts[bar] = (counts[bar] as number) + 1;
  }
  return { start: 0, width, counts, beyond };
}

function roundedUp(width: number): number {
  const power = 10 ** Math.floor(Math.log10(width));
  const factor = [1, 2, 5, 10].find((step) => step * power >= width - 1e-9) ?? 10;
  return factor * power;
}
