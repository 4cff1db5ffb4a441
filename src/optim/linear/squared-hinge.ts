import type { Rng, SparseMatrix } from "../../shared/index.js";
import type { Convergence } from "./types.js";

/** One binary squared-hinge SVM. */
export interface SquaredHingeProblem {
  /** [N, features] */
  readonly x: SparseMatrix;
  /** [N] +1 or -1 */
  readonly signs: Int8Array;
  /** [N] weight C_i of each row's loss, above 0. */
  readonly costs: Float64Array;
  /** [N] dual variables to begin with, not below 0; 0 where not given. */
  readonly start?: Float64Array;
}

/** When a solver stops. */
export interface SquaredHingeOptions {
  /** Largest spread of the projected gradient; LIBLINEAR's and scikit-learn's default is 1e-4. */
  readonly tolerance: number;
  /** Passes over the rows. */
  readonly maxIterations: number;
  readonly rng: Rng;
}

/** The solution of a {@link SquaredHingeProblem}. */
export interface SquaredHingeSolution extends Convergence {
  /** [features] */
  readonly weights: Float64Array;
  readonly bias: number;
  /** [N] */
  readonly dual: Float64Array;
}

/**
 * Minimises ½(‖w‖² + b²) + Σ C_i max(0, 1 − y_i(w·x_i + b))² by dual coordinate descent with shrinking
 * (Hsieh et al. 2008, "A Dual Coordinate Descent Method for Large-scale Linear SVM", Alg. 3), as LIBLINEAR does
 * behind scikit-learn's `LinearSVC`: the bias is the weight of a constant feature 1, so that it is penalised too.
 */
export function solveSquaredHinge(problem: SquaredHingeProblem, options: SquaredHingeOptions): SquaredHingeSolution {
  const state = new DualState(problem);
  const { tolerance, maxIterations, rng } = options;
  let active = problem.x.rows;
  let bound = Number.POSITIVE_INFINITY;
  let iterations = 0;
  let converged = false;
  while (iterations < maxIterations && !converged) {
    const pass = state.pass(active, bound, rng);
    iterations++;
    if (pass.largest - pass.smallest > tolerance) {
      active = pass.active;
      bound = pass.largest > 0 ? pass.largest : Number.POSITIVE_INFINITY;
    } else if (pass.active === problem.x.rows) {
      converged = true;
    } else {
      // The shrunk problem is solved: look at all rows again before believing it.
      active = problem.x.rows;
      bound = Number.POSITIVE_INFINITY;
    }
  }
  const { weights, bias, dual } = state;
  return { weights, bias, dual, objective: state.primalObjective(), iterations, converged };
}

/** What a pass over the active rows saw of the projected gradient. */
interface Pass {
  readonly largest: number;
  readonly smallest: number;
  /** Rows that stay active. */
  readonly active: number;
}

class DualState {
  readonly weights: Float64Array;
  bias = 0;
  readonly dual: Float64Array;
  /** All rows; those before the active count are active. */
  private readonly order: Int32Array;
  /** [N] diagonal of the dual's matrix: ‖x_i‖² + 1 + 1 / (2 C_i). */
  private readonly diagonal: Float64Array;

  constructor(private readonly problem: SquaredHingeProblem) {
    const { x, costs, signs, start } = problem;
    this.weights = new Float64Array(x.columns);
    this.dual = start?.slice() ?? new Float64Array(x.rows);
    this.order = Int32Array.from({ length: x.rows }, (_, row) => row);
    this.diagonal = new Float64Array(x.rows);
    for (let row = 0; row < x.rows; row++) {
      let squares = 1;
      for (let p = x.indptr[row] as number; p < (x.indptr[row + 1] as number); p++) {
        squares += (x.values[p] as number) ** 2;
      }
      this.diagonal[row] = squares + 0.5 / (costs[row] as number);
      const dual = this.dual[row] as number;
      if (dual !== 0) this.addRow(row, dual * (signs[row] as number));
    }
  }

  /** One pass over the active rows in random order; rows at their bound whose gradient exceeds `bound` are shrunk. */
  pass(activeBefore: number, bound: number, rng: Rng): Pass {
    const { order, dual, diagonal } = this;
    const { signs, costs } = this.problem;
    let active = activeBefore;
    let largest = Number.NEGATIVE_INFINITY;
    let smallest = Number.POSITIVE_INFINITY;
    shuffle(order, active, rng);
    for (let place = 0; place < active; place++) {
      const row = order[place] as number;
      const sign = signs[row] as number;
      const before = dual[row] as number;
      const gradient = sign * this.decision(row) - 1 + (0.5 / (costs[row] as number)) * before;
      if (before === 0 && gradient > bound) {
        active--;
        order[place] = order[active] as number;
        order[active] = row;
        place--;
        continue;
      }
      const projected = before === 0 ? Math.min(gradient, 0) : gradient;
      if (projected > largest) largest = projected;
      if (projected < smallest) smallest = projected;
      if (Math.abs(projected) > 1e-12) {
        const after = Math.max(before - gradient / (diagonal[row] as number), 0);
        dual[row] = after;
        this.addRow(row, (after - before) * sign);
      }
    }
    return { largest, smallest, active };
  }

  primalObjective(): number {
    const { x, signs, costs } = this.problem;
    let objective = 0.5 * this.bias * this.bias;
    for (const weight of this.weights) objective += 0.5 * weight * weight;
    for (let row = 0; row < x.rows; row++) {
      const slack = 1 - (signs[row] as number) * this.decision(row);
      if (slack > 0) objective += (costs[row] as number) * slack * slack;
    }
    return objective;
  }

  /** w · x_i + b. Four sums, so that additions need not wait for each other. */
  private decision(row: number): number {
    const { indices, values, indptr } = this.problem.x;
    const weights = this.weights;
    const end = indptr[row + 1] as number;
    let p = indptr[row] as number;
    let s0 = this.bias;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (; p + 3 < end; p += 4) {
      s0 += (values[p] as number) * (weights[indices[p] as number] as number);
      s1 += (values[p + 1] as number) * (weights[indices[p + 1] as number] as number);
      s2 += (values[p + 2] as number) * (weights[indices[p + 2] as number] as number);
      s3 += (values[p + 3] as number) * (weights[indices[p + 3] as number] as number);
    }
    for (; p < end; p++) s0 += (values[p] as number) * (weights[indices[p] as number] as number);
    return s0 + s1 + (s2 + s3);
  }

  /** (w, b) += amount · (x_i, 1). A row names no column twice, so that four weights can be read before any is written. */
  private addRow(row: number, amount: number): void {
    const { indices, values, indptr } = this.problem.x;
    const weights = this.weights;
    const end = indptr[row + 1] as number;
    let p = indptr[row] as number;
    for (; p + 3 < end; p += 4) {
      const c0 = indices[p] as number;
      const c1 = indices[p + 1] as number;
      const c2 = indices[p + 2] as number;
      const c3 = indices[p + 3] as number;
      const w0 = (weights[c0] as number) + amount * (values[p] as number);
      const w1 = (weights[c1] as number) + amount * (values[p + 1] as number);
      const w2 = (weights[c2] as number) + amount * (values[p + 2] as number);
      const w3 = (weights[c3] as number) + amount * (values[p + 3] as number);
      weights[c0] = w0;
      weights[c1] = w1;
      weights[c2] = w2;
      weights[c3] = w3;
    }
    for (; p < end; p++) {
      const column = indices[p] as number;
      weights[column] = (weights[column] as number) + amount * (values[p] as number);
    }
    this.bias += amount;
  }
}

/** Shuffles the first `count` items (Fisher & Yates). */
function shuffle(items: Int32Array, count: number, rng: Rng): void {
  for (let last = count - 1; last > 0; last--) {
    const other = rng.integer(last + 1);
    const held = items[last] as number;
    items[last] = items[other] as number;
    items[other] = held;
  }
}
