import { describe, expect, it } from "vitest";
import { buildLabelSpace, type LabelScheme, labelScheme, type OutputTargets, type Task } from "../../labels/index.js";
import type { TrainingConfig } from "../../training/index.js";
import { classWeightsOf } from "./class-weights.js";

const scheme = (golds: readonly (readonly string[])[], task: Task) =>
  labelScheme(buildLabelSpace(golds, { task }), { method: "independent" });
const flat = scheme([["a"], ["b"], ["c"]], "multi-class");
const weigh = (
  class_weights: TrainingConfig["class_weights"],
  { outputs, places }: Pick<LabelScheme, "outputs" | "places">,
  targets: readonly OutputTargets[] = [],
  positive_weight_cap = 10,
  effective_number_beta = 0.9,
) => classWeightsOf({ class_weights, effective_number_beta, positive_weight_cap }, { outputs, places }, targets);
const softmax = (...ids: number[]): OutputTargets => ({ kind: "softmax", ids: Int32Array.from(ids) });

describe("classWeightsOf", () => {
  it("gives scikit-learn's balanced weights", () => {
    // sklearn.utils.class_weight.compute_class_weight("balanced", classes=[0, 1, 2], y=[0]*6 + [1]*3 + [2])
    const [weights] = weigh("balanced", flat, [softmax(0, 0, 0, 0, 0, 0, 1, 1, 1, 2)]);
    [0.5555555555555556, 1.1111111111111112, 3.3333333333333335].forEach((weight, label) => {
      expect(weights?.[label]).toBeCloseTo(weight, 12);
    });
  });

  it("counts only the classes that occur, and known targets", () => {
    const [weights] = weigh("balanced", flat, [softmax(0, 0, 0, 2, -1)]);
    expect(weights).toEqual([4 / (2 * 3), 1, 4 / 2]);
  });

  it("balances siblings among themselves", () => {
    const output = { name: "nodes", size: 4, kind: "softmax" as const, groups: [0, 0, 1, 1] };
    const tree = { outputs: [output], places: [["a", "b", "a > c", "a > d"]] };
    expect(weigh("balanced", tree, [softmax(0, 0, 0, 1, 2, 3)])).toEqual([[4 / (2 * 3), 4 / 2, 1, 1]]);
    expect(weigh({ a: 2, "a > c": 3, d: 4 }, tree)).toEqual([[2, 1, 3, 4]]);
  });

  it("gives negative ÷ positive texts of each label of a set, within the cap, over what counts", () => {
    const set = scheme([["a", "b"], ["c"]], "multi-label");
    const values = Float32Array.from([1, 0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0]);
    expect(weigh("balanced", set, [{ kind: "sigmoid", values }])).toEqual([[1 / 3, 1, 3]]);
    expect(weigh("balanced", set, [{ kind: "sigmoid", values }], 2)).toEqual([[0.5, 1, 2]]);
    const counted = Float32Array.from([1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 0]);
    expect(weigh("balanced", set, [{ kind: "sigmoid", values, counted }])).toEqual([[1 / 10, 1, 1]]);
    expect(weigh({ b: 4 }, set)).toEqual([[1, 4, 1]]);
  });

  it("weighs classes by Cui's effective numbers of texts, so that texts weigh 1 on average", () => {
    const counts = [60, 3, 1];
    const ids = counts.flatMap((count, id) => new Array<number>(count).fill(id));
    const [weights = []] = weigh("effective_number", flat, [softmax(...ids)]);
    // (1 - numpy.power(0.9, counts)) / (1 - 0.9)
    const effective = [9.9820299, 2.71, 1];
    expect(weights.map((weight) => weight / (weights[2] as number))).toEqual(
      effective.map((number) => expect.closeTo(1 / number, 7)),
    );
    expect(counts.reduce((sum, count, id) => sum + count * (weights[id] as number), 0)).toBeCloseTo(64, 10);
  });

  it("goes with β from no weights to balanced ones", () => {
    const targets = [softmax(0, 0, 0, 0, 2, -1)];
    const set = scheme([["a"], ["b"], ["c"]], "multi-label");
    const values = Float32Array.from([1, 0, 0, 1, 0, 0, 1, 0, 1, 1, 1, 0]);
    const both = (...of: [TrainingConfig["class_weights"], number?]) => [
      ...(weigh(of[0], flat, targets, 10, of[1])[0] ?? []),
      ...(weigh(of[0], set, [{ kind: "sigmoid", values }], 10, of[1])[0] ?? []),
    ];
    // A label that all texts have keeps the lowest weight.
    expect(both("effective_number", 0)).toEqual([1, 1, 1, 1 / 10, 1, 1]);
    both("balanced").forEach((weight, at) => {
      expect(both("effective_number", 1 - 1e-9)[at]).toBeCloseTo(weight, 6);
    });
  });

  it.each(["balanced", "effective_number"] as const)("%s leaves labels without a training text alone", (weights) => {
    const set = scheme([["a"], ["b"], ["c"]], "multi-label");
    const values = Float32Array.from([1, 0, 0, 1, 1, 0, 0, 0, 0]);
    const found = [
      weigh(weights, flat, [softmax(0, 0, 1)])[0]?.[2],
      weigh(weights, set, [{ kind: "sigmoid", values }])[0]?.[2],
    ];
    expect(found).toEqual([1, 1]);
  });

  it("takes weights by name, on every level that has the label", () => {
    const levels = scheme(
      [
        ["a", "c"],
        ["b", "d"],
        ["c", "c"],
      ],
      "hierarchical",
    );
    expect(weigh({ c: 2, d: 0.5 }, levels)).toEqual([
      [1, 1, 2],
      [2, 0.5],
    ]);
    expect(weigh("none", levels)).toEqual([undefined, undefined]);
  });

  it("takes a label for what it is called", () => {
    expect(weigh({ a: 2 }, scheme([["a"], ["constructor"]], "multi-class"))).toEqual([[2, 1]]);
  });

  it("refuses a label that no head has, and names the nearest", () => {
    const act = () => weigh({ bb: 2 }, scheme([["aa"], ["b"], ["c"]], "multi-class"));
    expect(act).toThrow(expect.objectContaining({ code: "CONFIG_INVALID", where: "training.class_weights" }));
    expect(act).toThrow('did you mean "b"?');
  });
});
