import { outputLoss, type ScoredOutput } from "./output-loss.js";

/** Bounds of the temperature, met only where validation is answered without an error, or no better than by chance. */
export const TEMPERATURES = { lowest: 0.01, highest: 100 } as const;

/** Relative exactness of the temperature. */
const TOLERANCE = 1e-10;
const MAX_STEPS = 200;

/**
 * The temperature T whose softmax(z / T), or sigmoid(z / T), makes the labels most likely (Guo et al. 2017, §4.2). The
 * loss is convex in 1/T, so that its slope has one zero, which is found between the bounds.
 */
export function fitTemperature(scored: ScoredOutput): number {
  const slope = slopeOf(scored);
  let low = -Math.log(TEMPERATURES.highest);
  let high = -Math.log(TEMPERATURES.lowest);
  let slopeLow = slope(Math.exp(low));
  let slopeHigh = slope(Math.exp(high));
  if (slopeLow >= 0) return TEMPERATURES.highest;
  if (slopeHigh <= 0) return TEMPERATURES.lowest;
  // Regula falsi over ln(1/T), halving the slope of an end that stays (the "Illinois" rule).
  let middle = low;
  let last = high;
  for (let step = 0, side = 0; step < MAX_STEPS && Math.abs(middle - last) > TOLERANCE; step++) {
    last = middle;
    middle = (low * slopeHigh - high * slopeLow) / (slopeHigh - slopeLow);
    const here = slope(Math.exp(middle));
    if (here === 0) break;
    if (here > 0) {
      [high, slopeHigh] = [middle, here];
      if (side === 1) slopeLow /= 2;
      side = 1;
    } else {
      [low, slopeLow] = [middle, here];
      if (side === -1) slopeHigh /= 2;
      side = -1;
    }
  }
  return Math.exp(-middle);
}

/** The slope of the loss in 1/T. */
function slopeOf(scored: ScoredOutput): (inverse: number) => number {
  const { logits } = scored;
  const loss = outputLoss(scored);
  const scaled = new Float64Array(logits.length);
  const slopes = new Float64Array(logits.length);
  return (inverse) => {
    for (let i = 0; i < logits.length; i++) scaled[i] = inverse * (logits[i] as number);
    loss.evaluate(scaled, slopes);
    let total = 0;
    // A place of probability 0 has the logit −∞ and no slope.
    for (let i = 0; i < logits.length; i++) if (slopes[i] !== 0) total += (slopes[i] as number) * (logits[i] as number);
    return total;
  };
}
