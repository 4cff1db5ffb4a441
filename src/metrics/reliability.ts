import { invariant } from "../shared/index.js";
import { entry, ratio } from "./ids.js";

/** Whether each decision came true: 1 or true where it did. [N] */
export type Outcomes = ArrayLike<number | boolean>;

/** How confidences are put into bins. */
export interface BinOptions {
  /** How many bins. Default 15, as Guo et al. (2017). */
  readonly bins?: number;
  /**
   * width (the default): bins of equal width over [0, 1]; mass: bins of about as many decisions each, equal confidences
   * always together (Nguyen & O'Connor 2015).
   */
  readonly binning?: "width" | "mass";
}

/** The decisions of one bin: a point of the reliability diagram. */
export interface ReliabilityBin {
  /** The bin holds confidences in (lower, upper]; the first one its lower end too. Of equal mass: the least and the largest in it. */
  readonly lower: number;
  readonly upper: number;
  readonly count: number;
  /** Mean confidence and the share that came true; 0 of an empty bin. */
  readonly confidence: number;
  readonly accuracy: number;
}

const DEFAULT_BINS = 15;

/**
 * The reliability curve: what was promised against what came true, bin by bin (DeGroot & Fienberg 1983; Guo et al. 2017).
 * @param confidences  [N], in [0, 1]
 * @returns the bins in ascending order; of equal width also the empty ones
 */
export function reliabilityCurve(
  confidences: ArrayLike<number>,
  outcomes: Outcomes,
  options: BinOptions = {},
): ReliabilityBin[] {
  const { bins = DEFAULT_BINS, binning = "width" } = options;
  invariant(confidences.length === outcomes.length, `${confidences.length} confidences, ${outcomes.length} outcomes`);
  return binning === "width" ? widthBins(confidences, outcomes, bins) : massBins(confidences, outcomes, bins);
}

/** Expected calibration error: the mean distance between confidence and accuracy over decisions, in [0, 1]. */
export function calibrationError(curve: readonly ReliabilityBin[]): number {
  let total = 0;
  let count = 0;
  for (const bin of curve) {
    total += bin.count * Math.abs(bin.accuracy - bin.confidence);
    count += bin.count;
  }
  return ratio(total, count);
}

/** The largest distance between confidence and accuracy of a bin that is not empty. */
export function maximumCalibrationError(curve: readonly ReliabilityBin[]): number {
  const gaps = curve
    .filter(({ count }) => count > 0)
    .map(({ accuracy, confidence }) => Math.abs(accuracy - confidence));
  return Math.max(0, ...gaps);
}

function widthBins(confidences: ArrayLike<number>, outcomes: Outcomes, bins: number): ReliabilityBin[] {
  const counts = new Float64Array(bins);
  const sums = new Float64Array(bins);
  const came = new Float64Array(bins);
  for (let i = 0; i < confidences.length; i++) {
    const confidence = entry(confidences, i);
    const bin = widthBin(confidence, bins);
    counts[bin] = (counts[bin] as number) + 1;
    sums[bin] = (sums[bin] as number) + confidence;
    came[bin] = (came[bin] as number) + Number(entry(outcomes, i));
  }
  return Array.from(counts, (count, bin) => ({
    lower: bin / bins,
    upper: (bin + 1) / bins,
    count,
    confidence: ratio(sums[bin] as number, count),
    accuracy: ratio(came[bin] as number, count),
  }));
}

/** The bin whose (lower, upper] holds the confidence. */
function widthBin(confidence: number, bins: number): number {
  invariant(confidence >= 0 && confidence <= 1 + 1e-6, `a confidence of ${confidence}`);
  const guess = Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1));
  // The product rounds: 0.7 · 10 is a little above 7.
  return guess > 0 && confidence <= guess / bins ? guess - 1 : guess;
}

function massBins(confidences: ArrayLike<number>, outcomes: Outcomes, bins: number): ReliabilityBin[] {
  const order = Uint32Array.from(confidences, (_, i) => i).sort(
    (a, b) => entry(confidences, a) - entry(confidences, b),
  );
  const at = (place: number) => entry(confidences, entry(order, place));
  const result: ReliabilityBin[] = [];
  for (let bin = 0, start = 0; bin < bins; bin++) {
    let end = Math.max(start, Math.floor(((bin + 1) * order.length) / bins));
    while (end > start && end < order.length && at(end) === at(end - 1)) end++;
    if (end === start) continue;
    let sum = 0;
    let came = 0;
    for (let place = start; place < end; place++) {
      sum += at(place);
      came += Number(entry(outcomes, entry(order, place)));
    }
    const count = end - start;
    result.push({ lower: at(start), upper: at(end - 1), count, confidence: sum / count, accuracy: came / count });
    start = end;
  }
  return result;
}
