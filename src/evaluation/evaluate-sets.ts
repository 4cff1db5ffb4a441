import { encode, type Gold, type LabelSpace, UNKNOWN_LABEL } from "../labels/index.js";
import { evaluateMultiLabel, type MultiLabelInput } from "../metrics/index.js";
import { present } from "../shared/index.js";
import { answersOf, type ScoredSplit, widen } from "./scored-split.js";
import { labelRows, rowExtremes } from "./set-rows.js";
import type { SplitEvaluation } from "./types.js";

/**
 * All metrics of sets of labels. A gold label that the model doesn't know counts as a label of its own, never predicted
 * and of probability 0.
 */
export function evaluateSets(space: LabelSpace, split: ScoredSplit): SplitEvaluation {
  const { labels, input } = setInput(space, split);
  const report = evaluateMultiLabel(input);
  const rows = labelRows(report, labels, split.thresholds);
  return { count: report.count, metrics: report.metrics, per_label: rows, ...rowExtremes(rows) };
}

/** Sets of labels as ids, and the labels: those of the space, then those that only golds have. */
export function setInput(
  space: LabelSpace,
  split: ScoredSplit,
): { readonly labels: readonly string[]; readonly input: MultiLabelInput } {
  const { golds, scores } = split;
  const known = present(space.heads[0], "the head").labels;
  const labels = [...known, ...unknownOf(space, golds)];
  const idOf = new Map(labels.map((label, id) => [label, id]));
  const input = {
    gold: golds.map((gold) => [...new Set(gold)].map((label) => present(idOf.get(label), "a label's id"))),
    predicted: answersOf(space, split).map((said) => encode(space, said)),
    labelCount: labels.length,
    scores: widen(present(scores[0], "the head's scores"), known.length, labels.length),
  };
  return { labels, input };
}

/** Labels of the golds that the space lacks, in order of their first occurrence. */
function unknownOf(space: LabelSpace, golds: readonly Gold[]): string[] {
  const odd = golds.filter((gold) => encode(space, gold).includes(UNKNOWN_LABEL));
  const known = new Set(space.heads[0]?.labels);
  return [...new Set(odd.flat())].filter((label) => !known.has(label));
}
