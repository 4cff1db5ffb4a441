import type { LabelRow, SplitEvaluation } from "../../evaluation/index.js";
import { formatTable, type TableCell, type TableColumn } from "../terminal/index.js";
import { formatMetrics, formatScore } from "./figures.js";

/** What {@link classificationReport} shows. */
export interface ClassificationReportOptions {
  /** Where all labels are found when some are left out (default: evaluation.json). */
  readonly source?: string;
}

/** Levels with more labels show the best and the worst only. */
const MOST_LABELS = 30;
const AT_EACH_END = 10;

/** Metrics that the tables show already, or that follow from them. */
const IN_TABLE = /^(?:accuracy|balanced_accuracy|(?:micro|macro|weighted)_(?:precision|recall|f1))$/u;

/**
 * The figures of a split as scikit-learn's `classification_report` gives them, with right/total and accuracy a label,
 * the best and the worst label; of a hierarchy a table a level, then the figures of whole paths.
 */
export function classificationReport(
  evaluation: SplitEvaluation,
  { source = "evaluation.json" }: ClassificationReportOptions = {},
): string {
  const { levels } = evaluation;
  if (levels === undefined) return block({ ...evaluation, rows: evaluation.per_label, source });
  const blocks = Object.entries(levels).map(([name, level]) => {
    const rows = evaluation.per_label.filter((row) => row.level === name);
    return `${name}: ${rows.length} labels\n\n${block({ ...level, rows, source })}`;
  });
  return [...blocks, pathFigures(evaluation)].join("\n");
}

/** One table: a whole split, or a level of a hierarchy. */
interface Block {
  readonly rows: readonly LabelRow[];
  readonly metrics: Readonly<Record<string, number>>;
  readonly best_label?: string;
  readonly worst_label?: string;
  readonly source: string;
}

const COLUMNS: readonly TableColumn[] = [
  { header: "label", align: "left" },
  { header: "precision", decimals: 3, align: "right" },
  { header: "recall", decimals: 3, align: "right" },
  { header: "f1", decimals: 3, align: "right" },
  { header: "support", align: "right" },
  { header: "right", align: "right" },
  { header: "accuracy", decimals: 3, align: "right" },
];

function block({ rows, metrics, best_label, worst_label, source }: Block): string {
  const shown = rows.length > MOST_LABELS ? extremes(rows) : rows.map(labelCells);
  const table = formatTable(COLUMNS, [...shown, [], ...averageRows(rows, metrics)]);
  const others = Object.fromEntries(Object.entries(metrics).filter(([name]) => !IN_TABLE.test(name)));
  const lines = [
    rows.length > MOST_LABELS
      ? `Shown are the ${AT_EACH_END} best and the ${AT_EACH_END} worst by F1 of ${rows.length} labels; all are in ${source}.`
      : "",
    extremeLine(rows, best_label, worst_label),
    formatMetrics(others),
  ];
  return `${table}\n${lines
    .filter((line) => line !== "")
    .map((line) => `${line}\n`)
    .join("")}`;
}

function labelCells({ label, precision, recall, f1, support, right }: LabelRow): TableCell[] {
  const accuracy = support > 0 ? right / support : undefined;
  return [label, precision, recall, f1, support, `${right}/${support}`, accuracy];
}

/** The ends of the list by F1, of the labels that occur; labels without texts say nothing. */
function extremes(rows: readonly LabelRow[]): TableCell[][] {
  const ranked = rows.filter(({ support }) => support > 0).sort((a, b) => b.f1 - a.f1);
  const between = ranked.length - 2 * AT_EACH_END;
  if (between <= 0) return ranked.map(labelCells);
  const [best, worst] = [ranked.slice(0, AT_EACH_END), ranked.slice(-AT_EACH_END)];
  return [...best.map(labelCells), [`… ${between} labels …`], ...worst.map(labelCells)];
}

function averageRows(rows: readonly LabelRow[], metrics: Block["metrics"]): TableCell[][] {
  const support = rows.reduce((sum, row) => sum + row.support, 0);
  const right = rows.reduce((sum, row) => sum + row.right, 0);
  const average = (kind: string): TableCell[] => [
    `${kind} avg`,
    metrics[`${kind}_precision`],
    metrics[`${kind}_recall`],
    metrics[`${kind}_f1`],
    support,
  ];
  const { accuracy } = metrics;
  const first: TableCell[] =
    accuracy === undefined
      ? average("micro")
      : ["accuracy", undefined, undefined, accuracy, support, `${right}/${support}`, accuracy];
  return [first, average("macro"), average("weighted")];
}

function extremeLine(rows: readonly LabelRow[], best: string | undefined, worst: string | undefined): string {
  const told = (name: string | undefined): string => {
    const row = rows.find(({ label }) => label === name);
    return row === undefined ? "–" : `${row.label} (F1 ${formatScore(row.f1)}, ${row.right}/${row.support} right)`;
  };
  return best === undefined || worst === undefined ? "" : `Best label: ${told(best)}. Worst label: ${told(worst)}.`;
}

function pathFigures({ count, metrics }: SplitEvaluation): string {
  const group = (name: string): TableCell[] => [
    name.replaceAll("_", " "),
    metrics[`${name}_precision`],
    metrics[`${name}_recall`],
    metrics[`${name}_f1`],
  ];
  const columns = COLUMNS.slice(0, 4).map((column, index) => (index === 0 ? { ...column, header: "paths" } : column));
  const table = formatTable(columns, [group("hierarchical"), group("hierarchical_macro")]);
  const picked = ["path_accuracy", "consistency_rate", "accuracy", "macro_f1", "weighted_f1"].flatMap((name) => {
    const value = metrics[name];
    return value === undefined ? [] : [[PATH_NAMES[name] ?? name, value] as const];
  });
  return `paths: ${count} texts\n\n${table}\n${picked.map(([name, value]) => `${name} ${formatScore(value)}`).join(", ")}\n`;
}

/** A hierarchy's metrics without a level are those of the leaves. */
const PATH_NAMES: Readonly<Record<string, string>> = {
  path_accuracy: "Path accuracy",
  consistency_rate: "consistency",
  accuracy: "leaf accuracy",
  macro_f1: "leaf macro F1",
  weighted_f1: "leaf weighted F1",
};
