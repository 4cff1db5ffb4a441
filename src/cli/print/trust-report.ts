import type { CalibrationEvaluation, SplitEvaluation } from "../../evaluation/index.js";
import { metricName } from "../../metrics/index.js";
import { formatTable, type TableColumn } from "../terminal/index.js";
import { formatPercent, formatScore } from "./figures.js";

/** Metrics that are shown with their intervals, by what tells the task; all others' stand in evaluation.json. */
const HEADLINES: Readonly<Record<string, readonly string[]>> = {
  path_accuracy: ["path_accuracy", "hierarchical_f1", "hierarchical_macro_f1", "macro_f1", "lca_distance"],
  subset_accuracy: [
    ...["subset_accuracy", "micro_f1", "macro_f1", "weighted_f1", "samples_f1"],
    ...["macro_roc_auc", "macro_average_precision"],
  ],
  accuracy: ["accuracy", "macro_f1", "weighted_f1", "log_loss"],
};

/** How far the figures and the answers of a split can be trusted: intervals, then a line each. */
export function trustReport(split: SplitEvaluation): string {
  const lines = [...calibrationLines(split), ...conformalLines(split), ...abstentionLines(split)];
  return [intervalTable(split), ...lines.map((line) => `${line}\n`)].filter((part) => part !== "").join("");
}

function intervalTable({ metrics, levels = {}, intervals }: SplitEvaluation): string {
  if (intervals === undefined) return "";
  const levelNames = Object.keys(levels).flatMap((level) => [`${level}.accuracy`, `${level}.macro_f1`]);
  const shown = Object.entries(HEADLINES).find(([name]) => metrics[name] !== undefined)?.[1] ?? [];
  const rows = [...shown, ...levelNames].flatMap((name) => {
    const interval = intervals[name];
    const [level, metric] = name.includes(".") ? name.split(".") : [undefined, name];
    const value = level === undefined ? metrics[name] : levels[level]?.metrics[metric ?? ""];
    return interval && value !== undefined ? [[metricName(name), value, interval.low, interval.high]] : [];
  });
  const [first] = Object.values(intervals);
  if (first === undefined || rows.length === 0) return "";
  const share = `${Number((100 * first.level).toFixed(2))} %`;
  const columns: TableColumn[] = [
    { header: `${share} intervals`, align: "left" },
    { header: "value", decimals: 3, align: "right" },
    { header: "from", decimals: 3, align: "right" },
    { header: "to", decimals: 3, align: "right" },
  ];
  return `${formatTable(columns, rows)}\n`;
}

function calibrationLines({ calibration }: SplitEvaluation): string[] {
  if (calibration === undefined) return [];
  const { before } = calibration;
  const told = ({ ece, brier }: Pick<CalibrationEvaluation, "ece" | "brier">) =>
    `calibration error ${formatScore(ece)}, Brier ${formatScore(brier)}`;
  return [
    `probabilities: ${told(calibration)}${before ? ` (before calibration ${formatScore(before.ece)} and ${formatScore(before.brier)})` : ""}`,
  ];
}

function conformalLines({ conformal }: SplitEvaluation): string[] {
  if (conformal === undefined) return [];
  const { kind, alpha, coverage } = conformal;
  const promise = `at least ${formatPercent(1 - alpha)} asked for`;
  if (kind === "depth") {
    const { mean_depth: depth, whole_rate: whole, root_rate: none } = conformal;
    return [
      `surest nodes: ${formatPercent(coverage)} right (${promise}), ${depth.toFixed(2)} levels on average; the whole path for ${formatPercent(whole)} of the texts, none for ${formatPercent(none)}`,
    ];
  }
  const what = kind === "label" ? "hold the label" : "of the labels are in them";
  return [
    `prediction sets: ${formatPercent(coverage)} ${what} (${promise}), ${conformal.mean_size.toFixed(2)} labels on average, one label for ${formatPercent(conformal.singleton_rate)} of the texts`,
  ];
}

function abstentionLines({ abstention }: SplitEvaluation): string[] {
  if (abstention === undefined) return [];
  const { max_error: most, threshold, coverage, error, out_of_scope: outside } = abstention;
  const asked = `at most ${formatPercent(most)} asked for`;
  const line =
    threshold === null
      ? `abstaining: no score keeps the error low enough (${asked}), so that no text gets an answer`
      : `abstaining: ${formatPercent(coverage)} of the texts get an answer, ${formatPercent(error)} of these wrong (${asked}); below a score of ${formatScore(threshold)} there is none`;
  if (outside === undefined) return [line];
  return [
    line,
    `out of scope: ${outside.count} texts, of which ${formatPercent(outside.answered)} get an answer; scores tell them apart with AUROC ${formatScore(outside.auroc)}`,
  ];
}
