import type { SparseMatrix } from "../../shared/index.js";
import { byColumns, type ColumnMatrix, columnTimes, gramTimes } from "./columns.js";
import { minimise, type SmoothObjective } from "./lbfgs.js";
import { type MarginLoss, sigmoidLoss, softmaxLoss } from "./losses.js";
import type { Convergence, LinearProblem, LinearWeights } from "./types.js";

/** Options of {@link trainSoftmax} and {@link trainSigmoid}. */
export interface LogisticOptions {
  /** C: the inverse of the regularisation. */
  readonly strength: number;
  /** [N] weight of each row's loss; 1 where not given. */
  readonly sampleWeights?: ArrayLike<number>;
  /** Bound on the objective's distance from its minimum, relative to its value (default 1e-4). */
  readonly tolerance?: number;
  /** Steps (default 1,000). */
  readonly maxIterations?: number;
  /** A model of the same problem at another strength: a start near the solution. */
  readonly start?: LogisticModel;
}

/** A trained logistic regression. */
export interface LogisticModel extends LinearWeights, Convergence {
  readonly strength: number;
  /** Where the minimiser stopped, in its own coordinates: only of use as a start. */
  readonly solution: Float64Array;
}

/**
 * Multinomial logistic regression: minimises ½‖W‖² + C Σ s_i · softmax cross-entropy, the bias not penalised, as
 * scikit-learn's `LogisticRegression` does for three classes and more. (For two, it is {@link trainSigmoid} with one
 * output.)
 */
export function trainSoftmax(
  problem: { readonly x: SparseMatrix; readonly classes: Int32Array; readonly outputs: number },
  options: LogisticOptions,
): LogisticModel {
  const sampleWeights = Float64Array.from({ length: problem.x.rows }, (_, row) => options.sampleWeights?.[row] ?? 1);
  return train(problem, softmaxLoss({ ...problem, sampleWeights }), options);
}

/** Binary logistic regressions, one an output: minimises ½‖W‖² + C Σ s · sigmoid cross-entropy, the bias not penalised. */
export function trainSigmoid(
  problem: LinearProblem,
  options: LogisticOptions & {
    /** [outputs] weight of the positive rows of an output; 1 where not given. */
    readonly positiveWeights?: ArrayLike<number>;
    /** [outputs] weight of the negative rows of an output; 1 where not given. */
    readonly negativeWeights?: ArrayLike<number>;
  },
): LogisticModel {
  const { x, outputs, isPositive } = problem;
  const positive = new Uint8Array(x.rows * outputs);
  const weights = new Float64Array(x.rows * outputs);
  for (let row = 0; row < x.rows; row++) {
    for (let k = 0; k < outputs; k++) {
      const isOne = isPositive(row, k);
      const side = isOne ? options.positiveWeights : options.negativeWeights;
      positive[row * outputs + k] = isOne ? 1 : 0;
      weights[row * outputs + k] = (side?.[k] ?? 1) * (options.sampleWeights?.[row] ?? 1);
    }
  }
  return train(problem, sigmoidLoss({ positive, weights }), options);
}

function train(
  { x, outputs }: { readonly x: SparseMatrix; readonly outputs: number },
  loss: MarginLoss,
  options: LogisticOptions,
): LogisticModel {
  const { strength, tolerance = 1e-4, maxIterations = 1000 } = options;
  const columns = byColumns(x);
  const rowsByOutputs = x.rows * outputs;
  const objective = sampleSpaceObjective({ columns, loss, strength, rowsByOutputs, outputs });
  const start = options.start?.solution ?? new Float64Array(2 * rowsByOutputs + outputs);
  const minimum = minimise(objective, start, {
    memory: 10,
    maxIterations,
    // ½‖W‖² makes the objective 1-strongly convex in W, so ‖gradient‖² / 2 bounds its distance from the minimum.
    isSolved: (value, gradientNorm) => 0.5 * gradientNorm * gradientNorm <= tolerance * value,
  });
  const weights = new Float32Array(x.columns * outputs);
  const row = new Float64Array(outputs);
  for (let column = 0; column < x.columns; column++) {
    columnTimes(columns, column, minimum.x, row);
    weights.set(row, column * outputs);
  }
  const bias = minimum.x.slice(2 * rowsByOutputs);
  const { value, iterations, converged } = minimum;
  return {
    features: x.columns,
    outputs,
    weights,
    bias,
    strength,
    solution: minimum.x,
    objective: value,
    iterations,
    converged,
  };
}

/**
 * The objective over weights in the span of the rows, where the minimum and every step of L-BFGS from 0 lie: W = Xᵀ a.
 *
 * A vector is [a | z = X Xᵀ a | bias]. The inner product of two weight matrices is then a·z', so that L-BFGS makes the
 * same steps as over W itself, but its memory holds N rows instead of a row a feature (fifty times fewer on texts with
 * character n-grams), the line search needs no product with X, and a step needs one with X Xᵀ.
 */
function sampleSpaceObjective(parts: {
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
