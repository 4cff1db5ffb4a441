import type { Rng } from "../../shared/index.js";
import { solveSquaredHinge } from "./squared-hinge.js";
import type { Convergence, LinearProblem, LinearWeights } from "./types.js";

/** Options of {@link trainSvm}. */
export interface SvmOptions {
  /** C: the inverse of the regularisation. */
  readonly strength: number;
  /** [outputs] factor of C for the positive rows of an output; 1 where not given. */
  readonly positiveWeights?: ArrayLike<number>;
  /** [outputs] factor of C for the negative rows of an output; 1 where not given. */
  readonly negativeWeights?: ArrayLike<number>;
  /** [N] factor of C for each row; 1 where not given. */
  readonly sampleWeights?: ArrayLike<number>;
  /** Largest spread of the projected gradient (default 1e-3: the objective is then settled to 7 digits). */
  readonly tolerance?: number;
  /** Passes over the rows for each output (default 1,000). */
  readonly maxIterations?: number;
  /** Dual variables of a model of the same problem at another strength: a start near the solution. */
  readonly start?: SvmModel;
  /** Called after each output. */
  readonly onOutput?: (done: number, outputs: number) => void;
  readonly rng: Rng;
}

/** A trained set of binary SVMs, one an output. `objective` is their sum, `iterations` that of the slowest. */
export interface SvmModel extends LinearWeights, Convergence {
  readonly strength: number;
  /** [outputs][N] */
  readonly duals: readonly Float64Array[];
}

/**
 * Squared-hinge SVMs, one an output against the rest, each by {@link solveSquaredHinge}.
 *
 * As in LIBLINEAR, a class weight counts for the positive rows of its own output alone, when it is passed as
 * `positiveWeights`: the rest keep C.
 */
export function trainSvm(problem: LinearProblem, options: SvmOptions): SvmModel {
  const { x, outputs, isPositive } = problem;
  const { strength, tolerance = 1e-3, maxIterations = 1000, rng, start } = options;
  const weights = new Float32Array(x.columns * outputs);
  const bias = new Float64Array(outputs);
  const duals: Float64Array[] = [];
  const end = { objective: 0, iterations: 0, converged: true };
  const signs = new Int8Array(x.rows);
  const costs = new Float64Array(x.rows);
  for (let k = 0; k < outputs; k++) {
    for (let row = 0; row < x.rows; row++) {
      const positive = isPositive(row, k);
      signs[row] = positive ? 1 : -1;
      const side = positive ? options.positiveWeights : options.negativeWeights;
      costs[row] = strength * (side?.[k] ?? 1) * (options.sampleWeights?.[row] ?? 1);
    }
    const solution = solveSquaredHinge(
      { x, signs, costs, start: start?.duals[k] },
      { tolerance, maxIterations, rng: rng.split("output", k) },
    );
    for (let column = 0; column < x.columns; column++) {
      weights[column * outputs + k] = solution.weights[column] as number;
    }
    bias[k] = solution.bias;
    duals.push(solution.dual);
    end.objective += solution.objective;
    end.iterations = Math.max(end.iterations, solution.iterations);
    end.converged &&= solution.converged;
    options.onOutput?.(k + 1, outputs);
  }
  return { features: x.columns, outputs, weights, bias, strength, duals, ...end };
}
