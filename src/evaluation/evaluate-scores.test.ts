import { describe, expect, it } from "vitest";
import { buildLabelSpace } from "../labels/index.js";
import { evaluateScores, flatMetrics } from "./index.js";

const flat = buildLabelSpace([["a"], ["b"], ["c"]], { task: "multi-class" });
const tree = buildLabelSpace(
  [
    ["x", "x1"],
    ["x", "x2"],
    ["y", "y1"],
  ],
  { task: "hierarchical" },
);

/** Scores whose largest is at the place given. */
function scores(width: number, places: readonly number[]): Float32Array {
  const result = new Float32Array(places.length * width).fill(0.1);
  places.forEach((place, row) => {
    result[row * width + place] = 0.8;
  });
  return result;
}

it("counts a label under another parent as wrong, at its own level too", () => {
  const space = buildLabelSpace(
    [
      ["x", "other"],
      ["y", "other"],
      ["x", "own"],
    ],
    { task: "hierarchical" },
  );
  const golds = [
    ["x", "other"],
    ["x", "own"],
  ];
  const predicted = [
    ["y", "other"],
    ["x", "own"],
  ];
  const even = [new Float32Array(4).fill(0.5), new Float32Array(4).fill(0.5)];
  const { levels, per_label } = evaluateScores(space, { golds, predicted, scores: even, method: "independent" });
  expect(levels?.level2?.metrics.accuracy).toBe(0.5);
  expect(levels?.level2?.errors).toEqual({ count: 1, leaving_parent: 1 });
  expect(
    per_label.filter(({ level }) => level === "level2").map(({ label, predicted: said }) => [label, said]),
  ).toEqual([
    ["x > other", 0],
    ["own", 1],
    ["y > other", 1],
  ]);
});

describe("one label a text", () => {
  it("counts right and total, precision, recall and confusions", () => {
    const golds = [["a"], ["a"], ["b"], ["c"]];
    const result = evaluateScores(flat, { golds, scores: [scores(3, [0, 1, 1, 1])] });
    expect(result.count).toBe(4);
    expect(result.metrics.accuracy).toBe(0.5);
    expect(result.metrics.macro_f1).toBeCloseTo((2 / 3 + 0.5 + 0) / 3, 12);
    expect(result.per_label.map(({ label, right, support, predicted }) => [label, right, support, predicted])).toEqual([
      ["a", 1, 2, 1],
      ["b", 1, 1, 3],
      ["c", 0, 1, 0],
    ]);
    expect(result.confusion).toEqual({
      labels: ["a", "b", "c"],
      counts: [
        [1, 1, 0],
        [0, 1, 0],
        [0, 1, 0],
      ],
    });
    expect([result.best_label, result.worst_label]).toEqual(["a", "c"]);
  });

  it("counts a label that only the references have as one that is never predicted", () => {
    const golds = [["a"], ["new"], ["newer"], ["new"]];
    const result = evaluateScores(flat, { golds, scores: [scores(3, [0, 0, 1, 2])] });
    expect(result.metrics.accuracy).toBe(0.25);
    expect(result.per_label.map(({ label, support, recall }) => [label, support, recall])).toEqual([
      ["a", 1, 1],
      ["b", 0, 0],
      ["c", 0, 0],
      ["new", 2, 0],
      ["newer", 1, 0],
    ]);
    expect(result.metrics.log_loss).toBeGreaterThan(3);
    expect(Number.isFinite(result.metrics.log_loss)).toBe(true);
  });

  it("of no texts is all zeros", () => {
    const result = evaluateScores(flat, { golds: [], scores: [new Float32Array(0)] });
    expect(result.count).toBe(0);
    expect(result.metrics.accuracy).toBe(0);
    expect(Object.values(result.metrics).every(Number.isFinite)).toBe(true);
  });
});

describe("a path a text, against figures by hand", () => {
  // Labels: level1 x, y; level2 x1, x2, y1.
  const golds = [
    ["x", "x1"],
    ["x", "x2"],
    ["y", "y1"],
    ["y", "y1"],
  ];
  // x > x1 (all right), x > x1 (leaf wrong), x > y1 (parent wrong, no path of the tree), y > x1 (leaf wrong, no path).
  const result = evaluateScores(tree, { golds, scores: [scores(2, [0, 0, 0, 1]), scores(3, [0, 0, 2, 0])] });

  it("leaf, levels and path", () => {
    expect(result.metrics).toMatchObject({ accuracy: 0.5, path_accuracy: 0.25 });
    expect(result.levels?.level1?.metrics.accuracy).toBe(0.75);
    expect(result.levels?.level2?.metrics.accuracy).toBe(0.5);
    expect(flatMetrics(result)["level1.accuracy"]).toBe(0.75);
    expect(flatMetrics(result).accuracy).toBe(0.5);
  });

  it("hierarchical scores: 5 of 8 nodes shared", () => {
    expect(result.metrics.hierarchical_precision).toBeCloseTo(5 / 8, 12);
    expect(result.metrics.hierarchical_recall).toBeCloseTo(5 / 8, 12);
    expect(result.metrics.hierarchical_f1).toBeCloseTo(5 / 8, 12);
    expect(result.metrics.hierarchical_macro_f1).toBeCloseTo((1 + 0.5 + 0.5 + 0.5) / 4, 12);
  });

  it("consistency: two of four leaves stand under the parent predicted", () => {
    expect(result.metrics.consistency_rate).toBe(0.5);
  });

  it("rows and confusions by level", () => {
    expect(result.per_label.map(({ level, label, right, support }) => [level, label, right, support])).toEqual([
      ["level1", "x", 2, 2],
      ["level1", "y", 1, 2],
      ["level2", "x1", 1, 1],
      ["level2", "x2", 0, 1],
      ["level2", "y1", 1, 2],
    ]);
    expect(result.levels?.level1?.confusion?.counts).toEqual([
      [2, 0],
      [1, 1],
    ]);
    expect(result.confusion).toBeUndefined();
  });

  it("takes labels that only the references have, on any level, and paths that end early", () => {
    const odd = [["x", "new"], ["z", "z1"], ["y"]];
    const report = evaluateScores(tree, { golds: odd, scores: [scores(2, [0, 0, 1]), scores(3, [0, 0, 2])] });
    expect(report.metrics.path_accuracy).toBe(0);
    expect(report.levels?.level1?.metrics.accuracy).toBeCloseTo(2 / 3, 12);
    expect(report.levels?.level2?.metrics.accuracy).toBe(0);
    expect(report.per_label.filter(({ support }) => support > 0).map(({ label }) => label)).toEqual([
      "x",
      "y",
      "z",
      "new",
      "z1",
    ]);
  });
});

describe("paths that end anywhere, and names under several parents", () => {
  // Nodes: x, y; x > other, y > other. Labels: level1 x, y; level2 other.
  const uneven = buildLabelSpace([["x", "other"], ["y", "other"], ["x"]], { task: "hierarchical" });
  const golds = [["x", "other"], ["x"], ["y", "other"]];
  const figures = (predicted: readonly (readonly string[])[]) =>
    evaluateScores(uneven, { golds, predicted, scores: [scores(2, [0, 0, 1]), scores(1, [0, 0, 0])] });

  it("tells a name's places apart", () => {
    const { metrics, levels } = figures([
      ["y", "other"],
      ["x", "other"],
      ["y", "other"],
    ]);
    expect(metrics).toMatchObject({ accuracy: 1 / 3, path_accuracy: 1 / 3, consistency_rate: 1 });
    // 3 of the 6 nodes that are said, of 5 that there are.
    expect(metrics.hierarchical_precision).toBeCloseTo(3 / 6, 12);
    expect(metrics.hierarchical_recall).toBeCloseTo(3 / 5, 12);
    // Up from x > other to the root; none from x; none.
    expect(metrics.lca_distance).toBeCloseTo(2 / 3, 12);
    // The name is right, the node is not.
    expect(levels?.level2?.metrics.accuracy).toBe(0.5);
  });

  it("takes an early end for what it is", () => {
    const { metrics } = figures(golds);
    expect(metrics).toMatchObject({ accuracy: 1, path_accuracy: 1, hierarchical_f1: 1, lca_distance: 0 });
    expect(figures([["x"], ["x"], ["y"]]).metrics).toMatchObject({ path_accuracy: 1 / 3, consistency_rate: 1 });
  });

  it("measures the curve by the probabilities of nodes, where the method is known", () => {
    expect(figures(golds).metrics).not.toHaveProperty("hierarchical_pr_auc");
    const nodes = Float32Array.of(0.9, 0.1, 0.8, 0.1, 0.9, 0.1, 0.2, 0.1, 0.1, 0.9, 0.1, 0.8);
    const heads = [scores(2, [0, 0, 1]), scores(1, [0, 0, 0])];
    const exact = evaluateScores(uneven, { golds, predicted: golds, scores: [...heads, nodes], method: "conditional" });
    expect(exact.metrics).toMatchObject({ hierarchical_pr_auc: 1, hierarchical_macro_pr_auc: 1 });
  });
});

describe("several paths a text", () => {
  const space = buildLabelSpace([["x", "x > x1"], ["x", "x > x2"], ["y"]], {
    task: "hierarchical",
    severalPaths: true,
  });
  const result = evaluateScores(space, {
    golds: [
      ["x", "x > x1", "y"],
      ["x", "x > x2"],
      ["y", "y > new"],
    ],
    // x, x > x1, x > x2, y
    scores: [Float32Array.of(0.9, 0.8, 0.1, 0.7, 0.9, 0.6, 0.4, 0.1, 0.1, 0, 0, 0.9)],
    method: "conditional_sigmoid",
    thresholds: [0.5, 0.5, 0.5, 0.25],
  });

  it("has the figures of sets, all together and by level", () => {
    expect(result.metrics.subset_accuracy).toBeCloseTo(1 / 3, 12);
    expect(result.metrics.micro_f1).toBeCloseTo(result.metrics.hierarchical_f1 as number, 12);
    expect(Object.keys(result.levels ?? {})).toEqual(["level1", "level2"]);
    expect(result.levels?.level1?.metrics.subset_accuracy).toBe(1);
    expect(result.levels?.level2?.metrics.micro_recall).toBeCloseTo(1 / 3, 12);
    expect(result.per_label.map(({ level, label, threshold }) => [level, label, threshold])).toEqual([
      ["level1", "x", 0.5],
      ["level1", "y", 0.25],
      ["level2", "x > x1", 0.5],
      ["level2", "x > x2", 0.5],
      ["level2", "y > new", undefined],
    ]);
  });

  it("has those of paths: the nearest to each counts", () => {
    expect(result.metrics).toMatchObject({ consistency_rate: 1, path_accuracy: 1 / 3 });
    // x > x1 for x > x2 is one step up; of y > new, y is found, one step up.
    expect(result.metrics.lca_distance).toBeCloseTo((0 + 1 + 1) / 3, 12);
    expect(result.metrics.hierarchical_pr_auc).toBeGreaterThan(0.7);
  });
});

describe("a set of labels a text", () => {
  const sets = buildLabelSpace([["a", "b"], ["c"]], { task: "multi-label" });
  const rows = Float32Array.of(0.9, 0.2, 0.6, 0.4, 0.8, 0.3);

  it("takes the answers that are given, with their thresholds beside", () => {
    const result = evaluateScores(sets, {
      golds: [["a"], ["b", "c"]],
      scores: [rows],
      predicted: [["a", "c"], ["b"]],
      thresholds: [0.5, 0.25, Number.POSITIVE_INFINITY],
    });
    expect(result.count).toBe(2);
    expect(result.metrics).toMatchObject({ subset_accuracy: 0, hamming_loss: 2 / 6, micro_f1: 4 / 6 });
    expect(result.per_label).toEqual([
      expect.objectContaining({ label: "a", right: 1, support: 1, predicted: 1, threshold: 0.5, roc_auc: 1 }),
      expect.objectContaining({ label: "b", right: 1, support: 1, predicted: 1, threshold: 0.25 }),
      expect.not.objectContaining({ threshold: expect.anything() }),
    ]);
    expect([result.best_label, result.worst_label]).toEqual(["a", "c"]);
    expect(result.confusion).toBeUndefined();
    expect(flatMetrics(result)).toEqual(result.metrics);
  });

  it("says what reaches ½ where no answers are given", () => {
    const { metrics } = evaluateScores(sets, { golds: [["a", "c"], ["b"]], scores: [rows] });
    expect(metrics.subset_accuracy).toBe(1);
  });

  it("counts labels that only the references have as never predicted, of probability 0", () => {
    const result = evaluateScores(sets, { golds: [["a", "c", "new"], ["b"]], scores: [rows] });
    expect(result.per_label.map(({ label }) => label)).toEqual(["a", "b", "c", "new"]);
    expect(result.per_label[3]).toMatchObject({ support: 1, predicted: 0, recall: 0 });
    expect(result.metrics.micro_recall).toBe(0.75);
    expect(result.metrics.coverage_error).toBeGreaterThan(2);
  });

  it("does not mind empty sets", () => {
    const { metrics } = evaluateScores(sets, { golds: [[], []], scores: [rows], predicted: [[], ["a"]] });
    expect(metrics).toMatchObject({ subset_accuracy: 0.5, micro_f1: 0 });
  });
});
