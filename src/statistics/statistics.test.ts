import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { multiClassSums } from "../metrics/index.js";
import { InternalError, Rng } from "../shared/index.js";
import {
  type AdditiveStatistic,
  bootstrapIntervals,
  discordance,
  type Figures,
  holm,
  mcnemar,
  pairedBootstrap,
  permutationTest,
  spreadOf,
  type WholeStatistic,
} from "./index.js";
import { everyExample, samplerOf } from "./statistic.js";

const FLOAT64_ORDER = 10;

/** The mean of the values, by sums. */
function meanOf(values: readonly number[]): AdditiveStatistic {
  const contributions = {
    rows: values.length,
    columns: 2,
    indptr: Int32Array.from({ length: values.length + 1 }, (_, i) => 2 * i),
    indices: Int32Array.from({ length: 2 * values.length }, (_, i) => i % 2),
    values: Float64Array.from(values.flatMap((value) => [1, value])),
  };
  const metrics = ([count = 0, total = 0]: Float64Array) => ({ mean: count === 0 ? 0 : total / count });
  return { count: values.length, parts: [{ contributions, metrics }] };
}

/** The same mean, of whole samples. */
function wholeMeanOf(values: readonly number[]): WholeStatistic {
  const total = (examples: Uint32Array) => examples.reduce((sum, i) => sum + (values[i] as number), 0);
  return { count: values.length, evaluate: (examples) => ({ mean: total(examples) / examples.length }) };
}

function draw(rng: Rng, count: number, probability: number): number[] {
  return Array.from({ length: count }, () => (rng.uniform() < probability ? 1 : 0));
}

describe("the bootstrap", () => {
  it.each(["percentile", "bca"] as const)("%s intervals hold the true value about as often as promised", (method) => {
    const rng = Rng.fromSeed(8);
    const [trials, truth] = [300, 0.8];
    let held = 0;
    for (let trial = 0; trial < trials; trial++) {
      const data = meanOf(draw(rng.split("data", trial), 100, truth));
      const options = { rng: rng.split("resamples", trial), resamples: 300, confidence: 0.9, method };
      const { mean } = bootstrapIntervals(data, options);
      if (mean && mean.lower <= truth && truth <= mean.upper) held++;
    }
    // The standard deviation of the share is 0.017; proportions in steps of 0.01 cover a little off 0.9.
    expect(held / trials).toBeGreaterThan(0.84);
    expect(held / trials).toBeLessThan(0.95);
  });

  it("gives sums and whole samples the same figures, from the same stream", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 20 }),
        fc.integer(),
        (data, seed) => {
          const options = () => ({ rng: Rng.fromSeed(seed), resamples: 50 });
          const [one, other] = [meanOf(data), wholeMeanOf(data)].map((statistic) =>
            bootstrapIntervals(statistic, options()),
          );
          for (const key of ["value", "lower", "upper", "standard_error"] as const) {
            expect(one?.mean?.[key]).toBeCloseTo(other?.mean?.[key] ?? Number.NaN, FLOAT64_ORDER);
          }
          const [left, leftWhole] = [meanOf(data), wholeMeanOf(data)].map((statistic) =>
            samplerOf(statistic).leaveOneOut(),
          );
          expect(left?.map(({ mean }) => mean?.toFixed(FLOAT64_ORDER))).toEqual(
            leftWhole?.map(({ mean }) => mean?.toFixed(FLOAT64_ORDER)),
          );
          expect(samplerOf(meanOf(data)).evaluate(everyExample(data.length)).mean).toBe(one?.mean?.value);
        },
      ),
    );
  });

  it("has no width where nothing varies, lies in the data's range, and is repeatable", () => {
    const options = () => ({ rng: Rng.fromSeed(1), resamples: 100 });
    expect(bootstrapIntervals(meanOf([1, 1, 1]), options()).mean).toMatchObject({ value: 1, lower: 1, upper: 1 });
    const some = bootstrapIntervals(meanOf([0, 1, 5, 2]), options());
    expect(some).toEqual(bootstrapIntervals(meanOf([0, 1, 5, 2]), options()));
    expect(some.mean?.lower).toBeGreaterThanOrEqual(0);
    expect(some.mean?.upper).toBeLessThanOrEqual(5);
    expect(() => bootstrapIntervals(meanOf([]), options())).toThrow(InternalError);
  });

  it("leaves a figure out of the resamples that have it not", () => {
    const statistic: WholeStatistic = {
      count: 4,
      evaluate: (examples): Figures => (examples.includes(3) ? { recall: 1 } : {}),
    };
    expect(bootstrapIntervals(statistic, { rng: Rng.fromSeed(2), resamples: 40 }).recall).toMatchObject({
      lower: 1,
      upper: 1,
    });
  });
});

describe("paired tests", () => {
  const rng = Rng.fromSeed(21);
  const gold = Array.from({ length: 150 }, (_, i) => rng.split("gold", i).integer(3));
  const model = (accuracy: number, name: string) =>
    gold.map((label, i) => {
      const own = rng.split(name, i);
      return own.uniform() < accuracy ? label : own.integer(3);
    });
  const statistic = (predicted: readonly number[]) => multiClassSums({ gold, predicted, labelCount: 3 });
  const [weak, strong] = [statistic(model(0.4, "weak")), statistic(model(0.8, "strong"))];

  it.each([
    [
      "paired bootstrap",
      (a: AdditiveStatistic, b: AdditiveStatistic) => pairedBootstrap(a, b, { rng, resamples: 400 }),
    ],
    [
      "permutation test",
      (a: AdditiveStatistic, b: AdditiveStatistic) => permutationTest(a, b, { rng, permutations: 400 }),
    ],
  ])("the %s finds a real difference, none between equals, and is symmetric", (_, test) => {
    const state = Rng.fromState(rng.state());
    const found = test(strong, weak).macro_f1;
    expect(found?.difference).toBeGreaterThan(0.1);
    expect(found?.p).toBeLessThan(0.01);
    expect(test(strong, strong).macro_f1).toMatchObject({ difference: 0, p: 1 });
    expect(state.state().key).toEqual(rng.state().key);
  });

  it("p does not depend on which model is first", () => {
    const again = () => Rng.fromSeed(4);
    const forth = pairedBootstrap(strong, weak, { rng: again(), resamples: 200 });
    const back = pairedBootstrap(weak, strong, { rng: again(), resamples: 200 });
    const swapped = permutationTest(strong, weak, { rng: again(), permutations: 200 });
    const swappedBack = permutationTest(weak, strong, { rng: again(), permutations: 200 });
    for (const name of ["accuracy", "macro_f1", "mcc"]) {
      expect(forth[name]?.p).toBe(back[name]?.p);
      expect(forth[name]?.difference).toBeCloseTo(-(back[name]?.difference ?? 0), FLOAT64_ORDER);
      expect(forth[name]?.lower).toBeCloseTo(-(back[name]?.upper ?? 0), 6);
      expect(swapped[name]?.p).toBe(swappedBack[name]?.p);
    }
  });

  it("p is uniform where there is no difference: about a tenth lies below 0.1", () => {
    let below = 0;
    const trials = 200;
    for (let trial = 0; trial < trials; trial++) {
      const own = Rng.fromSeed(100 + trial);
      const [a, b] = ["a", "b"].map((name) => meanOf(draw(own.split(name), 60, 0.7)));
      if (a === undefined || b === undefined) continue;
      if ((permutationTest(a, b, { rng: own, permutations: 99 }).mean?.p ?? 1) <= 0.1) below++;
    }
    // The standard deviation of the share is 0.02; ties between whole numbers make the test a little too careful.
    expect(below / trials).toBeGreaterThan(0.03);
    expect(below / trials).toBeLessThan(0.16);
  });

  it("refuses statistics of other examples", () => {
    const other = multiClassSums({ gold: [0], predicted: [0], labelCount: 3 });
    expect(() => permutationTest(weak, other, { rng })).toThrow(InternalError);
    expect(() => pairedBootstrap(weak, other, { rng })).toThrow(InternalError);
  });
});

describe("McNemar's test", () => {
  const outcomes = fc.array(fc.tuple(fc.boolean(), fc.boolean()), { maxLength: 80 });

  it("counts the examples that one has right, is symmetric and gives probabilities", () => {
    fc.assert(
      fc.property(outcomes, (list) => {
        const [first, second] = [list.map(([one]) => one), list.map(([, one]) => one)];
        const [forth, back] = [mcnemar(discordance(first, second)), mcnemar(discordance(second, first))];
        expect(forth.onlyFirst).toBe(list.filter(([a, b]) => a && !b).length);
        expect([forth.exact_p, forth.corrected_p]).toEqual([back.exact_p, back.corrected_p]);
        for (const p of [forth.exact_p, forth.corrected_p]) expect(p > 0 && p <= 1).toBe(true);
      }),
    );
  });
});

describe("Holm's correction", () => {
  it("never lowers a p, keeps their order and stays below Bonferroni's", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }), (ps) => {
        const adjusted = holm(ps);
        for (const [i, p] of ps.entries()) {
          expect(adjusted[i]).toBeGreaterThanOrEqual(p);
          expect(adjusted[i]).toBeLessThanOrEqual(Math.min(1, p * ps.length) + 1e-15);
          for (const [j, other] of ps.entries())
            if (p <= other) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j] ?? 0);
        }
      }),
    );
  });
});

it("mean and sample standard deviation", () => {
  expect(spreadOf([1, 2, 3, 4])).toMatchObject({ mean: 2.5, sd: Math.sqrt(5 / 3) });
  expect(spreadOf([7])).toEqual({ mean: 7, sd: 0, values: [7] });
});
