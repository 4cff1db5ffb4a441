import { metricName } from "../metrics/index.js";
import { barChart, dataTable, type Figure, type Html } from "../page/index.js";
import type { Spread } from "../statistics/index.js";

/** Figures that were measured several times: once a seed, once a fold. */
export interface Repeated {
  readonly metrics: Readonly<Record<string, Spread>>;
  /** What each time is called: `seed 3`, `fold 2`. */
  readonly names: readonly string[];
}

const HEADLINES =
  /(?:^|\.)(?:accuracy|subset_accuracy|path_accuracy|hierarchical_f1|macro_f1|micro_f1|macro_average_precision)$/u;

/** The figures that are looked at first. */
export function headlines({ metrics }: Repeated): [name: string, spread: Spread][] {
  return Object.entries(metrics).filter(([name]) => HEADLINES.test(name));
}

/** A dot a time. */
export function repeatedFigure(
  repeated: Repeated,
  { id, title }: { readonly id: string; readonly title: string },
): Figure {
  const shown = headlines(repeated);
  return barChart({
    id,
    title,
    as: "dots",
    categories: shown.map(([name]) => metricName(name)),
    value: { name: "score" },
    series: repeated.names.map((name, at) => ({ name, values: shown.map(([, { values }]) => values[at]) })),
  });
}

/** Mean, spread and each time's own. */
export function repeatedTable({ metrics, names }: Repeated, caption: string): Html {
  return dataTable({
    caption,
    columns: [{ header: "figure" }, ...["mean", "sd", ...names].map((header) => ({ header, numeric: true }))],
    rows: Object.entries(metrics).map(([name, { mean, sd, values }]) => [metricName(name), mean, sd, ...values]),
  });
}
