import { minimise, type SmoothObjective } from "../../optim/index.js";
import { outputLoss, type ScoredOutput } from "./output-loss.js";

/** A scale and a shift for each place of an output. */
export interface VectorScaling {
  readonly scale: readonly number[];
  readonly bias: readonly number[];
}

/** Where the gradient of the mean loss counts as zero. */
const TOLERANCE = 1e-8;
const MAX_ITERATIONS = 500;

/**
 * Vector scaling (Guo et al. 2017, §4.2): w ∘ z + b, a scale and a shift a place; for sigmoids Platt's scaling (1999) of
 * each label. Most likely under a normal prior of variance 1 around "as it was" (w = 1, b = 0), which keeps labels that
 * validation hardly has, or has without an error, from running off to infinity.
 */
export function fitVector(scored: ScoredOutput): VectorScaling {
  const { size } = scored.output;
  const start = new Float64Array(2 * size).fill(1, 0, size);
  const { decisions } = outputLoss(scored);
  const isSolved = (_: number, norm: number) => norm <= TOLERANCE * Math.max(1, decisions);
  const minimum = minimise(objectiveOf(scored), start, { memory: 10, maxIterations: MAX_ITERATIONS, isSolved });
  return { scale: [...minimum.x.subarray(0, size)], bias: [...minimum.x.subarray(size)] };
}

function objectiveOf(scored: ScoredOutput): SmoothObjective {
  const { logits, output } = scored;
  const loss = outputLoss(scored);
  const scaled = new Float64Array(logits.length);
  const slopes = new Float64Array(logits.length);
  const evaluate = (x: Float64Array, gradient: Float64Array): number => {
    scaleInto(scaled, logits, x);
    let value = loss.evaluate(scaled, slopes);
    for (let i = 0; i < x.length; i++) {
      const away = (x[i] as number) - (i < output.size ? 1 : 0);
      value += away ** 2 / 2;
      gradient[i] = away;
    }
    for (let i = 0; i < slopes.length; i++) {
      const slope = slopes[i] as number;
      if (slope === 0) continue; // a place of probability 0 has the logit −∞
      const place = i % output.size;
      gradient[place] = (gradient[place] as number) + slope * (logits[i] as number);
      gradient[output.size + place] = (gradient[output.size + place] as number) + slope;
    }
    return value;
  };
  const dot = (left: Float64Array, right: Float64Array): number =>
    left.reduce((sum, value, i) => sum + value * (right[i] as number), 0);
  return { evaluate, complete: () => {}, dot };
}

/** w ∘ z + b for every row, from x = [w, b]. */
function scaleInto(target: Float64Array, logits: Float32Array | Float64Array, x: Float64Array): void {
  const size = x.length / 2;
  for (let i = 0; i < logits.length; i++) {
    const place = i % size;
    target[i] = (x[place] as number) * (logits[i] as number) + (x[size + place] as number);
  }
}
