import { describe, expect, it } from "vitest";
import { classWeightsOf } from "./class-weights.js";

const heads = [{ name: "label", labels: ["a", "b", "c"] }];
const targets = [Int32Array.of(0, 0, 0, 0, 0, 0, 1, 1, 1, 2)];

describe("classWeightsOf", () => {
  it("gives scikit-learn's balanced weights", () => {
    // sklearn.utils.class_weight.compute_class_weight("balanced", classes=[0, 1, 2], y=[0]*6 + [1]*3 + [2])
    const [weights] = classWeightsOf("balanced", heads, targets);
    [0.5555555555555556, 1.1111111111111112, 3.3333333333333335].forEach((weight, label) => {
      expect(weights?.[label]).toBeCloseTo(weight, 12);
    });
  });

  it("counts only the classes that occur, and known targets", () => {
    const [weights] = classWeightsOf("balanced", heads, [Int32Array.of(0, 0, 0, 2, -1)]);
    expect(weights).toEqual([4 / (2 * 3), 1, 4 / 2]);
  });

  it("takes weights by name, on every level that has the label", () => {
    const levels = [...heads, { name: "level2", labels: ["c", "d"] }];
    expect(classWeightsOf({ c: 2, d: 0.5 }, levels, [])).toEqual([
      [1, 1, 2],
      [2, 0.5],
    ]);
    expect(classWeightsOf("none", levels, [])).toEqual([undefined, undefined]);
  });

  it("takes a label for what it is called", () => {
    expect(classWeightsOf({ a: 2 }, [{ name: "label", labels: ["a", "constructor"] }], [])).toEqual([[2, 1]]);
  });

  it("refuses a label that no head has, and names the nearest", () => {
    const act = () => classWeightsOf({ bb: 2 }, [{ name: "label", labels: ["aa", "b", "c"] }], []);
    expect(act).toThrow(expect.objectContaining({ code: "CONFIG_INVALID", where: "training.class_weights" }));
    expect(act).toThrow('did you mean "b"?');
  });
});
