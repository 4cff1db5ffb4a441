import { describe, expect, it } from "vitest";
import golden from "../../test/golden/data/resampling.json" with { type: "json" };
import { bcaInterval, binomialCdf, errorRateBound, holm, mcnemar, percentileInterval } from "./index.js";
import { normalCdf, normalQuantile } from "./normal.js";
import { samplerOf, type WholeStatistic } from "./statistic.js";

/** The same float64 sums in another order. */
const FLOAT64_ORDER = 1e-12;
/** Series and continued fractions of many terms against other ones. */
const SPECIAL_FUNCTIONS = 1e-11;

function expectClose(actual: number | undefined, expected: number, relative: number): void {
  const distance = Math.abs((actual ?? Number.NaN) - expected);
  expect(distance, `${actual}, not ${expected}`).toBeLessThanOrEqual(relative * Math.max(Math.abs(expected), 1e-300));
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const FORMULAS: Readonly<Record<string, (values: readonly number[]) => number>> = {
  mean,
  spread: (values) => Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2))),
};

describe.each(golden.bootstrap)("intervals at $confidence of a $statistic", (one) => {
  const replicates = Float64Array.from(one.replicates);
  const formula = FORMULAS[one.statistic] ?? mean;
  const statistic: WholeStatistic = {
    count: one.data.length,
    evaluate: (examples) => ({ it: formula(Array.from(examples, (i) => one.data[i] as number)) }),
  };

  it("are those of scipy, percentile and BCa", () => {
    const leftOut = Float64Array.from(samplerOf(statistic).leaveOneOut(), ({ it }) => it as number);
    const bca = bcaInterval({ observed: formula(one.data), replicates, leftOut }, one.confidence);
    const percentile = percentileInterval(replicates, one.confidence);
    for (const end of [0, 1] as const) {
      expectClose(percentile[end], one.percentile[end] as number, FLOAT64_ORDER);
      expectClose(bca[end], one.bca[end] as number, 1e-10); // the quantile's place is interpolated from a normal quantile
    }
  });
});

describe("distributions agree with scipy", () => {
  it.each(golden.normal)("normal share below %d", (z, share) => {
    expectClose(normalCdf(z as number), share as number, SPECIAL_FUNCTIONS);
  });

  it.each(golden.quantiles)("normal quantile of %d", (share, z) => {
    if (z === 0) expect(normalQuantile(share as number)).toBeCloseTo(0, 12);
    else expectClose(normalQuantile(share as number), z as number, SPECIAL_FUNCTIONS);
  });

  it.each(golden.binomial)("binomial share up to %d of %d at %d", (k, n, p, share) => {
    expectClose(binomialCdf(k as number, n as number, p as number), share as number, SPECIAL_FUNCTIONS);
  });

  it.each(golden.bounds)("upper bound for %d errors in %d at %d", (k, n, delta, bound) => {
    expectClose(errorRateBound(k as number, n as number, delta as number), bound as number, SPECIAL_FUNCTIONS);
  });
});

describe("tests agree with statsmodels", () => {
  it.each(golden.mcnemar)("McNemar's of $onlyFirst against $onlySecond", (expected) => {
    const result = mcnemar(expected);
    for (const key of ["exact_p", "chi_square", "corrected_p"] as const) {
      expectClose(result[key], expected[key], SPECIAL_FUNCTIONS);
    }
  });

  it("Holm's correction", () => {
    for (const [i, p] of holm(golden.holm.p).entries())
      expectClose(p, golden.holm.adjusted[i] as number, FLOAT64_ORDER);
  });
});
