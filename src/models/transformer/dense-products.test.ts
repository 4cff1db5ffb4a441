import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type LogisticModel,
  trainSigmoid,
  trainSigmoidDense,
  trainSoftmax,
  trainSoftmaxDense,
} from "../../optim/index.js";
import { Rng, type SparseMatrix } from "../../shared/index.js";
import { DenseProducts } from "./dense-products.js";

const [ROWS, WIDTH, OUTPUTS] = [70, 6, 4];
const rng = Rng.fromSeed(7);
const classes = Int32Array.from({ length: ROWS }, (_, row) => row % OUTPUTS);
const values = Float32Array.from({ length: ROWS * WIDTH }, (_, at) => {
  const [row, column] = [Math.floor(at / WIDTH), at % WIDTH];
  return rng.normal() + (column === row % OUTPUTS ? 1.5 : 0);
});
const sparse: SparseMatrix = {
  rows: ROWS,
  columns: WIDTH,
  indptr: Int32Array.from({ length: ROWS + 1 }, (_, row) => row * WIDTH),
  indices: Int32Array.from({ length: ROWS * WIDTH }, (_, at) => at % WIDTH),
  values: Float64Array.from(values),
};

let products: DenseProducts;
beforeAll(async () => {
  products = await DenseProducts.compile(WIDTH, { threads: 1 });
});
afterAll(() => products.release());

/** Both minimise the same strongly convex function. */
function expectSame(one: LogisticModel, other: LogisticModel): void {
  expect([one.converged, other.converged]).toEqual([true, true]);
  expect(other.objective / one.objective).toBeCloseTo(1, 6);
  for (const [at, weight] of one.weights.entries()) expect(other.weights[at]).toBeCloseTo(weight, 2);
  for (const [at, bias] of one.bias.entries()) expect(other.bias[at]).toBeCloseTo(bias, 2);
}

describe.each([0.1, 30])("logistic regression over dense rows, strength %d", (strength) => {
  const options = { strength, tolerance: 1e-9 };

  it("ends where that over sparse rows ends", async () => {
    const problem = { classes, outputs: OUTPUTS };
    const sampleWeights = Float64Array.from(classes, (id) => 1 + id);
    const own = { ...options, sampleWeights };
    expectSame(
      trainSoftmax({ ...problem, x: sparse }, own),
      await trainSoftmaxDense({ ...problem, x: products.of(sparse.values) }, own),
    );
  });

  it("ends so for sigmoids, and from the solution at another strength", async () => {
    const problem = {
      outputs: OUTPUTS,
      isPositive: (row: number, k: number) => ((classes[row] as number) + k) % 3 === 0,
    };
    const own = { ...options, positiveWeights: [1, 2, 3, 4] };
    const dense = { ...problem, x: products.of(sparse.values) };
    const cold = await trainSigmoidDense(dense, own);
    expectSame(trainSigmoid({ ...problem, x: sparse }, own), cold);
    const start = await trainSigmoidDense(dense, { ...own, strength: 1.1 * strength });
    const warm = await trainSigmoidDense(dense, { ...own, start });
    expectSame(cold, warm);
    expect(warm.iterations).toBeLessThan(cold.iterations);
  });
});
