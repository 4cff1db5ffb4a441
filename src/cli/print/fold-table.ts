import type { Evaluation } from "../../evaluation/index.js";
import { formatTable, type TableColumn } from "../terminal/index.js";

/** Metrics of the table; the rest is in `evaluation.json`. */
const SHOWN =
  /^(?:accuracy|macro_f1|weighted_f1|micro_f1|subset_accuracy|path_accuracy|hierarchical_f1|.+\.(?:accuracy|macro_f1))$/u;

/** Mean and standard deviation over the folds of a run, each fold's figures, and those of all its texts together. */
export function foldTable({ folds, splits }: Evaluation): string {
  if (!folds) return "";
  const { count, metrics, each, epochs, strength } = folds;
  const pooled = splits["out-of-fold"];
  const columns: TableColumn[] = [
    { header: "metric", align: "left" },
    { header: "mean", decimals: 4 },
    { header: "sd", decimals: 4 },
    ...each.map((_, fold) => ({ header: `fold ${fold + 1}`, decimals: 4 })),
    { header: "pooled", decimals: 4 },
  ];
  const rows = Object.entries(metrics)
    .filter(([metric]) => SHOWN.test(metric))
    .map(([metric, { mean, sd, values }]) => [metric, mean, sd, ...values, pooledFigure(pooled, metric)]);
  const taken = [
    ...(epochs === undefined ? [] : [`${epochs} epochs`]),
    ...(strength === undefined ? [] : [`strength ${strength}`]),
  ];
  const final = taken.length === 0 ? "" : `; the final model took ${taken.join(", ")}`;
  return `cross-validation: ${pooled?.count ?? 0} texts, ${count} folds${final}\n\n${formatTable(columns, rows)}\n`;
}

function pooledFigure(split: Evaluation["splits"][string] | undefined, metric: string): number {
  const [level, name] = metric.includes(".") ? metric.split(".") : [undefined, metric];
  const metrics = level === undefined ? split?.metrics : split?.levels?.[level]?.metrics;
  return metrics?.[name as string] ?? Number.NaN;
}
