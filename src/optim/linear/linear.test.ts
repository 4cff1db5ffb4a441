import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Rng, type SparseMatrix } from "../../shared/index.js";
import {
  decisionValues,
  type IsPositive,
  type LinearWeights,
  solveSquaredHinge,
  trainSigmoid,
  trainSoftmax,
  trainSvm,
} from "./index.js";

interface Case {
  readonly name: string;
  readonly strength: number;
  readonly objective: number;
  readonly intercept: number[];
  readonly decisions: number[];
}

const golden = JSON.parse(
  readFileSync(new URL("../../../test/golden/data/linear.json", import.meta.url), "utf8"),
) as Record<"indptr" | "indices" | "values" | "classes" | "two" | "classWeights" | "sampleWeights", number[]> & {
  rows: number;
  columns: number;
  cases: Case[];
};

const x: SparseMatrix = {
  rows: golden.rows,
  columns: golden.columns,
  indptr: Int32Array.from(golden.indptr),
  indices: Int32Array.from(golden.indices),
  values: Float64Array.from(golden.values),
};
const classes = Int32Array.from(golden.classes);
const outputs = 4;
const ofClass: IsPositive = (row, k) => classes[row] === k;
const isOdd: IsPositive = (row) => golden.two[row] === 1;
const rng = Rng.fromSeed(5);

/** Both sides are at the minimum, of which the objective is known to twice the digits of the weights. */
const OBJECTIVE = 1e-8;
/** Weights are rounded to float32, and known to half the digits of the objective. */
const DECISION = 1e-4;

/** Trains what a case of the golden file names. */
function trainCase({ name, strength }: Case) {
  const svm = { strength, tolerance: 1e-9, maxIterations: 100_000, rng };
  const logistic = { strength, tolerance: 1e-12 };
  const { classWeights, sampleWeights } = golden;
  switch (name) {
    case "svm":
      return trainSvm({ x, outputs, isPositive: ofClass }, svm);
    case "svm two":
      return trainSvm({ x, outputs: 1, isPositive: isOdd }, svm);
    case "svm class weights":
      return trainSvm({ x, outputs, isPositive: ofClass }, { ...svm, positiveWeights: classWeights });
    case "svm sample weights":
      return trainSvm({ x, outputs, isPositive: ofClass }, { ...svm, sampleWeights });
    case "softmax":
      return trainSoftmax({ x, classes, outputs }, logistic);
    case "softmax class weights":
      return trainSoftmax(
        { x, classes, outputs },
        { ...logistic, sampleWeights: golden.classes.map((id) => classWeights[id] as number) },
      );
    case "sigmoid":
      return trainSigmoid({ x, outputs: 1, isPositive: isOdd }, logistic);
    default:
      throw new Error(`unknown case ${name}`);
  }
}

/** The softmax is unchanged when all biases move together, so that only differences are compared there. */
function centred(decisions: ArrayLike<number>, width: number): number[] {
  return Array.from(decisions, (value, p) => {
    const begin = p - (p % width);
    let mean = 0;
    for (let k = begin; k < begin + width; k++) mean += (decisions[k] as number) / width;
    return value - mean;
  });
}

describe("the same minimum as scikit-learn", () => {
  for (const one of golden.cases) {
    it(`${one.name}, C = ${one.strength}`, () => {
      const model = trainCase(one);
      expect(model.converged).toBe(true);
      expect(Math.abs(model.objective / one.objective - 1)).toBeLessThan(OBJECTIVE);
      const shift = (all: ArrayLike<number>) =>
        one.name.startsWith("softmax") ? centred(all, model.outputs) : Array.from(all);
      const found = shift(decisionValues(x, model));
      const wanted = shift(one.decisions);
      for (const [p, value] of found.entries()) expect(Math.abs(value - (wanted[p] as number))).toBeLessThan(DECISION);
    });
  }
});

describe("default tolerances", () => {
  for (const one of golden.cases.filter(({ name }) => ["svm", "softmax", "sigmoid"].includes(name))) {
    it(`leave ${one.name} at C = ${one.strength} within 1e-4 of the minimum`, () => {
      const { name, strength } = one;
      const model =
        name === "svm"
          ? trainSvm({ x, outputs, isPositive: ofClass }, { strength, rng })
          : name === "softmax"
            ? trainSoftmax({ x, classes, outputs }, { strength })
            : trainSigmoid({ x, outputs: 1, isPositive: isOdd }, { strength });
      expect(model.converged).toBe(true);
      expect(Math.abs(model.objective / one.objective - 1)).toBeLessThan(1e-4);
    });
  }
});

describe("a start from another strength", () => {
  it("leads to the same minimum, sooner", () => {
    const problem = { x, outputs, isPositive: ofClass };
    const exact = { tolerance: 1e-8, maxIterations: 100_000, rng };
    const near = trainSvm(problem, { ...exact, strength: 19 });
    const cold = trainSvm(problem, { ...exact, strength: 20 });
    const warm = trainSvm(problem, { ...exact, strength: 20, start: near });
    expect(Math.abs(warm.objective / cold.objective - 1)).toBeLessThan(OBJECTIVE);
    const logisticNear = trainSoftmax({ x, classes, outputs }, { strength: 19, tolerance: 1e-10 });
    const logisticCold = trainSoftmax({ x, classes, outputs }, { strength: 20, tolerance: 1e-10 });
    const options = { strength: 20, tolerance: 1e-10, start: logisticNear };
    const logisticWarm = trainSoftmax({ x, classes, outputs }, options);
    expect(Math.abs(logisticWarm.objective / logisticCold.objective - 1)).toBeLessThan(OBJECTIVE);
    expect(logisticWarm.iterations).toBeLessThan(logisticCold.iterations);
  });
});

describe("several outputs", () => {
  it("are as good as each by itself (sigmoid)", () => {
    const together = trainSigmoid({ x, outputs, isPositive: ofClass }, { strength: 3, tolerance: 1e-12 });
    let sum = 0;
    for (let k = 0; k < outputs; k++) {
      const alone = trainSigmoid(
        { x, outputs: 1, isPositive: (row) => ofClass(row, k) },
        { strength: 3, tolerance: 1e-12 },
      );
      sum += alone.objective;
    }
    expect(Math.abs(together.objective / sum - 1)).toBeLessThan(OBJECTIVE);
  });

  it("take weights of positive and negative rows", () => {
    const positiveWeights = [2, 2, 2, 2];
    const negativeWeights = [2, 2, 2, 2];
    const problem = { x, outputs, isPositive: ofClass };
    const weighted = { strength: 1, positiveWeights, negativeWeights };
    const a = trainSvm(problem, { ...weighted, tolerance: 1e-8, rng });
    const b = trainSvm(problem, { strength: 2, tolerance: 1e-8, rng });
    expect(Math.abs(a.objective / b.objective - 1)).toBeLessThan(OBJECTIVE);
    const c = trainSigmoid(problem, { ...weighted, tolerance: 1e-12 });
    const d = trainSigmoid(problem, { strength: 2, tolerance: 1e-12 });
    expect(Math.abs(c.objective / d.objective - 1)).toBeLessThan(OBJECTIVE);
  });
});

describe("bounds", () => {
  it("of iterations are told when they are reached", () => {
    expect(trainSvm({ x, outputs, isPositive: ofClass }, { strength: 20, maxIterations: 2, rng }).converged).toBe(
      false,
    );
    const stopped = trainSoftmax({ x, classes, outputs }, { strength: 20, maxIterations: 2 });
    expect([stopped.converged, stopped.iterations]).toEqual([false, 2]);
  });
});

/** A small random problem. */
const problems = fc
  .record({
    dense: fc.array(fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 3, maxLength: 3 }), {
      minLength: 3,
      maxLength: 12,
    }),
    strength: fc.double({ min: 0.05, max: 5, noNaN: true }),
  })
  .map(({ dense, strength }) => ({ x: sparse(dense), dense, strength }));

function sparse(dense: number[][]): SparseMatrix {
  const columns = dense[0]?.length ?? 0;
  return {
    rows: dense.length,
    columns,
    indptr: Int32Array.from({ length: dense.length + 1 }, (_, row) => row * columns),
    indices: Int32Array.from({ length: dense.length * columns }, (_, p) => p % columns),
    values: Float64Array.from(dense.flat()),
  };
}

describe("laws", () => {
  it("squared hinge: weak duality closes, Σα − ½‖w‖² − ½b² − Σα²/4C = the primal objective", () => {
    fc.assert(
      fc.property(problems, ({ x: matrix, strength }) => {
        const signs = Int8Array.from({ length: matrix.rows }, (_, row) => (row % 2 === 0 ? 1 : -1));
        const costs = new Float64Array(matrix.rows).fill(strength);
        const solution = solveSquaredHinge(
          { x: matrix, signs, costs },
          { tolerance: 1e-9, maxIterations: 100_000, rng },
        );
        let dual = -0.5 * solution.bias ** 2;
        for (const weight of solution.weights) dual -= 0.5 * weight * weight;
        for (const alpha of solution.dual) dual += alpha - (alpha * alpha) / (4 * strength);
        expect(Math.abs(solution.objective - dual)).toBeLessThan(1e-6 * solution.objective);
        expect(Math.min(...solution.dual)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it("softmax: renaming the classes renames the outputs", () => {
    fc.assert(
      fc.property(problems, ({ x: matrix, strength }) => {
        const ids = Int32Array.from({ length: matrix.rows }, (_, row) => row % 3);
        const options = { strength, tolerance: 1e-12 };
        const model = trainSoftmax({ x: matrix, classes: ids, outputs: 3 }, options);
        const renamed = trainSoftmax({ x: matrix, classes: ids.map((id) => (id + 1) % 3), outputs: 3 }, options);
        const a = centred(decisionValues(matrix, model), 3);
        const b = centred(decisionValues(matrix, renamed), 3);
        for (const [p, value] of a.entries()) {
          const moved = p - (p % 3) + ((p + 1) % 3);
          expect(Math.abs(value - (b[moved] as number))).toBeLessThan(DECISION);
        }
      }),
      { numRuns: 50 },
    );
  });
});

it("gives decision values x · W + b", () => {
  const model: LinearWeights = {
    features: 2,
    outputs: 2,
    weights: Float32Array.of(1, 2, 3, 4),
    bias: Float64Array.of(0.5, -0.5),
  };
  expect([
    ...decisionValues(
      sparse([
        [1, 0],
        [2, 1],
      ]),
      model,
    ),
  ]).toEqual([1.5, 1.5, 5.5, 7.5]);
});
