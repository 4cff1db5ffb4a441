import { flatMetrics, type SplitEvaluation } from "../../evaluation/index.js";
import { formatTable } from "../terminal/index.js";

/** Every metric of several models on the same texts, a column a model and a line a metric that any of them has. */
export function metricTable(models: Readonly<Record<string, SplitEvaluation>>): string {
  const figures = Object.values(models).map((evaluation) => flatMetrics(evaluation));
  const names = [...new Set(figures.flatMap((own) => Object.keys(own)))];
  const columns = [
    { header: "metric", align: "left" as const },
    ...Object.keys(models).map((header) => ({ header, decimals: 4 })),
  ];
  return formatTable(
    columns,
    names.map((name) => [name, ...figures.map((own) => own[name] ?? Number.NaN)]),
  );
}
