import type { MultiLabelReport } from "../metrics/index.js";
import { present } from "../shared/index.js";
import type { LabelRow, SplitEvaluation } from "./types.js";

/**
 * The figures of each label of a report on sets of labels.
 * @param thresholds  the probability that each must reach, where it is known
 */
export function labelRows(
  report: MultiLabelReport,
  labels: readonly string[],
  thresholds: readonly (number | undefined)[] = [],
): LabelRow[] {
  return report.per_label.map(({ label, ...figures }): LabelRow => {
    const threshold = thresholds[label];
    return {
      label: present(labels[label], "a label"),
      ...figures,
      ...(threshold !== undefined && Number.isFinite(threshold) ? { threshold } : {}),
    };
  });
}

/** The labels of highest and lowest F1, of those that occur. */
export function rowExtremes(rows: readonly LabelRow[]): Pick<SplitEvaluation, "best_label" | "worst_label"> {
  const [first, ...rest] = rows.filter(({ support }) => support > 0);
  if (first === undefined) return {};
  return {
    best_label: rest.reduce((held, one) => (one.f1 > held.f1 ? one : held), first).label,
    worst_label: rest.reduce((held, one) => (one.f1 < held.f1 ? one : held), first).label,
  };
}
