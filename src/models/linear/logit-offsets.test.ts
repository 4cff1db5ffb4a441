import { describe, expect, it } from "vitest";
import type { OutputSpec, OutputTargets } from "../../labels/index.js";
import { Rng, type SparseMatrix } from "../../shared/index.js";
import { fitOutput } from "./fit-output.js";
import { outputDecisions } from "./linear-output.js";

const COLUMNS = 6;
const STRENGTH = 2;

/** Dense rows of random numbers as a sparse matrix. */
function randomRows(count: number, rng: Rng): SparseMatrix {
  const values = Float64Array.from({ length: count * COLUMNS }, () => rng.normal());
  const indptr = Int32Array.from({ length: count + 1 }, (_, row) => row * COLUMNS);
  return { rows: count, columns: COLUMNS, indptr, indices: Int32Array.from(values, (_, at) => at % COLUMNS), values };
}

const x = randomRows(200, Rng.fromSeed(1));
/** Of a class by chance, the first far more often. */
const idsOf = (size: number) => Int32Array.from({ length: x.rows }, (_, row) => (row % 5 === 0 ? (row / 5) % size : 0));
const softmax = (ids: Int32Array): OutputTargets => ({ kind: "softmax", ids });

/** softmax(logits + offsets) − target, [N, size], among the siblings of the target. */
function residuals(logits: Float64Array, { size, groups }: OutputSpec, { ids, offsets }: Problem): Float64Array {
  const result = new Float64Array(logits.length);
  ids.forEach((id, row) => {
    const places = [...offsets.keys()].filter((place) => !groups || groups[place] === groups[id]);
    const powers = places.map((place) => Math.exp((logits[row * size + place] as number) + (offsets[place] as number)));
    const total = powers.reduce((sum, power) => sum + power, 0);
    for (const [at, place] of places.entries()) {
      result[row * size + place] = (powers[at] as number) / total - (place === id ? 1 : 0);
    }
  });
  return result;
}

interface Problem {
  readonly ids: Int32Array;
  readonly offsets: readonly number[];
}

const cases: [string, OutputSpec, Problem][] = [
  ["three classes", { name: "a", size: 3, kind: "softmax" }, { ids: idsOf(3), offsets: [-0.2, -2.1, -2.4] }],
  [
    "two classes, which one logit decides",
    { name: "a", size: 2, kind: "softmax" },
    { ids: idsOf(2), offsets: [-0.1, -2.3] },
  ],
  [
    "siblings",
    { name: "a", size: 5, kind: "softmax", groups: [0, 0, 1, 1, 1] },
    { ids: idsOf(5), offsets: [-0.1, -2.5, -0.7, -1.1, -1.3] },
  ],
];

/** Texts: what the solver, which stops within 1e-4 of the least loss, leaves of the gradient of 200. */
const SOLVED = 0.2;

describe("offsets of logits in the loss of a linear classifier", () => {
  it.each(cases)("end where the gradient of the adjusted loss is 0: %s", async (_, spec, problem) => {
    const targets = softmax(problem.ids);
    const options = { classifier: "logistic" as const, strength: STRENGTH, rng: Rng.fromSeed(2) };
    const fitted = await fitOutput({ spec, x, targets, logitOffsets: problem.offsets }, options);
    const logits = outputDecisions(x, fitted);
    const off = (offsets: readonly number[]): number => {
      const rest = residuals(logits, spec, { ...problem, offsets });
      const sums = new Float64Array(spec.size);
      rest.forEach((residual, at) => {
        sums[at % spec.size] = (sums[at % spec.size] as number) + residual;
      });
      return Math.max(...sums.map(Math.abs));
    };
    expect(off(problem.offsets)).toBeLessThan(SOLVED);
    expect(off(problem.offsets.map(() => 0))).toBeGreaterThan(50 * SOLVED);
  });

  it("leave support vectors and sigmoids as they are", async () => {
    const spec: OutputSpec = { name: "a", size: 3, kind: "softmax" };
    const svm = { classifier: "svm" as const, strength: 1, rng: Rng.fromSeed(2) };
    const problem = { spec, x, targets: softmax(idsOf(3)) };
    const biases = async (offsets?: readonly number[]) =>
      (await fitOutput({ ...problem, logitOffsets: offsets }, svm)).blocks.map(({ model }) => [...model.bias]);
    expect(await biases([-1, -2, -3])).toEqual(await biases());
    const values = Float32Array.from({ length: x.rows * 3 }, (_, at) => (at % 4 === 0 ? 1 : 0));
    const sigmoids = { spec: { ...spec, kind: "sigmoid" as const }, x, targets: { kind: "sigmoid" as const, values } };
    const logistic = { ...svm, classifier: "logistic" as const };
    const own = async (offsets?: readonly number[]) =>
      (await fitOutput({ ...sigmoids, logitOffsets: offsets }, logistic)).blocks.map(({ model }) => [...model.bias]);
    expect(await own([-1, -2, -3])).toEqual(await own());
  });
});
