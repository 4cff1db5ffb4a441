import fc from "fast-check";
import { describe, expect, it } from "vitest";
import golden from "../../test/golden/data/paths.json" with { type: "json" };
import { evaluatePaths, hierarchicalCurve, type Metrics, meanTreeDistances, pathDistances } from "./index.js";

/** The same float64 sums in another order. */
const FLOAT64_ORDER = 12;

function expectClose(actual: Metrics, expected: Metrics): void {
  for (const [name, value] of Object.entries(expected)) expect(actual[name], name).toBeCloseTo(value, FLOAT64_ORDER);
}

describe("paths of uneven depth", () => {
  it.each(golden.paths)("agree with HiClass and the distances of networkx", ({ gold, predicted, metrics }) => {
    expectClose(evaluatePaths(gold, predicted), metrics);
  });

  const path = fc.array(fc.nat(2), { maxLength: 4 });

  it("have distances that are a metric over the ends, the one up a part of the whole way", () => {
    fc.assert(
      fc.property(path, path, path, (a, b, c) => {
        const [ab, ba] = [pathDistances(a, b), pathDistances(b, a)];
        expect(ab.tree).toBe(ba.tree);
        expect(ab.tree).toBe(ab.lca + ba.lca);
        expect(ab.tree === 0).toBe(a.join() === b.join());
        expect(pathDistances(a, c).tree).toBeLessThanOrEqual(ab.tree + pathDistances(b, c).tree);
      }),
    );
  });

  it("go to the root where nothing is predicted, and up only as far as the common ancestor", () => {
    expect(pathDistances([0, 3, 7], [])).toEqual({ lca: 3, tree: 3 });
    expect(pathDistances([0, 3], [0, 3, 7])).toEqual({ lca: 0, tree: 1 });
    expect(pathDistances([0, 3, 7], [0, 4])).toEqual({ lca: 2, tree: 3 });
    expect(meanTreeDistances([[[0, 3], [1]]], [[]])).toEqual({ lca: 1.5, tree: (1.5 + 1) / 2 });
    expect(meanTreeDistances([], [])).toEqual({ lca: 0, tree: 0 });
  });
});

describe("the hierarchical precision–recall curve", () => {
  it.each(golden.curves)("has the areas of scikit-learn, pooled and by example", (one) => {
    const { gold, nodeCount } = one;
    const probabilities = Float64Array.from(one.probabilities);
    const curve = hierarchicalCurve({ gold, probabilities, nodeCount });
    expectClose(curve.metrics, one.metrics);
    const recalls = curve.points.map(({ recall }) => recall);
    expect(recalls).toEqual([...recalls].sort((a, b) => a - b));
    expect(recalls.at(-1)).toBe(1);
  });

  it("is thinned to so many points, both ends kept", () => {
    const [one] = golden.curves;
    if (one === undefined) throw new Error("no curve");
    const probabilities = Float64Array.from(one.probabilities);
    const input = { gold: one.gold, probabilities, nodeCount: one.nodeCount };
    const [all, few] = [hierarchicalCurve(input, 10_000).points, hierarchicalCurve(input, 20).points];
    expect(few).toHaveLength(20);
    expect([few[0], few.at(-1)]).toEqual([all[0], all.at(-1)]);
  });

  it("is 1 where every gold node is above every other, and leaves examples without gold nodes out", () => {
    const probabilities = Float64Array.of(0.9, 0.8, 0.1, 0.3, 0.2, 0.1);
    const curve = hierarchicalCurve({ gold: [[0, 1], []], probabilities, nodeCount: 3 });
    expect(curve.metrics).toEqual({ hierarchical_pr_auc: 1, hierarchical_macro_pr_auc: 1 });
  });
});
