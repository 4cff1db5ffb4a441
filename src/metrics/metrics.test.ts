import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InternalError, Rng } from "../shared/index.js";
import {
  accuracy,
  confusionMatrix,
  evaluateHierarchical,
  evaluateMultiClass,
  evaluateMultiLabel,
  isHigherBetter,
  type LevelInput,
  logLoss,
  type Metrics,
  rankExample,
  rankingScores,
  topKAccuracy,
} from "./index.js";

/** Sums in another order. */
const FLOAT64_ORDER = 1e-12;

const LABELS = 5;
const labelId = fc.nat(LABELS - 1);
const pairs = fc.array(fc.tuple(labelId, labelId), { maxLength: 30 });
const sets = fc.uniqueArray(labelId, { maxLength: LABELS });
const setPairs = fc.array(fc.tuple(sets, sets), { maxLength: 20 });
const renaming = fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: LABELS });
const seeds = fc.integer();

function expectSame(actual: Metrics, expected: Metrics): void {
  expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, value] of Object.entries(expected)) {
    expect(Math.abs((actual[name] ?? Number.NaN) - value), name).toBeLessThan(FLOAT64_ORDER);
  }
}

function expectBounded(metrics: Metrics): void {
  for (const [name, value] of Object.entries(metrics)) {
    const [low, high] = BOUNDS[name] ?? [0, 1];
    expect(value, name).toBeGreaterThanOrEqual(low - FLOAT64_ORDER);
    expect(value, name).toBeLessThanOrEqual(high + FLOAT64_ORDER);
  }
}

const BOUNDS: Record<string, readonly [number, number]> = {
  mcc: [-1, 1],
  cohen_kappa: [-1, 1],
  log_loss: [0, Number.POSITIVE_INFINITY],
  coverage_error: [0, LABELS],
  lca_distance: [0, 2],
  tree_distance: [0, 4],
};

/** Scores without ties, the same for the same seed. */
function drawScores(seed: number, count: number): Float64Array {
  const rng = Rng.fromSeed(seed);
  return Float64Array.from({ length: count * LABELS }, () => rng.uniform());
}

/** The scores with rows in another order and columns under other names. */
function permute(scores: Float64Array, rows: readonly number[], names: readonly number[]): Float64Array {
  const result = new Float64Array(scores.length);
  for (const [to, from] of rows.entries()) {
    for (const [label, name] of names.entries()) result[to * LABELS + name] = scores[from * LABELS + label] ?? 0;
  }
  return result;
}

/** Each row divided by its sum. */
function normalise(scores: Float64Array): Float64Array {
  return scores.map((score, i) => {
    const start = i - (i % LABELS);
    return score / scores.subarray(start, start + LABELS).reduce((a, b) => a + b, 0);
  });
}

describe("multi-class metrics", () => {
  const evaluate = (list: readonly (readonly [number, number])[], probabilities?: Float64Array) =>
    evaluateMultiClass({
      gold: list.map(([gold]) => gold),
      predicted: list.map(([, predicted]) => predicted),
      labelCount: LABELS,
      probabilities,
    });

  it("don't depend on the order of examples or the names of labels", () => {
    fc.assert(
      fc.property(pairs, renaming, seeds, (list, names, seed) => {
        const order = Rng.fromSeed(seed).shuffle(list.map((_, i) => i));
        const renamed = order.map((i) => (list[i] ?? [0, 0]).map((label) => names[label] ?? 0) as [number, number]);
        const probabilities = normalise(drawScores(seed, list.length));
        const expected = evaluate(list, probabilities).metrics;
        expectSame(evaluate(renamed, permute(probabilities, order, names)).metrics, expected);
      }),
    );
  });

  it("stay in their bounds, and the micro averages are the accuracy", () => {
    fc.assert(
      fc.property(pairs, seeds, (list, seed) => {
        const { metrics, per_label } = evaluate(list, normalise(drawScores(seed, list.length)));
        expectBounded(metrics);
        expect(metrics.micro_f1).toBeCloseTo(metrics.accuracy ?? Number.NaN, 12);
        expect(metrics.weighted_recall).toBeCloseTo(metrics.accuracy ?? Number.NaN, 12);
        expect(per_label.reduce((total, { right }) => total + right, 0)).toBeCloseTo(
          (metrics.accuracy ?? 0) * list.length,
          9,
        );
      }),
    );
  });

  it("are 1 for right predictions of two labels or more", () => {
    const { metrics } = evaluate([
      [0, 0],
      [3, 3],
      [3, 3],
    ]);
    expect(new Set(Object.values(metrics))).toEqual(new Set([1]));
  });

  it("name the best and the worst label that has references, the first of equals", () => {
    const report = evaluate([
      [1, 1],
      [2, 4],
      [3, 4],
      [0, 0],
    ]);
    expect(report).toMatchObject({ count: 4, best_label: 0, worst_label: 2 });
    expect(evaluate([])).toMatchObject({ count: 0, metrics: { accuracy: 0, macro_f1: 0 } });
    expect(evaluate([]).best_label).toBeUndefined();
  });

  it("count an example without a prediction as wrong, and as of no label", () => {
    const { metrics, per_label } = evaluateMultiClass({ gold: [0, 0, 1], predicted: [0, -1, 1], labelCount: 2 });
    expect(metrics.accuracy).toBeCloseTo(2 / 3, 12);
    expect(metrics.micro_precision).toBe(1);
    expect(metrics.micro_recall).toBeCloseTo(2 / 3, 12);
    expect(per_label[0]).toMatchObject({ precision: 1, recall: 0.5, support: 2, right: 1, predicted: 1 });
    // Two labels and "none": the 3 × 3 matrix by hand gives (2·3 − 3) / √((9 − 3)(9 − 5)).
    expect(metrics.mcc).toBeCloseTo(3 / Math.sqrt(24), 12);
    expect([...confusionMatrix([0, 0, 1], [0, -1, 1], 2).counts]).toEqual([1, 0, 0, 1]);
  });

  it("take typed arrays, and refuse ids and lengths that don't fit", () => {
    expect(accuracy(Int32Array.of(1, 2), [1, 0])).toBe(0.5);
    expect(() => evaluate([[0, LABELS]])).toThrow(InternalError);
    expect(() => evaluate([[-1, 0]])).toThrow(/label id -1/);
    expect(() => evaluate([[0.5, 0]])).toThrow(InternalError);
    expect(() => accuracy([1], [1, 2])).toThrow(/1 references against 2 predictions/);
    expect(() => logLoss([0], new Float64Array(3), 2)).toThrow(InternalError);
  });

  it("clip float32 probabilities by float32's epsilon", () => {
    expect(logLoss([0], Float32Array.of(0, 1), 2)).toBeCloseTo(-Math.log(2 ** -23), 12);
    expect(logLoss([0], Float64Array.of(0, 1), 2)).toBeCloseTo(-Math.log(2 ** -52), 12);
  });

  it("top-k accuracy rises with k up to 1", () => {
    fc.assert(
      fc.property(pairs, seeds, (list, seed) => {
        const gold = list.map(([label]) => label);
        const scores = drawScores(seed, gold.length);
        const byK = [1, 2, 3, 4, 5].map((k) => topKAccuracy(gold, scores, { k, labelCount: LABELS }));
        expect(byK).toEqual([...byK].sort((a, b) => a - b));
        if (gold.length > 0) expect(byK[4]).toBe(1);
      }),
    );
  });
});

describe("multi-label metrics", () => {
  const evaluate = (list: readonly (readonly [number[], number[]])[], scores?: Float64Array) =>
    evaluateMultiLabel({
      gold: list.map(([gold]) => gold),
      predicted: list.map(([, predicted]) => predicted),
      labelCount: LABELS,
      scores,
    });

  it("stay in their bounds and don't depend on the order of examples or the names of labels", () => {
    fc.assert(
      fc.property(setPairs, renaming, seeds, (list, names, seed) => {
        const rename = (ids: number[]) => ids.map((id) => names[id] ?? 0);
        const order = Rng.fromSeed(seed).shuffle(list.map((_, i) => i));
        const renamed = order.map((i): [number[], number[]] => [
          rename(list[i]?.[0] ?? []),
          rename(list[i]?.[1] ?? []),
        ]);
        const scores = drawScores(seed, list.length);
        const { metrics } = evaluate(list, scores);
        expectBounded(metrics);
        expectSame(evaluate(renamed, permute(scores, order, names)).metrics, metrics);
      }),
    );
  });

  it("of sets of one are those of multi-class", () => {
    fc.assert(
      fc.property(pairs, (list) => {
        const asSets = list.map(([gold, predicted]): [number[], number[]] => [[gold], [predicted]]);
        const { metrics } = evaluate(asSets);
        const [gold, predicted] = [list.map(([label]) => label), list.map(([, label]) => label)];
        const one = evaluateMultiClass({ gold, predicted, labelCount: LABELS }).metrics;
        for (const name of ["micro_f1", "macro_f1", "macro_precision", "weighted_recall"]) {
          expect(metrics[name]).toBeCloseTo(one[name] ?? Number.NaN, 12);
        }
        expect(metrics.subset_accuracy).toBe(one.accuracy);
      }),
    );
  });

  it("has no ranking metric without scores, nor of labels that can't be ranked", () => {
    expect(evaluate([[[0], [1]]]).metrics).not.toHaveProperty("macro_roc_auc");
    const { metrics, per_label } = evaluate([[[0], [0]]], drawScores(1, 1));
    expect(metrics).not.toHaveProperty("macro_roc_auc");
    expect(metrics).toHaveProperty("micro_roc_auc");
    expect(per_label[0]).toMatchObject({ average_precision: 1 });
    expect(per_label[1]).not.toHaveProperty("average_precision");
  });
});

describe("ranking", () => {
  const decisions = fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.boolean()), { maxLength: 25 });

  it("ROC-AUC is the share of pairs in the right order, ties a half", () => {
    fc.assert(
      fc.property(decisions, (list) => {
        const [positive, negative] = [true, false].map((kind) => list.filter(([, is]) => is === kind));
        const { rocAuc } = rankingScores(
          list.map(([score]) => score),
          list.map(([, is]) => is),
        );
        if (!positive?.length || !negative?.length) {
          expect(rocAuc).toBeUndefined();
          return;
        }
        const wins = positive.flatMap(([p]) => negative.map(([n]) => (p > n ? 1 : p === n ? 0.5 : 0) as number));
        expect(rocAuc).toBeCloseTo(wins.reduce((a, b) => a + b, 0) / wins.length, 12);
      }),
    );
  });

  it("of one example counts the first k with the lower id first", () => {
    const ranking = rankExample([0.5, 0.9, 0.5, 0.1], new Set([0, 3]), [1, 2, 3, 4]);
    expect(ranking.precisionAt).toEqual([0, 1 / 2, 1 / 3, 2 / 4]);
    expect(ranking).toMatchObject({ coverage: 4, rPrecision: 0.5, rankingAveragePrecision: (1 / 3 + 2 / 4) / 2 });
  });
});

describe("hierarchical metrics", () => {
  const PARENTS = [0, 0, 1, 1, 1];
  const paths = fc.array(fc.tuple(labelId, fc.nat(1), labelId), { minLength: 1, maxLength: 20 });

  /** Gold paths of the tree; each level predicts by itself. */
  function toLevels(list: readonly (readonly [number, number, number])[]): LevelInput[] {
    return [
      { gold: list.map(([leaf]) => PARENTS[leaf] ?? 0), predicted: list.map(([, top]) => top), labelCount: 2 },
      {
        gold: list.map(([leaf]) => leaf),
        predicted: list.map(([, , leaf]) => leaf),
        labelCount: LABELS,
        parents: PARENTS,
      },
    ];
  }

  it("stay in their bounds; the path is never more often right than a level", () => {
    fc.assert(
      fc.property(paths, (list) => {
        const { metrics, levels } = evaluateHierarchical(toLevels(list));
        expectBounded(metrics);
        for (const level of levels) expect(metrics.path_accuracy).toBeLessThanOrEqual(level.metrics.accuracy ?? 0);
        expect(metrics.accuracy).toBe(levels[1]?.metrics.accuracy);
        expect(metrics.macro_f1).toBeCloseTo(levels[1]?.metrics.macro_f1 ?? Number.NaN, 12);
        // With one node a level on both sides, precision and recall have the same denominator.
        const mean = ((levels[0]?.metrics.accuracy ?? 0) + (levels[1]?.metrics.accuracy ?? 0)) / 2;
        for (const kind of ["precision", "recall", "f1"]) {
          expect(metrics[`hierarchical_${kind}`]).toBeCloseTo(mean, 12);
          expect(metrics[`hierarchical_macro_${kind}`]).toBeCloseTo(mean, 12);
        }
      }),
    );
  });

  it("the consistency rate is 1 exactly where every predicted leaf lies under its predicted parent", () => {
    fc.assert(
      fc.property(paths, (list) => {
        const consistent = list.filter(([, top, leaf]) => PARENTS[leaf] === top).length;
        expect(evaluateHierarchical(toLevels(list)).metrics.consistency_rate).toBeCloseTo(consistent / list.length, 12);
      }),
    );
  });

  it("a level is scored over the examples that reach it, with their probabilities", () => {
    const levels: LevelInput[] = [
      { gold: [0, 1], predicted: [0, 1], labelCount: 2 },
      { gold: [-1, 1], predicted: [0, 1], labelCount: 2, probabilities: Float64Array.of(1, 0, 0.25, 0.75) },
    ];
    const report = evaluateHierarchical(levels);
    expect(report.levels[1]).toMatchObject({ count: 1, metrics: { accuracy: 1, log_loss: -Math.log(0.75) } });
    expect(report.metrics).toMatchObject({ accuracy: 0.5, path_accuracy: 0.5 });
    expect(report.metrics).not.toHaveProperty("consistency_rate");
  });

  it("refuses levels of different examples and ids out of range", () => {
    const level = { gold: [0], predicted: [0], labelCount: 2 };
    expect(() => evaluateHierarchical([level, { gold: [0, 1], predicted: [0, 1], labelCount: 2 }])).toThrow(
      InternalError,
    );
    expect(() => evaluateHierarchical([])).toThrow(InternalError);
    expect(() => evaluateHierarchical([level, { gold: [0], predicted: [2], labelCount: 2 }])).toThrow(
      /label id 2 of 2/,
    );
  });
});

describe("the direction of a metric", () => {
  it("follows from its name", () => {
    expect(["accuracy", "level2.macro_f1", "mcc", "glossary"].every(isHigherBetter)).toBe(true);
    expect(
      ["loss", "log_loss", "hamming_loss", "coverage_error", "level1.log_loss", "perplexity"].some(isHigherBetter),
    ).toBe(false);
  });
});
