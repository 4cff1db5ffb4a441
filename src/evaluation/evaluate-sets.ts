import { decodePrediction, encode, type Gold, type LabelSpace, UNKNOWN_LABEL } from "../labels/index.js";
import { evaluateMultiLabel } from "../metrics/index.js";
import { present } from "../shared/index.js";
import { type ScoredSplit, widen } from "./scored-split.js";
import type { LabelRow, SplitEvaluation } from "./types.js";

/**
 * All metrics of sets of labels. A gold label that the model doesn't know counts as a label of its own, never predicted
 * and of probability 0.
 */
export function evaluateSets(space: LabelSpace, split: ScoredSplit): SplitEvaluation {
  const { golds, scores, thresholds } = split;
  const known = present(space.heads[0], "the head").labels;
  const labels = [...known, ...unknownOf(space, golds)];
  const idOf = new Map(labels.map((label, id) => [label, id]));
  const report = evaluateMultiLabel({
    gold: golds.map((gold) => [...new Set(gold)].map((label) => present(idOf.get(label), "a label's id"))),
    predicted: (split.predicted ?? decodeRows(space, split)).map((said) => encode(space, said)),
    labelCount: labels.length,
    scores: widen(present(scores[0], "the head's scores"), known.length, labels.length),
  });
  const rows = report.per_label.map(({ label, ...figures }): LabelRow => {
    const threshold = thresholds?.[label];
    return {
      label: present(labels[label], "a label"),
      ...figures,
      ...(threshold !== undefined && Number.isFinite(threshold) ? { threshold } : {}),
    };
  });
  return { count: report.count, metrics: report.metrics, per_label: rows, ...extremes(rows) };
}

function decodeRows(space: LabelSpace, { golds, scores }: ScoredSplit): Gold[] {
  const own = present(scores[0], "the head's scores");
  const width = present(space.heads[0], "the head").labels.length;
  return golds.map((_, row) => decodePrediction(space, [own.subarray(row * width, (row + 1) * width)]));
}

/** Labels of the golds that the space lacks, in order of their first occurrence. */
function unknownOf(space: LabelSpace, golds: readonly Gold[]): string[] {
  const odd = golds.filter((gold) => encode(space, gold).includes(UNKNOWN_LABEL));
  const known = new Set(space.heads[0]?.labels);
  return [...new Set(odd.flat())].filter((label) => !known.has(label));
}

/** The labels of highest and lowest F1, of those that occur. */
function extremes(rows: readonly LabelRow[]): Pick<SplitEvaluation, "best_label" | "worst_label"> {
  const [first, ...rest] = rows.filter(({ support }) => support > 0);
  if (first === undefined) return {};
  return {
    best_label: rest.reduce((held, one) => (one.f1 > held.f1 ? one : held), first).label,
    worst_label: rest.reduce((held, one) => (one.f1 < held.f1 ? one : held), first).label,
  };
}
