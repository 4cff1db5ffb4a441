import type { SparseMatrix } from "../../shared/index.js";

/** A matrix of linear weights: the decision value of output k for a row x is x · weights[:, k] + bias[k]. */
export interface LinearWeights {
  readonly features: number;
  readonly outputs: number;
  /** [features, outputs], by rows. */
  readonly weights: Float32Array;
  /** [outputs] */
  readonly bias: Float64Array;
}

/** What a solver tells about how it ended. */
export interface Convergence {
  /** The primal objective in float64, before the weights are rounded to float32. */
  readonly objective: number;
  readonly iterations: number;
  /** False where the bound of iterations was reached first. */
  readonly converged: boolean;
}

/** Which outputs are positive in which rows. */
export type IsPositive = (row: number, output: number) => boolean;

/** Rows of features and what each of several outputs should say about them. */
export interface LinearProblem<Rows = SparseMatrix> {
  /** [N, features] */
  readonly x: Rows;
  readonly outputs: number;
  readonly isPositive: IsPositive;
}

/** Decision values [N, outputs] of all rows, by rows. */
export function decisionValues(x: SparseMatrix, model: LinearWeights): Float64Array {
  const { outputs, weights, bias } = model;
  const decisions = new Float64Array(x.rows * outputs);
  for (let row = 0; row < x.rows; row++) {
    const out = decisions.subarray(row * outputs, (row + 1) * outputs);
    out.set(bias);
    for (let p = x.indptr[row] as number; p < (x.indptr[row + 1] as number); p++) {
      const value = x.values[p] as number;
      const base = (x.indices[p] as number) * outputs;
      for (let k = 0; k < outputs; k++) out[k] = (out[k] as number) + value * (weights[base + k] as number);
    }
  }
  return decisions;
}
