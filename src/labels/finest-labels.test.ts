import { describe, expect, it } from "vitest";
import { buildLabelSpace, closedSet, finestLabels } from "./index.js";

describe("finestLabels", () => {
  it("are the class, the labels of a set, none for the empty one", () => {
    const classes = [["b"], ["a"], ["b"]];
    expect(finestLabels(buildLabelSpace(classes, { task: "multi-class" }), classes)).toEqual([[0], [1], [0]]);
    const sets = [["b", "c"], [], ["a", "b"]];
    expect(finestLabels(buildLabelSpace(sets, { task: "multi-label" }), sets)).toEqual([[0, 1], [], [2, 0]]);
  });

  it("are where a path ends, whatever its labels are called", () => {
    const paths = [["a", "x"], ["b", "x"], ["a"], ["a", "x"]];
    expect(finestLabels(buildLabelSpace(paths, { task: "hierarchical" }), paths)).toEqual([[0], [1], [2], [0]]);
  });

  it("are where several paths end", () => {
    const golds = [
      closedSet([["a", "x"], ["b"]]),
      closedSet([["a"]]),
      closedSet([
        ["a", "x"],
        ["a", "y"],
      ]),
    ];
    const space = buildLabelSpace(golds, { task: "hierarchical", severalPaths: true });
    expect(finestLabels(space, golds)).toEqual([[0, 1], [2], [0, 3]]);
  });
});
