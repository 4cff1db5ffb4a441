import type { SparseMatrix } from "../../shared/index.js";
import { byColumns, columnTimes } from "./columns.js";
import { type DenseRows, featureSpaceObjective } from "./feature-space.js";
import { type LbfgsOptions, type Minimum, minimise, minimiseAwaited } from "./lbfgs.js";
import { type MarginLoss, sigmoidLoss, softmaxLoss } from "./losses.js";
import { sampleSpaceObjective } from "./sample-space.js";
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

/** Rows of features, and the class of each. */
export interface SoftmaxProblem<Rows = SparseMatrix> {
  readonly x: Rows;
  /** [N] */
  readonly classes: Int32Array;
  readonly outputs: number;
}

/** Options of binary logistic regressions. */
export interface SigmoidOptions extends LogisticOptions {
  /** [outputs] weight of the positive rows of an output; 1 where not given. */
  readonly positiveWeights?: ArrayLike<number>;
  /** [outputs] weight of the negative rows of an output; 1 where not given. */
  readonly negativeWeights?: ArrayLike<number>;
}

/**
 * Multinomial logistic regression: minimises ½‖W‖² + C Σ s_i · softmax cross-entropy, the bias not penalised, as
 * scikit-learn's `LogisticRegression` does for three classes and more. (For two, it is {@link trainSigmoid} with one
 * output.)
 */
export function trainSoftmax(problem: SoftmaxProblem, options: LogisticOptions): LogisticModel {
  return train(problem, softmaxLossOf(problem, options), options);
}

/** As {@link trainSoftmax}, over dense rows. */
export function trainSoftmaxDense(
  problem: SoftmaxProblem<DenseRows>,
  options: LogisticOptions,
): Promise<LogisticModel> {
  return trainDense(problem, softmaxLossOf(problem, options), options);
}

/** Binary logistic regressions, one an output: minimises ½‖W‖² + C Σ s · sigmoid cross-entropy, the bias not penalised. */
export function trainSigmoid(problem: LinearProblem, options: SigmoidOptions): LogisticModel {
  return train(problem, sigmoidLossOf(problem, options), options);
}

/** As {@link trainSigmoid}, over dense rows. */
export function trainSigmoidDense(problem: LinearProblem<DenseRows>, options: SigmoidOptions): Promise<LogisticModel> {
  return trainDense(problem, sigmoidLossOf(problem, options), options);
}

function softmaxLossOf(problem: SoftmaxProblem<Counted>, { sampleWeights }: LogisticOptions): MarginLoss {
  const weights = Float64Array.from({ length: problem.x.rows }, (_, row) => sampleWeights?.[row] ?? 1);
  return softmaxLoss({ ...problem, sampleWeights: weights });
}

/** Rows of which only the number counts. */
type Counted = { readonly rows: number };

function sigmoidLossOf({ x, outputs, isPositive }: LinearProblem<Counted>, options: SigmoidOptions): MarginLoss {
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
  return sigmoidLoss({ positive, weights });
}

function train(
  { x, outputs }: { readonly x: SparseMatrix; readonly outputs: number },
  loss: MarginLoss,
  options: LogisticOptions,
): LogisticModel {
  const { strength } = options;
  const columns = byColumns(x);
  const rowsByOutputs = x.rows * outputs;
  const objective = sampleSpaceObjective({ columns, loss, strength, rowsByOutputs, outputs });
  const start = options.start?.solution ?? new Float64Array(2 * rowsByOutputs + outputs);
  const minimum = minimise(objective, start, searchOptions(options));
  const weights = new Float32Array(x.columns * outputs);
  const row = new Float64Array(outputs);
  for (let column = 0; column < x.columns; column++) {
    columnTimes(columns, column, minimum.x, row);
    weights.set(row, column * outputs);
  }
  return modelOf(minimum, { features: x.columns, outputs, weights, strength });
}

async function trainDense(
  { x, outputs }: { readonly x: DenseRows; readonly outputs: number },
  loss: MarginLoss,
  options: LogisticOptions,
): Promise<LogisticModel> {
  const { strength } = options;
  const objective = featureSpaceObjective({ x, loss, strength, outputs });
  const start = options.start?.solution ?? new Float64Array((x.columns + 1) * outputs);
  const minimum = await minimiseAwaited(objective, start, searchOptions(options));
  const weights = Float32Array.from(minimum.x.subarray(0, x.columns * outputs));
  return modelOf(minimum, { features: x.columns, outputs, weights, strength });
}

function searchOptions({ tolerance = 1e-4, maxIterations = 1000 }: LogisticOptions): LbfgsOptions {
  return {
    memory: 10,
    maxIterations,
    // ½‖W‖² makes the objective 1-strongly convex in W, so ‖gradient‖² / 2 bounds its distance from the minimum.
    isSolved: (value, gradientNorm) => 0.5 * gradientNorm * gradientNorm <= tolerance * value,
  };
}

/** Both spaces keep the bias last. */
function modelOf(
  { x: solution, value, iterations, converged }: Minimum,
  parts: Pick<LogisticModel, "features" | "outputs" | "weights" | "strength">,
): LogisticModel {
  const bias = solution.slice(solution.length - parts.outputs);
  return { ...parts, bias, solution, objective: value, iterations, converged };
}
