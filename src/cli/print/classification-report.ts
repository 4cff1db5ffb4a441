import type { LabelRow, SplitEvaluation } from "../../evaluation/index.js";
import { formatTable, type TableCell } from "../terminal/index.js";
import { formatMetrics, formatScore } from "./figures.js";
import { CLASS_LAYOUT, type Layout, SET_LAYOUT } from "./report-layouts.js";

/** What {@link classificationReport} shows. */
export interface ClassificationReportOptions {
  /** Where all labels are found when some are left out (default: evaluation.json). */
  readonly source?: string;
}

/** Levels with more labels show the best and the worst only. */
const MOST_LABELS = 30;
const AT_EACH_END = 10;

/**
 * The figures of a split as scikit-learn's `classification_report` gives them, with right/total and accuracy a label,
 * the best and the worst label; of a hierarchy a table a level, then the figures of whole paths; of sets of labels with
 * each label's threshold and how well it is ranked.
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

function block({ rows, metrics, best_label, worst_label, source }: Block): string {
  const layout = metrics.subset_accuracy === undefined ? CLASS_LAYOUT : SET_LAYOUT;
  const shown = rows.length > MOST_LABELS ? extremes(rows, layout) : rows.map(layout.cells);
  const table = formatTable(layout.columns, [...shown, [], ...layout.averages(rows, metrics)]);
  const others = Object.fromEntries(Object.entries(metrics).filter(([name]) => !layout.inTable.test(name)));
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

/** The ends of the list by F1, of the labels that occur; labels without texts say nothing. */
function extremes(rows: readonly LabelRow[], { cells }: Layout): TableCell[][] {
  const ranked = rows.filter(({ support }) => support > 0).sort((a, b) => b.f1 - a.f1);
  const between = ranked.length - 2 * AT_EACH_END;
  if (between <= 0) return ranked.map(cells);
  const [best, worst] = [ranked.slice(0, AT_EACH_END), ranked.slice(-AT_EACH_END)];
  return [...best.map(cells), [`… ${between} labels …`], ...worst.map(cells)];
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
  const columns = CLASS_LAYOUT.columns
    .slice(0, 4)
    .map((column, index) => (index === 0 ? { ...column, header: "paths" } : column));
  const table = formatTable(columns, [group("hierarchical"), group("hierarchical_macro")]);
  const picked = Object.entries(PATH_NAMES).flatMap(([name, told]) => {
    const value = metrics[name];
    return value === undefined ? [] : [[told, value] as const];
  });
  return `paths: ${count} texts\n\n${table}\n${picked.map(([name, value]) => `${name} ${formatScore(value)}`).join(", ")}\n`;
}

/** What is told of whole paths, in order. A hierarchy's other metrics without a level are those of the leaves. */
const PATH_NAMES: Readonly<Record<string, string>> = {
  path_accuracy: "Path accuracy",
  consistency_rate: "consistency",
  hierarchical_pr_auc: "hierarchical PR-AUC",
  lca_distance: "LCA distance",
  accuracy: "leaf accuracy",
  macro_f1: "leaf macro F1",
  weighted_f1: "leaf weighted F1",
};
