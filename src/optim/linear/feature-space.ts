import type { AwaitedObjective } from "./lbfgs.js";
import type { MarginLoss } from "./losses.js";

/** A dense matrix X [N, F] by its products, which somebody makes who has the means. */
export interface DenseRows {
  readonly rows: number;
  readonly columns: number;
  /** X w [N, K] of w [F, K]. */
  times(weights: Float64Array, outputs: number): Promise<Float64Array>;
  /** Xᵀ a [F, K] of a [N, K]. */
  transposedTimes(a: Float64Array, outputs: number): Promise<Float64Array>;
}

/**
 * The objective over the weights themselves, for few features: a vector is [W | bias], and a value needs one product with X
 * and one with Xᵀ.
 */
export function featureSpaceObjective(parts: {
  readonly x: DenseRows;
  readonly loss: MarginLoss;
  readonly strength: number;
  readonly outputs: number;
}): AwaitedObjective {
  const { x: rows, loss, strength, outputs } = parts;
  const [size, count] = [rows.columns * outputs, rows.rows * outputs];
  const margins = new Float64Array(count);
  const residuals = new Float64Array(count);
  return {
    async evaluate(x, gradient) {
      let penalty = 0;
      for (let i = 0; i < size; i++) penalty += (x[i] as number) ** 2;
      const products = await rows.times(x.subarray(0, size), outputs);
      for (let p = 0; p < count; p++) margins[p] = (products[p] as number) + (x[size + (p % outputs)] as number);
      const value = 0.5 * penalty + strength * loss(margins, residuals);
      const slopes = await rows.transposedTimes(residuals, outputs);
      for (let i = 0; i < size; i++) gradient[i] = (x[i] as number) + strength * (slopes[i] as number);
      gradient.fill(0, size);
      for (let p = 0; p < count; p++) {
        const k = size + (p % outputs);
        gradient[k] = (gradient[k] as number) + strength * (residuals[p] as number);
      }
      return value;
    },
    complete() {},
    dot(left, right) {
      let sum = 0;
      for (let i = 0; i < left.length; i++) sum += (left[i] as number) * (right[i] as number);
      return sum;
    },
  };
}
