import { stringify } from "csv-stringify/sync";
import { figureRows } from "./figure-rows.js";
import type { Comparison } from "./types.js";

/**
 * The figures of a comparison as CSV: a row a model, a column a figure as a plain number, beside it the standard deviation
 * over several seeds; of the headline metrics the ends of their intervals.
 */
export function comparisonCsv(comparison: Comparison): string {
  const { models, split, headline } = comparison;
  const rows = figureRows(comparison);
  const header = [
    ...["model", "run", "type", "seeds"],
    ...rows.map(({ key }) => key),
    ...headline.flatMap((metric) => [`${split}.${metric}.lower`, `${split}.${metric}.upper`, `${split}.${metric}.sd`]),
  ];
  const lines = models.map(({ name, run, model, seeds, intervals, metrics }, at) => [
    ...[name, run, model, seeds.join(" ")],
    ...rows.map(({ cells }) => cells[at]?.value ?? ""),
    ...headline.flatMap((metric) => [
      intervals[metric]?.lower ?? "",
      intervals[metric]?.upper ?? "",
      metrics[split]?.[metric]?.sd ?? "",
    ]),
  ]);
  return stringify([header, ...lines]);
}
