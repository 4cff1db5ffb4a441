import { describe, expect, it } from "vitest";
import golden from "../../test/golden/data/metrics.json" with { type: "json" };
import { confusionMatrix, evaluateHierarchical, evaluateMultiClass, evaluateMultiLabel } from "./index.js";

/** The same float64 sums in another order. */
const FLOAT64_ORDER = 1e-12;

/** Every figure of `expected` is in `actual` and equal; `actual` may have more. */
function expectClose(actual: object, expected: object, where = ""): void {
  const figures = new Map<string, unknown>(Object.entries(actual));
  for (const [name, value] of Object.entries(expected)) {
    const found = figures.get(name);
    expect(typeof found, `${where}${name}`).toBe("number");
    expect(Math.abs(Number(found) - Number(value)), `${where}${name}: ${found}, not ${value}`).toBeLessThan(
      FLOAT64_ORDER,
    );
  }
}

function expectRows(actual: readonly object[], expected: readonly object[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, row] of expected.entries()) expectClose(actual[i] ?? {}, row, `label ${i} `);
}

describe.each(golden.multiClass)("multi-class: $name", ({ gold, predicted, labelCount, ...expected }) => {
  const probabilities = expected.probabilities === null ? undefined : Float64Array.from(expected.probabilities);
  const report = evaluateMultiClass({ gold, predicted, labelCount, probabilities });

  it("agrees with scikit-learn", () => {
    expectClose(report.metrics, expected.metrics);
    expect(Object.keys(report.metrics).sort()).toEqual(Object.keys(expected.metrics).sort());
    expectRows(report.per_label, expected.per_label);
  });

  it("has the same confusion matrix", () => {
    expect([...confusionMatrix(gold, predicted, labelCount).counts]).toEqual(expected.confusion);
  });
});

describe.each(golden.multiLabel)("multi-label: $name", ({ gold, predicted, labelCount, ...expected }) => {
  it("agrees with scikit-learn", () => {
    const scores = expected.scores === null ? undefined : Float64Array.from(expected.scores);
    const report = evaluateMultiLabel({ gold, predicted, labelCount, scores });
    expectClose(report.metrics, expected.metrics);
    expect(Object.keys(report.metrics).sort()).toEqual(Object.keys(expected.metrics).sort());
    expectRows(report.per_label, expected.per_label);
    for (const [i, row] of report.per_label.entries()) {
      const ranked = Object.keys(row).filter((key) => key === "roc_auc" || key === "average_precision");
      expect(Object.keys(expected.per_label[i] ?? {})).toEqual(expect.arrayContaining(ranked));
    }
  });
});

describe.each(golden.hierarchical)("hierarchical: $name", ({ levels, metrics }) => {
  it("agrees with HiClass and scikit-learn", () => {
    const report = evaluateHierarchical(levels.map((level) => ({ ...level, parents: level.parents ?? undefined })));
    expectClose(report.metrics, metrics);
    expect(report.levels).toHaveLength(levels.length);
  });
});
