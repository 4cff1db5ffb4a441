import fc from "fast-check";
import { expect, it } from "vitest";
import { Rng } from "../shared/index.js";
import { evaluateMultiLabel, multiLabelRankings } from "./index.js";

const LABELS = 3;
/** Sums in another order. */
const FLOAT64_ORDER = 10;

it("rankings of a resample are those of its evaluation", () => {
  const sets = fc.uniqueArray(fc.nat(LABELS - 1), { maxLength: LABELS });
  const examples = fc.array(fc.tuple(sets, fc.tuple(fc.nat(5), fc.nat(5), fc.nat(5))), { minLength: 1, maxLength: 15 });
  fc.assert(
    fc.property(examples, fc.integer(), (list, seed) => {
      const rng = Rng.fromSeed(seed);
      const sample = Uint32Array.from({ length: list.length }, () => rng.integer(list.length));
      const inputOf = (rows: readonly (typeof list)[number][]) => ({
        gold: rows.map(([gold]) => gold),
        predicted: rows.map(() => []),
        labelCount: LABELS,
        // Scores of five values, so that there are ties.
        scores: Float64Array.from(rows.flatMap(([, scores]) => scores)),
      });
      const figures = multiLabelRankings(inputOf(list)).evaluate(sample);
      const picked = Array.from(sample, (i) => list[i] as (typeof list)[number]);
      const { metrics } = evaluateMultiLabel(inputOf(picked));
      const names = ["micro_roc_auc", "macro_roc_auc", "micro_average_precision", "macro_average_precision"];
      expect(Object.keys(figures).toSorted()).toEqual(names.filter((name) => name in metrics).toSorted());
      for (const [name, value] of Object.entries(figures)) {
        expect(value, name).toBeCloseTo(metrics[name] ?? Number.NaN, FLOAT64_ORDER);
      }
    }),
  );
});
