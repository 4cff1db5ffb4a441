import { type ColumnMatrix, gramTimes } from "./columns.js";
import type { SmoothObjective } from "./lbfgs.js";
import type { MarginLoss } from "./losses.js";

/**
 * The objective over weights in the span of the rows, where the minimum and every step of L-BFGS from 0 lie: W = Xᵀ a.
 *
 * A vector is [a | z = X Xᵀ a | bias]. The inner product of two weight matrices is then a·z', so that L-BFGS makes the
 * same steps as over W itself, but its memory holds N rows instead of a row a feature (fifty times fewer on texts with
 * character n-grams), the line search needs no product with X, and a step needs one with X Xᵀ.
 */
export function sampleSpaceObjective(parts: {
  readonly columns: ColumnMatrix;
  readonly loss: MarginLoss;
  readonly strength: number;
  readonly rowsByOutputs: number;
  readonly outputs: number;
}): SmoothObjective {
  const { columns, loss, strength, rowsByOutputs: size, outputs } = parts;
  const margins = new Float64Array(size);
  const residuals = new Float64Array(size);
  return {
    evaluate(x, gradient) {
      let penalty = 0;
      for (let begin = 0; begin < size; begin += outputs) {
        for (let k = 0; k < outputs; k++) {
          const z = x[size + begin + k] as number;
          penalty += (x[begin + k] as number) * z;
          margins[begin + k] = z + (x[2 * size + k] as number);
        }
      }
      const value = 0.5 * penalty + strength * loss(margins, residuals);
      gradient.fill(0, 2 * size);
      for (let begin = 0; begin < size; begin += outputs) {
        for (let k = 0; k < outputs; k++) {
          const residual = strength * (residuals[begin + k] as number);
          gradient[begin + k] = (x[begin + k] as number) + residual;
          gradient[2 * size + k] = (gradient[2 * size + k] as number) + residual;
        }
      }
      return value;
    },
    complete(gradient) {
      gramTimes(columns, gradient, gradient.subarray(size, 2 * size), outputs);
    },
    dot(left, right) {
      let sum = 0;
      for (let p = 0; p < size; p++) sum += (left[p] as number) * (right[size + p] as number);
      for (let k = 2 * size; k < left.length; k++) sum += (left[k] as number) * (right[k] as number);
      return sum;
    },
  };
}
