import { ratio } from "./ids.js";

/** How often each label was meant, predicted, and both. [L] each. */
export interface LabelCounts {
  readonly gold: Float64Array;
  readonly predicted: Float64Array;
  readonly right: Float64Array;
}

/** The scores of one label. */
export interface LabelScores {
  readonly label: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Examples that have the label: `right` of them were predicted so. */
  readonly support: number;
  readonly right: number;
  /** Examples that the label was predicted for. */
  readonly predicted: number;
}

/** Precision, recall and their harmonic mean. */
export interface Prf {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Zero counts of so many labels. */
export function emptyCounts(labelCount: number): LabelCounts {
  const zeros = () => new Float64Array(labelCount);
  return { gold: zeros(), predicted: zeros(), right: zeros() };
}

/** Precision, recall and F1 from counts: F1 = 2·right / (gold + predicted). */
export function precisionRecallF1(counts: { gold: number; predicted: number; right: number }): Prf {
  const { gold, predicted, right } = counts;
  return {
    precision: ratio(right, predicted),
    recall: ratio(right, gold),
    f1: ratio(2 * right, gold + predicted),
  };
}

/** The scores of every label, also of those that don't occur. */
export function labelScores(counts: LabelCounts): LabelScores[] {
  return Array.from(counts.gold, (gold, label) => {
    const predicted = counts.predicted[label] as number;
    const right = counts.right[label] as number;
    return { label, ...precisionRecallF1({ gold, predicted, right }), support: gold, right, predicted };
  });
}

/** The unweighted mean over the labels that occur in references or predictions. */
function macroAverage(scores: readonly LabelScores[]): Prf {
  return meanScores(scores, ({ support, predicted }) => (support + predicted > 0 ? 1 : 0));
}

/** The mean over labels, each as often as it is meant. */
function weightedAverage(scores: readonly LabelScores[]): Prf {
  return meanScores(scores, ({ support }) => support);
}

/** The scores of all decisions together. */
function microAverage(counts: LabelCounts): Prf {
  return precisionRecallF1({ gold: sum(counts.gold), predicted: sum(counts.predicted), right: sum(counts.right) });
}

/** The sum of the numbers. */
export function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The three averages under the names of `evaluation.json`. */
export function averagedMetrics(counts: LabelCounts, scores: readonly LabelScores[]): Record<string, number> {
  return {
    ...prefixed("micro", microAverage(counts)),
    ...prefixed("macro", macroAverage(scores)),
    ...prefixed("weighted", weightedAverage(scores)),
  };
}

/** `{ macro_precision, macro_recall, macro_f1 }` and the like. */
export function prefixed(prefix: string, { precision, recall, f1 }: Prf): Record<string, number> {
  return { [`${prefix}_precision`]: precision, [`${prefix}_recall`]: recall, [`${prefix}_f1`]: f1 };
}

function meanScores(scores: readonly LabelScores[], weightOf: (scores: LabelScores) => number): Prf {
  let total = 0;
  let precision = 0;
  let recall = 0;
  let f1 = 0;
  for (const one of scores) {
    const weight = weightOf(one);
    total += weight;
    precision += weight * one.precision;
    recall += weight * one.recall;
    f1 += weight * one.f1;
  }
  return { precision: ratio(precision, total), recall: ratio(recall, total), f1: ratio(f1, total) };
}
