import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Rng } from "../shared/index.js";
import {
  type AdditiveMetrics,
  evaluateHierarchical,
  evaluateMultiClass,
  evaluateMultiLabel,
  hierarchicalSums,
  type LevelInput,
  type Metrics,
  multiClassSums,
  multiLabelSums,
} from "./index.js";

/** Sums in another order. */
const FLOAT64_ORDER = 10;
const LABELS = 4;

/** The metrics of a sample with repeats, as the sums give them. */
function metricsOf({ parts }: AdditiveMetrics, sample: readonly number[]): Metrics {
  const all = parts.map(({ contributions, metrics }) => {
    const sums = new Float64Array(contributions.columns);
    for (const i of sample) {
      for (let at = contributions.indptr[i] ?? 0; at < (contributions.indptr[i + 1] ?? 0); at++) {
        const sum = contributions.indices[at] ?? -1;
        sums[sum] = (sums[sum] ?? 0) + (contributions.values[at] ?? 0);
      }
    }
    return metrics(sums);
  });
  return Object.assign({}, ...all);
}

/** Every metric of the sums is the one of the whole evaluation. */
function expectPart(part: Metrics, whole: Metrics): void {
  expect(Object.keys(part).length).toBeGreaterThan(5);
  for (const [name, value] of Object.entries(part))
    expect(value, name).toBeCloseTo(whole[name] ?? Number.NaN, FLOAT64_ORDER);
}

const label = fc.nat(LABELS - 1);
const sets = fc.uniqueArray(label, { maxLength: LABELS });
const draws = (count: number, seed: number) => {
  const rng = Rng.fromSeed(seed);
  return Array.from({ length: count }, () => rng.integer(count));
};
const pick = <T>(values: readonly T[], sample: readonly number[]) => sample.map((i) => values[i] as T);

describe("sums over a resample give what its evaluation gives", () => {
  it("of one label an example", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(label, label), { minLength: 1, maxLength: 20 }), fc.integer(), (list, seed) => {
        const [gold, predicted] = [list.map(([one]) => one), list.map(([, one]) => one)];
        const probabilities = Float64Array.from({ length: list.length * LABELS }, (_, i) => 1 / (2 + (i % 7)));
        const sample = draws(list.length, seed);
        const rows = sample.flatMap((i) => [...probabilities.subarray(i * LABELS, (i + 1) * LABELS)]);
        const whole = evaluateMultiClass({
          gold: pick(gold, sample),
          predicted: pick(predicted, sample),
          labelCount: LABELS,
          probabilities: Float64Array.from(rows),
        });
        const sums = multiClassSums({ gold, predicted, labelCount: LABELS, probabilities });
        expectPart(metricsOf(sums, sample), whole.metrics);
      }),
    );
  });

  it("of a set of labels an example", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(sets, sets), { minLength: 1, maxLength: 15 }), fc.integer(), (list, seed) => {
        const [gold, predicted] = [list.map(([one]) => one), list.map(([, one]) => one)];
        const sample = draws(list.length, seed);
        const input = { gold: pick(gold, sample), predicted: pick(predicted, sample), labelCount: LABELS };
        const sums = multiLabelSums({ gold, predicted, labelCount: LABELS });
        expectPart(metricsOf(sums, sample), evaluateMultiLabel(input).metrics);
      }),
    );
  });

  it("of a path an example, also of uneven depth", () => {
    const ends = fc.tuple(fc.nat(1), fc.integer({ min: -1, max: 3 }));
    fc.assert(
      fc.property(fc.array(fc.tuple(ends, ends), { minLength: 1, maxLength: 15 }), fc.integer(), (list, seed) => {
        const levels = (sample: readonly number[]): LevelInput[] =>
          ([0, 1] as const).map((depth) => ({
            gold: sample.map((i) => list[i]?.[0][depth] ?? -1),
            predicted: sample.map((i) => list[i]?.[1][depth] ?? -1),
            labelCount: depth === 0 ? 2 : LABELS,
          }));
        const sample = draws(list.length, seed);
        const report = evaluateHierarchical(levels(sample));
        const whole: Record<string, number> = { ...report.metrics };
        for (const [depth, level] of report.levels.entries()) {
          for (const [name, value] of Object.entries(level.metrics)) whole[`level${depth + 1}.${name}`] = value;
        }
        expectPart(metricsOf(hierarchicalSums(levels(list.map((_, i) => i))), sample), whole);
      }),
    );
  });
});
