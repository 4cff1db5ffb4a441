import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildLabelSpace, type Gold, type LabelSpace } from "../labels/index.js";
import type { AdditiveMetrics } from "../metrics/index.js";
import { evaluateScores, flatMetrics, headlineSums, type ScoredSplit } from "./index.js";

/** Sums in another order. */
const FLOAT64_ORDER = 9;

/** A tree in which "other" stands under two parents, and paths end at different levels. */
const PATHS: readonly Gold[] = [["x", "other"], ["y", "other"], ["x", "own"], ["y"], ["y", "other", "deep"]];
/** Also a path that the tree lacks, and predictions that are none of its paths. */
const GOLDS: readonly Gold[] = [...PATHS, ["z", "other"], ["x", "new"]];
const ANSWERS: readonly Gold[] = [...PATHS, ["x", "other", "deep"], ["x"], []];

const tree = buildLabelSpace(PATHS, { task: "hierarchical" });
const joined = (path: Gold): string[] => path.map((_, level) => path.slice(0, level + 1).join(" > "));
const forest = buildLabelSpace(PATHS.map(joined), { task: "hierarchical", severalPaths: true });

function all({ count, parts }: AdditiveMetrics): Record<string, number> {
  const figures = parts.map(({ contributions, metrics }) => {
    const sums = new Float64Array(contributions.columns);
    for (const [at, sum] of contributions.indices.entries())
      sums[sum] = (sums[sum] ?? 0) + (contributions.values[at] ?? 0);
    return metrics(sums);
  });
  expect(count).toBeGreaterThan(0);
  return Object.assign({}, ...figures);
}

function expectEqual(space: LabelSpace, split: ScoredSplit, least: number): void {
  const whole = flatMetrics(evaluateScores(space, split));
  const sums = Object.entries(all(headlineSums(space, split)));
  expect(sums.length).toBeGreaterThan(least);
  for (const [name, value] of sums) {
    // Of a level that no text reaches, an evaluation has no log loss.
    if (!(name in whole) && value === 0) continue;
    expect(value, name).toBeCloseTo(whole[name] ?? Number.NaN, FLOAT64_ORDER);
  }
}

/** Scores that say nothing, for the width of each head. */
function even({ heads }: LabelSpace, count: number): Float32Array[] {
  return heads.map(({ labels }) => new Float32Array(count * labels.length).fill(1 / labels.length));
}

const pairs = fc.array(fc.tuple(fc.nat(GOLDS.length - 1), fc.nat(ANSWERS.length - 1)), { minLength: 1, maxLength: 12 });

describe("sums over the texts of a split give the metrics of its evaluation", () => {
  it("of one path a text, in a tree where a name stands under several parents", () => {
    fc.assert(
      fc.property(pairs, (rows) => {
        const golds = rows.map(([gold]) => GOLDS[gold] as Gold);
        const predicted = rows.map(([, answer]) => ANSWERS[answer] as Gold);
        expectEqual(tree, { golds, predicted, scores: even(tree, golds.length) }, 20);
      }),
    );
  });

  it("of several paths a text", () => {
    const twice = fc.array(fc.tuple(fc.array(fc.nat(PATHS.length), { maxLength: 2 }), fc.nat(PATHS.length - 1)), {
      minLength: 1,
      maxLength: 12,
    });
    const closed = (ids: readonly number[]) => [...new Set(ids.flatMap((id) => joined(GOLDS[id] as Gold)))].sort();
    fc.assert(
      fc.property(twice, (rows) => {
        const golds = rows.map(([ids]) => closed(ids));
        const predicted = rows.map(([ids, id]) => closed([...ids.filter((one) => one < PATHS.length).slice(1), id]));
        expectEqual(forest, { golds, predicted, scores: even(forest, golds.length) }, 20);
      }),
    );
  });

  it("of a set of labels, and of one label a text", () => {
    const sets = buildLabelSpace([["a"], ["b"], ["c"]], { task: "multi-label" });
    const golds = [["a", "b"], ["c"], [], ["new"]];
    expectEqual(sets, { golds, predicted: [["a"], ["b", "c"], [], []], scores: even(sets, 4) }, 12);
    const one = buildLabelSpace([["a"], ["b"], ["c"]], { task: "multi-class" });
    expectEqual(
      one,
      { golds: [["a"], ["c"], ["new"]], scores: [Float32Array.of(0.5, 0.3, 0.2, 0.1, 0.8, 0.1, 0.2, 0.2, 0.6)] },
      10,
    );
  });
});
