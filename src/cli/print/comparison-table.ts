import type { Evaluation } from "../../evaluation/index.js";
import { formatCount, formatDuration, formatTable, type TableCell, type TableColumn } from "../terminal/index.js";

/** One model of a comparison. */
export interface ComparisonRow {
  readonly model: string;
  readonly evaluation: Evaluation;
}

/** Models side by side on one split: accuracy, F1, times and sizes (of sets of labels, the share of texts whose set is right); a split that a model was not measured on is empty. */
export function comparisonTable(rows: readonly ComparisonRow[], { split = "test" } = {}): string {
  const hasSets = rows.some(({ evaluation }) => evaluation.splits[split]?.metrics.subset_accuracy !== undefined);
  const hasPaths = rows.some(({ evaluation }) => evaluation.splits[split]?.metrics.path_accuracy !== undefined);
  const score = (header: string): TableColumn => ({ header, decimals: 3, align: "right" });
  const columns: TableColumn[] = [
    { header: "model", align: "left" },
    ...(hasSets ? [score(`${split} subset accuracy`), score("micro F1")] : [score(`${split} accuracy`)]),
    ...(hasPaths ? [score("path accuracy")] : []),
    score("macro F1"),
    score("weighted F1"),
    { header: "train time", align: "right" },
    { header: "inference ms", decimals: 2, align: "right" },
    { header: "parameters", align: "right" },
  ];
  const cells = ({ model, evaluation }: ComparisonRow): TableCell[] => {
    const { timing, parameters } = evaluation;
    const metrics = evaluation.splits[split]?.metrics ?? {};
    return [
      model,
      ...(hasSets ? [metrics.subset_accuracy ?? metrics.accuracy, metrics.micro_f1] : [metrics.accuracy]),
      ...(hasPaths ? [metrics.path_accuracy] : []),
      metrics.macro_f1,
      metrics.weighted_f1,
      formatDuration(timing.train_seconds),
      timing.inference_ms?.p50,
      formatCount(parameters.total),
    ];
  };
  return formatTable(columns, rows.map(cells));
}
