import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildLabelSpace, labelScheme } from "../index.js";

const independent = { method: "independent" } as const;
const flat = labelScheme(buildLabelSpace([["a"], ["b"], ["c"]], { task: "multi-class" }), independent);
const set = labelScheme(buildLabelSpace([["a", "b"], ["c"]], { task: "multi-label" }), independent);
const tree = labelScheme(
  buildLabelSpace(
    [
      ["x", "x1"],
      ["y", "y1"],
      ["y", "y2"],
    ],
    { task: "hierarchical" },
  ),
  independent,
);

const logits = (size: number) =>
  fc.array(fc.float({ min: -80, max: 80, noNaN: true }), { minLength: size, maxLength: size });

describe("labelScheme", () => {
  it("gives one label a text one softmax", () => {
    expect(flat.outputs).toEqual([{ name: "label", size: 3, kind: "softmax" }]);
    expect(flat.targets([["c"], ["new"], ["a"]])).toEqual([{ kind: "softmax", ids: Int32Array.of(2, -1, 0) }]);
  });

  it("gives a set of labels a sigmoid each, and leaves out what it doesn't know", () => {
    expect(set.outputs).toEqual([{ name: "labels", size: 3, kind: "sigmoid" }]);
    expect(set.targets([["c", "a"], [], ["new", "b"]])).toEqual([
      { kind: "sigmoid", values: Float32Array.of(1, 0, 1, 0, 0, 0, 0, 1, 0) },
    ]);
  });

  it("gives independent levels a softmax each", () => {
    expect(tree.outputs.map(({ name, size, kind }) => [name, size, kind])).toEqual([
      ["level1", 2, "softmax"],
      ["level2", 3, "softmax"],
    ]);
    expect(tree.targets([["y", "new"]])).toEqual([
      { kind: "softmax", ids: Int32Array.of(1) },
      { kind: "softmax", ids: Int32Array.of(-1) },
    ]);
  });

  it("turns softmax logits into rows that sum to 1, in the order of the logits", () => {
    fc.assert(
      fc.property(logits(6), (values) => {
        const [scores] = flat.probabilities([Float32Array.from(values)]);
        for (const row of [0, 3]) {
          const own = [...(scores as Float32Array).subarray(row, row + 3)];
          expect(own.reduce((sum, score) => sum + score)).toBeCloseTo(1, 5);
          for (const i of [0, 1, 2]) {
            for (const j of [0, 1, 2]) {
              if ((values[row + i] as number) > (values[row + j] as number)) {
                expect(own[i]).toBeGreaterThanOrEqual(own[j] as number);
              }
            }
          }
        }
      }),
    );
  });

  it("turns sigmoid logits into probabilities, each on its own", () => {
    fc.assert(
      fc.property(logits(6), (values) => {
        const [scores] = set.probabilities([Float32Array.from(values)]);
        values.forEach((value, place) => {
          expect(scores?.[place]).toBeCloseTo(1 / (1 + Math.exp(-value)), 6);
        });
      }),
    );
  });
});
