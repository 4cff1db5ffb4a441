import { describe, expect, it } from "vitest";
import type { MetricInterval, SplitEvaluation } from "../../evaluation/index.js";
import { diagnosisReport, trustReport } from "./index.js";

const interval = (low: number, high: number): MetricInterval => ({ low, high, level: 0.95, method: "bca" });
const SPLIT: SplitEvaluation = {
  count: 100,
  metrics: { accuracy: 0.8, macro_f1: 0.75, micro_f1: 0.8 },
  per_label: [],
  intervals: { accuracy: interval(0.72, 0.87), macro_f1: interval(0.66, 0.83), micro_f1: interval(0.72, 0.87) },
};
const figures = { ece: 0.05, brier: 0.2, bins: [] };

describe("trustReport", () => {
  it("aligns the headline metrics of the task with their intervals", () => {
    expect(trustReport(SPLIT)).toBe(
      [
        "95 % intervals  value   from     to",
        "──────────────  ─────  ─────  ─────",
        "accuracy        0.800  0.720  0.870",
        "macro F1        0.750  0.660  0.830",
        "",
        "",
      ].join("\n"),
    );
    const metrics = { path_accuracy: 0.5, accuracy: 0.5 };
    const levels = { level2: { metrics: { accuracy: 0.6 } } };
    const intervals = {
      path_accuracy: interval(0.4, 0.6),
      accuracy: interval(0.4, 0.6),
      "level2.accuracy": interval(0.5, 0.7),
    };
    const lines = trustReport({ ...SPLIT, metrics, levels, intervals }).split("\n");
    expect(lines.slice(2, 4).map((line) => line.split(/\s{2,}/u)[0])).toEqual(["path accuracy", "level 2 accuracy"]);
  });

  it("has a line each for probabilities, sets, nodes, abstaining and texts out of scope", () => {
    const { intervals: _intervals, ...plain } = SPLIT;
    const calibration = { ...figures, before: { ...figures, ece: 0.15, brier: 0.25 } };
    const sets = {
      kind: "label",
      method: "lac",
      alpha: 0.1,
      coverage: 0.91,
      mean_size: 1.4,
      singleton_rate: 0.7,
      count: 100,
    } as const;
    const abstention = { max_error: 0.05, threshold: 0.9, coverage: 0.6, error: 0.04, count: 100 };
    const out_of_scope = { auroc: 0.95, answered: 0.1, count: 30 };
    const text = trustReport({ ...plain, calibration, conformal: sets, abstention: { ...abstention, out_of_scope } });
    expect(text.trimEnd().split("\n")).toEqual([
      "probabilities: calibration error 0.050, Brier 0.200 (before calibration 0.150 and 0.250)",
      "prediction sets: 91.0 % hold the label (at least 90.0 % asked for), 1.40 labels on average, one label for 70.0 % of the texts",
      "abstaining: 60.0 % of the texts get an answer, 4.0 % of these wrong (at most 5.0 % asked for); below a score of 0.900 there is none",
      "out of scope: 30 texts, of which 10.0 % get an answer; scores tell them apart with AUROC 0.950",
    ]);
    const depth = {
      kind: "depth",
      alpha: 0.1,
      coverage: 0.92,
      mean_depth: 1.5,
      whole_rate: 0.6,
      root_rate: 0.1,
      count: 100,
    } as const;
    expect(trustReport({ ...plain, conformal: depth })).toBe(
      "surest nodes: 92.0 % right (at least 90.0 % asked for), 1.50 levels on average; the whole path for 60.0 % of the texts, none for 10.0 %\n",
    );
    expect(trustReport({ ...plain, abstention: { ...abstention, threshold: null } })).toContain(
      "no text gets an answer",
    );
    expect(trustReport(plain)).toBe("");
  });
});

describe("diagnosisReport", () => {
  it("gives each finding with the line to try, or says that there is none", () => {
    const finding = { code: "x", message: "Something is odd.", try: "training.epochs: 9" };
    expect(diagnosisReport([finding])).toBe("diagnosis\n\n  - Something is odd.\n    try training.epochs: 9\n");
    expect(diagnosisReport([])).toBe("diagnosis: nothing stands out\n");
  });
});
