import fc from "fast-check";
import { describe, expect, it } from "vitest";
import golden from "../../test/golden/data/calibration.json" with { type: "json" };
import { InternalError, Rng } from "../shared/index.js";
import {
  brierLosses,
  calibrationError,
  maximumCalibrationError,
  multiClassCalibration,
  multiLabelCalibration,
  outOfScopeAuroc,
  reliabilityCurve,
  riskCoverageArea,
  riskCoverageCurve,
  topLabelDecisions,
} from "./index.js";

/** The same float64 sums in another order. */
const FLOAT64_ORDER = 12;

function expectClose(actual: Readonly<Record<string, number>>, expected: Readonly<Record<string, number>>): void {
  expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, value] of Object.entries(expected)) expect(actual[name], name).toBeCloseTo(value, FLOAT64_ORDER);
}

describe.each(golden.multiClass)("$labelCount classes, against scikit-learn and numpy", (one) => {
  const { gold, labelCount, bins } = one;
  const probabilities = Float64Array.from(one.probabilities);
  const { confidences, right } = topLabelDecisions(gold, probabilities, labelCount);

  it("calibration errors and Brier loss", () => {
    expectClose(multiClassCalibration(gold, probabilities, { labelCount, bins }), one.metrics);
  });

  it("the bins of the reliability curve", () => {
    const filled = reliabilityCurve(confidences, right, { bins }).filter(({ count }) => count > 0);
    expect(filled.map(({ count }) => count)).toEqual(one.curve.map(([count]) => count));
    for (const [i, { confidence, accuracy }] of filled.entries()) {
      expect(confidence).toBeCloseTo(one.curve[i]?.[1] ?? Number.NaN, FLOAT64_ORDER);
      expect(accuracy).toBeCloseTo(one.curve[i]?.[2] ?? Number.NaN, FLOAT64_ORDER);
    }
  });

  it("the area under the risk–coverage curve", () => {
    expect(riskCoverageArea(confidences, right)).toBeCloseTo(one.aurc, FLOAT64_ORDER);
  });
});

describe.each(golden.multiLabel)("$labelCount labels, against scikit-learn and numpy", (one) => {
  it("calibration errors and Brier losses", () => {
    const { gold, labelCount, bins } = one;
    const probabilities = Float64Array.from(one.probabilities);
    expectClose(multiLabelCalibration(gold, probabilities, { labelCount, bins }), one.metrics);
    const losses = brierLosses(gold, probabilities, labelCount);
    for (const [label, loss] of one.brier.entries()) expect(losses[label]).toBeCloseTo(loss, FLOAT64_ORDER);
  });
});

it("AUROC of texts in scope against others, as scikit-learn", () => {
  const { inside, outside, value } = golden.auroc;
  expect(outOfScopeAuroc(inside, outside)).toBeCloseTo(value, FLOAT64_ORDER);
  expect(outOfScopeAuroc(inside, [])).toBeUndefined();
});

const decisions = fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.boolean()), { minLength: 1, maxLength: 60 });
const BINNINGS = ["width", "mass"] as const;

function columns(list: readonly (readonly [number, boolean])[]): [number[], boolean[]] {
  return [list.map(([twentieths]) => twentieths / 20), list.map(([, right]) => right)];
}

describe("the reliability curve", () => {
  it.each(BINNINGS)(
    "of equal %s puts each decision in one bin, whose bounds hold it, whatever the order",
    (binning) => {
      fc.assert(
        fc.property(decisions, fc.integer({ min: 1, max: 12 }), fc.integer(), (list, bins, seed) => {
          const [confidences, outcomes] = columns(list);
          const curve = reliabilityCurve(confidences, outcomes, { bins, binning });
          expect(curve.reduce((sum, { count }) => sum + count, 0)).toBe(list.length);
          expect(curve.length).toBeLessThanOrEqual(bins);
          for (const { lower, upper, count, confidence } of curve) {
            if (count === 0) continue;
            expect(confidence).toBeGreaterThanOrEqual(lower - 1e-12);
            expect(confidence).toBeLessThanOrEqual(upper + 1e-12);
            const inside = confidences.filter((c) => c <= upper && (c > lower || lower === 0 || binning === "mass"));
            expect(inside.filter((c) => c >= lower)).toHaveLength(count);
          }
          const shuffled = columns(Rng.fromSeed(seed).shuffle(list));
          const other = calibrationError(reliabilityCurve(...shuffled, { bins, binning }));
          expect(other).toBeCloseTo(calibrationError(curve), FLOAT64_ORDER);
          expect(other).toBeLessThanOrEqual(maximumCalibrationError(curve) + 1e-12);
        }),
      );
    },
  );

  it("keeps what lies on an edge in the lower bin, also where the product rounds", () => {
    const curve = reliabilityCurve([0, 0.1, 0.7, 0.70001, 1], [1, 1, 1, 1, 1], { bins: 10 });
    expect(curve.map(({ count }) => count)).toEqual([2, 0, 0, 0, 0, 0, 1, 1, 0, 1]);
  });

  it("has no error where half of all coin tosses come true, and refuses what is no probability", () => {
    expect(calibrationError(reliabilityCurve([0.5, 0.5], [true, false]))).toBe(0);
    expect(calibrationError(reliabilityCurve([], []))).toBe(0);
    expect(() => reliabilityCurve([1.2], [1])).toThrow(InternalError);
  });
});

describe("risk and coverage", () => {
  it("the curve ends at the error rate of all, its area does not depend on the order and is at best for a right one", () => {
    fc.assert(
      fc.property(decisions, fc.integer(), (list, seed) => {
        const [confidences, right] = columns(list);
        const curve = riskCoverageCurve(confidences, right);
        const errors = right.filter((one) => !one).length;
        expect(curve.at(-1)).toMatchObject({ coverage: 1, risk: errors / list.length });
        expect(curve.map(({ threshold }) => threshold)).toEqual([...new Set(confidences)].sort((a, b) => b - a));
        const area = riskCoverageArea(confidences, right);
        expect(riskCoverageArea(...columns(Rng.fromSeed(seed).shuffle(list)))).toBeCloseTo(area, FLOAT64_ORDER);
        const perfect = riskCoverageArea(
          right.map((one) => (one ? 1 : 0)),
          right,
        );
        expect(perfect).toBeLessThanOrEqual(area + 1e-12);
      }),
    );
  });

  it("of one confidence for all is the error rate at every coverage", () => {
    expect(riskCoverageArea([0.5, 0.5, 0.5, 0.5], [1, 0, 1, 1])).toBeCloseTo(0.25, FLOAT64_ORDER);
    expect(riskCoverageArea([], [])).toBe(0);
  });
});
