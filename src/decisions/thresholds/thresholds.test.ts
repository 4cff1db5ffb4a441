import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hierarchyConfig } from "../../labels/index.js";
import { answerer } from "../answers.js";
import { type ThresholdsConfig, thresholdsConfig } from "../config.js";
import { decisionsFromJSON, decisionsToJSON } from "../decisions.js";
import { applyRule, type LabelRule, labelRuleFromJSON, labelRuleToJSON, sameThreshold } from "./label-rule.js";
import { type CutCounts, fBeta, type Objective, recallAtPrecision } from "./objective.js";
import { bestCut, bestMacroCut } from "./sweep.js";
import { tuneRule, untunedRule } from "./tune.js";

/** Scores on a grid, so that many are equal. */
const score = fc.integer({ min: 0, max: 12 }).map((twelfths) => Math.fround(twelfths / 12));
const example = fc.record({ score, positive: fc.constantFrom(0, 1) });
const examples = fc.array(example, { minLength: 1, maxLength: 25 });

const objectives: Readonly<Record<string, Objective>> = {
  f1: fBeta(1),
  f2: fBeta(2),
  "f½": fBeta(0.5),
  "recall at precision 0.6": recallAtPrecision(0.6),
};

type Examples = readonly { readonly score: number; readonly positive: number }[];

function counts(list: Examples, threshold: number): CutCounts {
  const said = list.filter((one) => one.score >= threshold);
  const sum = (of: Examples): number => of.reduce((total, { positive }) => total + positive, 0);
  return { positives: sum(list), predicted: said.length, right: sum(said) };
}

/** A cut at every score: there are no others. */
const bruteForce = (list: Examples, worth: (threshold: number) => number): number =>
  Math.max(0, ...list.map((one) => worth(one.score)));

const columns = (list: Examples) => [list.map((one) => one.score), list.map((one) => one.positive)] as const;

describe("bestCut", () => {
  it.each(Object.entries(objectives))("is exactly the best of all, for %s", (_, objective) => {
    fc.assert(
      fc.property(examples, (list) => {
        const cut = bestCut(...columns(list), objective);
        const best = bruteForce(list, (threshold) => objective(counts(list, threshold)));
        expect(cut?.value ?? 0).toBe(best);
        if (cut) expect(objective(counts(list, cut.threshold))).toBe(best);
      }),
    );
  });

  it("keeps the precision, wherever it finds a threshold", () => {
    fc.assert(
      fc.property(examples, fc.double({ min: 0.05, max: 1, noNaN: true }), (list, least) => {
        const cut = bestCut(...columns(list), recallAtPrecision(least));
        if (!cut) return;
        const { right, predicted } = counts(list, cut.threshold);
        expect(right).toBeGreaterThanOrEqual(least * predicted);
      }),
    );
  });

  it("has no greater recall where more precision is asked for", () => {
    fc.assert(
      fc.property(
        examples,
        fc.tuple(fc.double({ min: 0.05, max: 1, noNaN: true }), fc.double({ min: 0.05, max: 1, noNaN: true })),
        (list, bars) => {
          const [low, high] = [Math.min(...bars), Math.max(...bars)];
          const recall = (least: number) => bestCut(...columns(list), recallAtPrecision(least))?.value ?? 0;
          expect(recall(high)).toBeLessThanOrEqual(recall(low));
        },
      ),
    );
  });

  it("decides the same after any growing change of the scores", () => {
    fc.assert(
      fc.property(examples, (list) => {
        const changed = list.map((one) => ({ ...one, score: Math.fround(one.score ** 2 / 2 + 0.1) }));
        const [cut, other] = [bestCut(...columns(list), fBeta(1)), bestCut(...columns(changed), fBeta(1))];
        const said = (of: Examples, threshold = 2) => of.map((one) => one.score >= threshold);
        expect(said(changed, other?.threshold)).toEqual(said(list, cut?.threshold));
      }),
    );
  });

  it("stands in the middle of the gap, and finds nothing where nothing is positive", () => {
    expect(bestCut([0.9, 0.2, 0.6], [1, 0, 1], fBeta(1))).toEqual({ threshold: 0.4, value: 1 });
    expect(bestCut([0.5, 0.7], [0, 0], fBeta(1))).toBeUndefined();
  });
});

describe("bestMacroCut", () => {
  it("is exactly the best of all", () => {
    const rows = fc.array(fc.tuple(example, example, example), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(rows, (table) => {
        const flat = table.flat();
        const ofLabel = (label: number) => table.map((row) => row[label] as Examples[number]);
        const macro = (threshold: number) =>
          [0, 1, 2].reduce((sum, label) => sum + fBeta(1)(counts(ofLabel(label), threshold)), 0) / 3;
        const cut = bestMacroCut(...columns(flat), { labels: 3, beta: 1 });
        const best = bruteForce(flat, macro);
        expect(cut?.value ?? 0).toBeCloseTo(best, 12);
        if (cut) expect(macro(cut.threshold)).toBeCloseTo(best, 12);
      }),
    );
  });
});

const config = (given: Partial<ThresholdsConfig> = {}): ThresholdsConfig => thresholdsConfig.parse(given);
const texts = {
  labels: 3,
  scores: Float32Array.from([0.9, 0.1, 0.2, 0.8, 0.3, 0.1, 0.3, 0.2, 0.3, 0.2, 0.1, 0.1]),
  positives: Float32Array.from([1, 0, 0, 1, 1, 0, 0, 1, 0, 0, 0, 0]),
};
const values = (rule: LabelRule): readonly number[] => (rule.kind === "thresholds" ? rule.values : []);

describe("tuneRule", () => {
  it("gives each label its best threshold, and the global one to a label that no text has", () => {
    const global = values(tuneRule(config({ method: "global" }), texts))[0] as number;
    const tuned = values(tuneRule(config(), texts));
    [0.55, 0.15, global].forEach((expected, label) => {
      expect(tuned[label]).toBeCloseTo(expected, 6);
    });
  });

  it("draws labels of few texts towards the global threshold", () => {
    const at = (shrinkage: number) => values(tuneRule(config({ shrinkage }), texts));
    const global = values(tuneRule(config({ method: "global" }), texts))[0] as number;
    const middle = (one: number) => {
      const logits = [one, one, global].map((p) => Math.log(p / (1 - p)));
      return 1 / (1 + Math.exp(-(logits[0]! + logits[1]! + logits[2]!) / 3));
    };
    // Two texts have each of the first labels; one text counts for the global threshold.
    for (const label of [0, 1]) expect(at(1)[label]).toBeCloseTo(middle(at(0)[label] as number), 6);
    expect(at(1)[2]).toBe(global);
    for (const value of at(1e9)) expect(value).toBeCloseTo(global, 6);
  });

  it("says nothing of a label that never reaches the precision", () => {
    const rule = tuneRule(config({ metric: "precision", min_precision: 0.9 }), texts);
    expect(values(rule)[2]).toBe(Number.POSITIVE_INFINITY);
    expect(applyRule(rule, [1, 1, 1])).toEqual([0, 1]);
  });

  it("takes the mean over labels where the average is macro", () => {
    const uneven = {
      labels: 2,
      scores: Float32Array.from([0.9, 0.4, 0.8, 0.3, 0.7, 0.1, 0.6, 0.1]),
      positives: Float32Array.from([1, 1, 1, 0, 0, 0, 0, 0]),
    };
    const threshold = (average: "micro" | "macro") =>
      values(tuneRule(config({ method: "global", average }), uneven))[0] as number;
    expect(threshold("micro")).toBeCloseTo(0.75, 6);
    expect(threshold("macro")).toBeCloseTo(0.35, 6);
  });

  it("needs no texts for the other methods, and falls back to ½ without any", () => {
    const none = { labels: 2, scores: new Float32Array(0), positives: new Float32Array(0) };
    expect(tuneRule(config({ min_labels: 1 }), none)).toEqual(sameThreshold(0.5, 2, 1));
    expect(untunedRule(config({ method: "fixed", value: 0.2 }), 2)).toEqual(sameThreshold(0.2, 2));
    expect(tuneRule(config({ method: "top_k", k: 2 }), texts)).toEqual({ kind: "top_k", k: 2 });
  });
});

describe("applyRule", () => {
  it("takes what reaches its threshold, and fills up to the least number with the most probable", () => {
    const rule: LabelRule = { kind: "thresholds", values: [0.9, 0.1, 0.5], minLabels: 0 };
    expect(applyRule(rule, [0.8, 0.1, 0.6])).toEqual([1, 2]);
    expect(applyRule(rule, [0.8, 0.05, 0.4])).toEqual([]);
    expect(applyRule({ ...rule, minLabels: 2 }, [0.8, 0.2, 0.4])).toEqual([0, 1]);
    expect(applyRule({ kind: "top_k", k: 2 }, [0.1, 0.7, 0.7])).toEqual([1, 2]);
    expect(applyRule({ kind: "top_k", k: 5 }, [0.1, 0.7])).toEqual([0, 1]);
  });

  it("says no more labels where thresholds rise", () => {
    const row = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(row, row, row, fc.integer({ min: 0, max: 3 }), (scores, low, rise, minLabels) => {
        const high = low.map((value, label) => value + (rise[label] as number));
        const said = (thresholds: readonly number[]) =>
          applyRule({ kind: "thresholds", values: thresholds, minLabels }, scores).length;
        expect(said(high)).toBeLessThanOrEqual(said(low));
        expect(said(high)).toBeGreaterThanOrEqual(minLabels);
      }),
    );
  });

  it("is the same after saving", () => {
    const rules: LabelRule[] = [
      { kind: "thresholds", values: [0.25, Number.POSITIVE_INFINITY], minLabels: 1 },
      { kind: "top_k", k: 3 },
    ];
    for (const rule of rules)
      expect(labelRuleFromJSON(JSON.parse(JSON.stringify(labelRuleToJSON(rule))))).toEqual(rule);
    expect(() => labelRuleFromJSON({ kind: "thresholds", values: ["high"] })).toThrow();
  });
});

describe("saved decisions", () => {
  const space = { task: "multi-label", heads: [{ name: "labels", labels: ["a", "b"] }], paths: [] } as const;
  const saved = (labels: LabelRule) => JSON.parse(JSON.stringify(decisionsToJSON({ labels }))) as unknown;

  it("come back as they were, and are refused where they are those of other labels", () => {
    const rule = sameThreshold(0.3, 2);
    expect(decisionsFromJSON(saved(rule), space)).toEqual({ labels: rule });
    expect(decisionsFromJSON({}, space)).toEqual({});
    expect(() => decisionsFromJSON(saved(sameThreshold(0.3, 3)), space)).toThrow(/2 labels/);
    expect(() => decisionsFromJSON(saved(rule), { ...space, task: "multi-class" })).toThrow(/labels/);
  });

  it("are what answers are made of, sorted by name", () => {
    const answer = answerer(space, hierarchyConfig.parse({}), { labels: sameThreshold(0.4, 2, 1) });
    expect(answer([Float32Array.of(0.5, 0.9, 0.1, 0.2)])).toEqual([["a", "b"], ["b"]]);
    expect(answerer(space, hierarchyConfig.parse({}))([Float32Array.of(0.5, 0.9, 0.1, 0.2)])).toEqual([["a", "b"], []]);
  });
});
