import fc from "fast-check";
import { describe, expect, it } from "vitest";
import golden from "../../../test/golden/data/decisions.json" with { type: "json" };
import { Rng } from "../../shared/index.js";
import {
  answerDepth,
  conformalConfig,
  deepestNodeForm,
  depthCoverage,
  fitDeepestNode,
  fitLabelRecall,
  fitLabelSets,
  type LabelSetRule,
  labelRecallForm,
  labelRecallSet,
  labelSet,
  labelSetForm,
  type PredictedPath,
  setCoverage,
  textUniform,
} from "../index.js";
import { conformalQuantile } from "./quantile.js";

const METHODS = ["lac", "aps"] as const;
/** The share that sets hold above what is promised, because they are never empty. */
const EXCESS = { lac: 0.025, aps: 0.17, randomised: 0.06 };
const LABELS = 4;

/** Texts whose labels are drawn from the probabilities, sharpened to be wrong ones. */
function drawTexts(rng: Rng, count: number) {
  const probabilities = new Float64Array(count * LABELS);
  const gold: number[] = [];
  for (let row = 0; row < count; row++) {
    const weights = Array.from({ length: LABELS }, () => Math.exp(1.5 * rng.normal()));
    gold.push(pick(rng, weights));
    const sharp = weights.map((weight) => weight ** 2);
    probabilities.set(normalised(sharp), row * LABELS);
  }
  return { gold, probabilities, labelCount: LABELS };
}

function normalised(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function pick(rng: Rng, weights: readonly number[]): number {
  let left = rng.uniform() * weights.reduce((sum, weight) => sum + weight, 0);
  return weights.findIndex((weight) => {
    left -= weight;
    return left < 0;
  });
}

function rowsOf(probabilities: Float64Array, labelCount: number): Float64Array[] {
  return Array.from({ length: probabilities.length / labelCount }, (_, row) =>
    probabilities.subarray(row * labelCount, (row + 1) * labelCount),
  );
}

describe.each(golden.sets)("$method sets at $alpha, against numpy", (one) => {
  it("have the same quantile and labels", () => {
    const { alpha, calibrated, labelCount } = one;
    const method = one.method === "aps" ? "aps" : "lac";
    const probabilities = Float64Array.from(one.probabilities);
    const texts = {
      gold: one.gold.slice(0, calibrated),
      probabilities: probabilities.subarray(0, calibrated * labelCount),
      labelCount,
      uniforms: one.uniforms?.slice(0, calibrated),
    };
    const rule = fitLabelSets(texts, { method, alpha });
    expect(rule.quantile).toBeCloseTo(one.quantile, 12);
    const sets = rowsOf(probabilities, labelCount)
      .slice(calibrated)
      .map((row, i) => labelSet(rule, row, one.uniforms?.[calibrated + i]).sort((a, b) => a - b));
    expect(sets).toEqual(one.sets);
  });
});

describe("the conformal quantile", () => {
  it("is the (n + 1)(1 − α)-th smallest, and no number where there are too few", () => {
    const nine = [9, 1, 8, 2, 7, 3, 6, 4, 5];
    expect(conformalQuantile(nine, 0.1)).toBe(9);
    expect(conformalQuantile(nine, 0.5)).toBe(5);
    expect(conformalQuantile(nine.slice(1), 0.1)).toBe(Number.POSITIVE_INFINITY);
    expect(conformalQuantile([], 0.5)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("sets of labels", () => {
  it.each([...METHODS, "randomised"] as const)(
    "%s sets hold the true label as often as promised, on average over calibrations",
    (kind) => {
      const method = kind === "lac" ? "lac" : "aps";
      const uniforms = (count: number) =>
        kind === "randomised"
          ? Array.from({ length: count }, (_, i) => textUniform(`text ${trialOf}.${count}.${i}`))
          : undefined;
      let trialOf = 0;
      const rng = Rng.fromSeed(30);
      const alpha = 0.2;
      const trials = 60;
      let coverage = 0;
      for (let trial = 0; trial < trials; trial++) {
        trialOf = trial;
        const rule = fitLabelSets({ ...drawTexts(rng, 100), uniforms: uniforms(100) }, { method, alpha });
        const own = uniforms(200);
        const { gold, probabilities } = drawTexts(rng, 200);
        const sets = rowsOf(probabilities, LABELS).map((row, i) => labelSet(rule, row, own?.[i]));
        coverage +=
          setCoverage(
            gold.map((label) => [label]),
            sets,
          ).coverage / trials;
      }
      // The standard deviation of the mean is about 0.006.
      expect(coverage).toBeGreaterThan(1 - alpha - 0.02);
      expect(coverage).toBeLessThan(1 - alpha + EXCESS[kind]);
    },
  );

  it.each(METHODS)("%s sets only grow as the error rate falls, most probable label first, never empty", (method) => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0.05, max: 0.4, noNaN: true }), (seed, alpha) => {
        const rng = Rng.fromSeed(seed);
        const texts = drawTexts(rng, 60);
        const [strict, loose] = [alpha, alpha * 1.5].map((rate) => fitLabelSets(texts, { method, alpha: rate }));
        for (const row of rowsOf(drawTexts(rng, 10).probabilities, LABELS)) {
          const [large, small] = [strict, loose].map((rule) => labelSet(rule as LabelSetRule, row));
          expect(small?.length).toBeGreaterThan(0);
          expect(large?.slice(0, small?.length)).toEqual(small);
          expect(row[small?.[0] ?? -1]).toBe(Math.max(...row));
        }
      }),
      { numRuns: 30 },
    );
  });

  it("hold every label where there are too few texts, or too many labels that the model doesn't know", () => {
    const few = fitLabelSets(
      { gold: [0], probabilities: Float64Array.of(0.9, 0.1), labelCount: 2 },
      { method: "lac", alpha: 0.1 },
    );
    expect(few.quantile).toBeNull();
    expect(labelSet(labelSetForm.parse(JSON.parse(JSON.stringify(few))), Float64Array.of(0.2, 0.8))).toEqual([1, 0]);
    const gold = Array.from({ length: 20 }, (_, i) => (i < 5 ? -1 : 0));
    const probabilities = new Float64Array(40).fill(0.5);
    expect(fitLabelSets({ gold, probabilities, labelCount: 2 }, { method: "aps", alpha: 0.1 }).quantile).toBeNull();
  });
});

describe("sets for several labels a text", () => {
  it("leave each label's texts without it at most as often as promised", () => {
    const rng = Rng.fromSeed(12);
    const alpha = 0.1;
    const draw = (count: number) => {
      const gold: number[][] = [];
      const probabilities = Float64Array.from({ length: count * 2 }, () => rng.uniform());
      for (let row = 0; row < count; row++) {
        gold.push(
          [0, 1].filter((label) => rng.uniform() < (probabilities[row * 2 + label] as number) ** (1 + 3 * label)),
        );
      }
      return { gold, probabilities, labelCount: 2 };
    };
    const missed = [0, 0];
    const had = [0, 0];
    for (let trial = 0; trial < 40; trial++) {
      const rule = fitLabelRecall(draw(150), alpha);
      const test = draw(150);
      for (const [row, own] of rowsOf(test.probabilities, 2).entries()) {
        const set = labelRecallSet(rule, own);
        for (const label of test.gold[row] ?? []) {
          had[label] = (had[label] ?? 0) + 1;
          if (!set.includes(label)) missed[label] = (missed[label] ?? 0) + 1;
        }
      }
    }
    for (const label of [0, 1]) {
      const rate = (missed[label] ?? 0) / (had[label] ?? 1);
      expect(rate).toBeLessThan(alpha + 0.015);
      expect(rate).toBeGreaterThan(alpha - 0.05);
    }
  });

  it("always hold a label that too few texts have, and read their rule from JSON", () => {
    const gold = Array.from({ length: 30 }, () => [0]);
    const probabilities = Float64Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? 0.5 + i / 200 : 0.01));
    const rule = fitLabelRecall({ gold, probabilities, labelCount: 2 }, 0.1);
    expect(rule).toEqual({ alpha: 0.1, thresholds: [0.52, null], calibrated: [30, 0] });
    const read = labelRecallForm.parse(JSON.parse(JSON.stringify(rule)));
    expect(labelRecallSet(read, Float64Array.of(0.52, 0))).toEqual([0, 1]);
    expect(labelRecallSet(read, Float64Array.of(0.51, 0))).toEqual([1]);
  });
});

describe("the deepest node", () => {
  /** A path of three levels, each right with its probability; wrong ones stay wrong below. */
  function drawPaths(rng: Rng, count: number): { paths: PredictedPath[]; gold: number[][] } {
    const paths: PredictedPath[] = [];
    const gold: number[][] = [];
    for (let i = 0; i < count; i++) {
      const [a, b, c] = [rng.uniform(), rng.uniform(), rng.uniform()].map((share) => 0.5 + share / 2) as [
        number,
        number,
        number,
      ];
      paths.push({ nodes: [0, 1, 2], probabilities: [a ** 0.5, (a * b) ** 0.5, (a * b * c) ** 0.5] });
      if (rng.uniform() > a) gold.push([9]);
      else if (rng.uniform() > b) gold.push([0, 9]);
      else if (rng.uniform() > c) gold.push(rng.uniform() < 0.5 ? [0, 1, 9] : [0, 1]);
      else gold.push([0, 1, 2]);
    }
    return { paths, gold };
  }

  it("is wrong as often as promised, on average over calibrations", () => {
    const rng = Rng.fromSeed(77);
    const alpha = 0.15;
    const trials = 80;
    let error = 0;
    let depth = 0;
    for (let trial = 0; trial < trials; trial++) {
      const calibration = drawPaths(rng, 120);
      const rule = fitDeepestNode(calibration.paths, calibration.gold, alpha);
      const test = drawPaths(rng, 150);
      const figures = depthCoverage(
        test.paths,
        test.gold,
        test.paths.map((path) => answerDepth(rule, path)),
      );
      error += figures.error_rate / trials;
      depth += figures.mean_depth / trials;
    }
    expect(error).toBeLessThan(alpha + 0.015);
    expect(error).toBeGreaterThan(alpha - 0.03);
    expect(depth).toBeGreaterThan(0.5);
  });

  it("goes no deeper for a lower error rate", () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0.05, max: 0.5, noNaN: true }), (seed, alpha) => {
        const rng = Rng.fromSeed(seed);
        const { paths, gold } = drawPaths(rng, 50);
        const strict = fitDeepestNode(paths, gold, alpha);
        const loose = fitDeepestNode(paths, gold, alpha * 1.8);
        for (const path of drawPaths(rng, 20).paths) {
          expect(answerDepth(strict, path)).toBeLessThanOrEqual(answerDepth(loose, path));
        }
      }),
    );
  });

  it("is the whole path where nothing is wrong, the root where too little is known, and below no gap of independent heads", () => {
    const path = { nodes: [0, 1], probabilities: [0.4, 0.9] };
    const right = fitDeepestNode(Array(20).fill(path), Array(20).fill([0, 1]), 0.1);
    expect(answerDepth(deepestNodeForm.parse(JSON.parse(JSON.stringify(right))), path)).toBe(2);
    const unknown = fitDeepestNode([path], [[0, 1]], 0.1);
    expect(unknown.threshold).toBeNull();
    expect(answerDepth(unknown, path)).toBe(0);
    expect(answerDepth({ alpha: 0.1, threshold: 0.5, calibrated: 20 }, path)).toBe(0);
  });
});

describe("measured coverage", () => {
  it("counts labels held, sizes and single ones", () => {
    expect(setCoverage([[0], [1], [], [0, 2]], [[0], [0, 2], [1], [2]])).toEqual({
      coverage: 2 / 4,
      mean_size: 5 / 4,
      singleton_rate: 3 / 4,
      count: 4,
    });
    expect(setCoverage([], [])).toEqual({ coverage: 0, mean_size: 0, singleton_rate: 0, count: 0 });
  });

  it("counts wrong nodes, depths, whole paths and roots", () => {
    const path = { nodes: [0, 1], probabilities: [0.9, 0.8] };
    expect(depthCoverage([path, path, path, path], [[0, 1], [0, 2], [0], [3]], [2, 1, 2, 0])).toEqual({
      error_rate: 1 / 4,
      mean_depth: 5 / 4,
      whole_rate: 2 / 4,
      root_rate: 1 / 4,
      count: 4,
    });
  });

  it("has defaults in the config", () => {
    expect(conformalConfig.parse({})).toEqual({ alpha: 0.1, method: "lac" });
    expect(conformalConfig.safeParse({ alpha: 0 }).success).toBe(false);
  });
});
