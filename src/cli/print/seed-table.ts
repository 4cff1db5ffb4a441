import type { SeedSummary } from "../../runs/index.js";
import { formatTable, type TableColumn } from "../terminal/index.js";

/** Metrics of a table of several seeds; the rest is in `evaluation.json`. */
const SHOWN =
  /^(?:accuracy|macro_f1|weighted_f1|micro_f1|subset_accuracy|path_accuracy|hierarchical_f1|.+\.(?:accuracy|macro_f1))$/u;

/** Mean and standard deviation over the seeds of a run, a table a split. */
export function seedTable({ seeds, splits }: SeedSummary): string {
  const columns: TableColumn[] = [
    { header: "metric", align: "left" },
    { header: "mean", decimals: 4 },
    { header: "sd", decimals: 4 },
    ...seeds.map((seed) => ({ header: `seed ${seed}`, decimals: 4 })),
  ];
  const tables = Object.entries(splits).map(([name, { count, metrics }]) => {
    const rows = Object.entries(metrics)
      .filter(([metric]) => SHOWN.test(metric))
      .map(([metric, { mean, sd, values }]) => [metric, mean, sd, ...values]);
    return `${name}: ${count} texts, ${seeds.length} seeds\n\n${formatTable(columns, rows)}`;
  });
  return tables.join("\n");
}
