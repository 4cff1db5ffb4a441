import { argMax, encode, type Gold, type LabelSpace, UNKNOWN_LABEL } from "../labels/index.js";
import { confusionMatrix, type LevelInput, type MultiClassReport } from "../metrics/index.js";
import { present } from "../shared/index.js";
import { type ScoredSplit, widen } from "./scored-split.js";
import type { ConfusionRows, LabelRow } from "./types.js";

/** A head's labels, with those behind them that occur in the golds but that the model does not know. */
export interface HeadInput extends LevelInput {
  readonly labels: readonly string[];
}

/** What a head says of a split as ids. A gold label that the model doesn't know is a label of its own, never predicted. */
export function headInput(
  space: LabelSpace,
  { golds, scores, predicted: answers }: ScoredSplit,
  head: number,
): HeadInput {
  const known = present(space.heads[head], "a head").labels;
  const labels = [...known];
  const extra = new Map<string, number>();
  const gold = Int32Array.from(golds, (row) => {
    const label = row[space.task === "hierarchical" ? head : 0];
    if (label === undefined) return -1;
    const id = encode(space, row)[head] as number;
    if (id >= 0) return id;
    const given = extra.get(label) ?? labels.push(label) - 1;
    extra.set(label, given);
    return given;
  });
  const flat = present(scores[head], "scores of a head");
  const width = known.length;
  const best = (row: number): number => argMax(flat.subarray(row * width, (row + 1) * width));
  const predicted = Int32Array.from(golds, (_, row) => (answers ? answerId(space, answers[row], head) : best(row)));
  return { labels, labelCount: labels.length, gold, predicted, probabilities: widen(flat, width, labels.length) };
}

/** The id of what is answered for a head; −1 for nothing. */
function answerId(space: LabelSpace, answer: Gold | undefined, head: number): number {
  return answer === undefined ? UNKNOWN_LABEL : (encode(space, answer)[head] ?? UNKNOWN_LABEL);
}

/** The scores of each label of a report. */
export function labelRows(report: MultiClassReport, labels: readonly string[]): LabelRow[] {
  return report.per_label.map(({ label, ...scores }) => ({ label: present(labels[label], "a label"), ...scores }));
}

/** The labels of highest and lowest F1. */
export function extremes({ best_label, worst_label }: MultiClassReport, labels: readonly string[]) {
  if (best_label === undefined || worst_label === undefined) return {};
  return { best_label: present(labels[best_label], "a label"), worst_label: present(labels[worst_label], "a label") };
}

/** How often each label was taken for each other, of the texts that reach the level. */
export function confusionRows({ gold, predicted, labels }: HeadInput): ConfusionRows {
  const reached = Array.from(gold, (_, row) => row).filter((row) => (gold[row] as number) >= 0);
  const take = (ids: ArrayLike<number>): Int32Array => Int32Array.from(reached, (row) => ids[row] as number);
  const matrix = confusionMatrix(take(gold), take(predicted), labels.length);
  const counts = labels.map((_, row) =>
    Array.from(matrix.counts.slice(row * labels.length, (row + 1) * labels.length)),
  );
  return { labels, counts };
}
