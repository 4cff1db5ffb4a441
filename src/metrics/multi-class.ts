import { countExamples, type Ids, idAt, type Metrics, ratio } from "./ids.js";
import { averagedMetrics, emptyCounts, type LabelCounts, type LabelScores, labelScores, sum } from "./label-scores.js";
import { logLoss, type Probabilities, topKAccuracy } from "./probabilities.js";

/** One label an example. */
export interface MultiClassInput {
  /** [N] */
  readonly gold: Ids;
  /** [N], −1 where nothing was predicted: never right, and of no label. */
  readonly predicted: Ids;
  readonly labelCount: number;
  /** [N, L] */
  readonly probabilities?: Probabilities;
  /** The k of the top-k accuracies; those not below L are left out. Default 3 and 5. */
  readonly topK?: readonly number[];
}

/** All figures of one label an example, keys as in `evaluation.json`, labels as ids. */
export interface MultiClassReport {
  readonly count: number;
  readonly metrics: Metrics;
  /** A row a label, by id; `right` of `support` is the label's accuracy. */
  readonly per_label: readonly LabelScores[];
  /** By F1, among the labels with references; the first of equals. Absent without examples. */
  readonly best_label?: number;
  readonly worst_label?: number;
}

/** How often each label was meant, predicted, and both. */
export function countLabels({ gold, predicted, labelCount }: MultiClassInput): LabelCounts {
  const counts = emptyCounts(labelCount);
  const count = countExamples(gold, predicted);
  for (let i = 0; i < count; i++) {
    const meant = idAt(gold, i, { lowest: 0, labelCount });
    const said = idAt(predicted, i, { lowest: -1, labelCount });
    counts.gold[meant] = (counts.gold[meant] as number) + 1;
    if (said >= 0) counts.predicted[said] = (counts.predicted[said] as number) + 1;
    if (said === meant) counts.right[said] = (counts.right[said] as number) + 1;
  }
  return counts;
}

/** The share of examples whose prediction is right. */
export function accuracy(gold: Ids, predicted: Ids): number {
  const count = countExamples(gold, predicted);
  let right = 0;
  for (let i = 0; i < count; i++) if (gold[i] === predicted[i]) right++;
  return ratio(right, count);
}

/** The mean recall of the labels that have references. */
export function balancedAccuracy({ gold, right }: LabelCounts): number {
  let recalls = 0;
  let meant = 0;
  for (let label = 0; label < gold.length; label++) {
    if (gold[label] === 0) continue;
    recalls += (right[label] as number) / (gold[label] as number);
    meant++;
  }
  return ratio(recalls, meant);
}

/**
 * Matthews' correlation coefficient for several classes (Gorodkin 2004, R_K), in [−1, 1]; 0 where references or
 * predictions are all of one label.
 */
export function matthewsCorrelation(counts: LabelCounts, count: number): number {
  const chance = dot(counts.gold, counts.predicted);
  const spread = (values: Float64Array) => count ** 2 - dot(values, values) - (count - sum(values)) ** 2;
  return ratio(sum(counts.right) * count - chance, Math.sqrt(spread(counts.predicted) * spread(counts.gold)));
}

/** Cohen's κ (1960): agreement beyond chance, at most 1; 0 where it is undefined because chance agreement is 1. */
export function cohenKappa(counts: LabelCounts, count: number): number {
  const chance = dot(counts.gold, counts.predicted);
  return ratio(sum(counts.right) * count - chance, count ** 2 - chance);
}

/**
 * All metrics of one label an example: `accuracy`, `balanced_accuracy`, `{micro, macro, weighted}_{precision, recall,
 * f1}`, `mcc`, `cohen_kappa`; with probabilities `log_loss` and `top_<k>_accuracy`.
 */
export function evaluateMultiClass(input: MultiClassInput): MultiClassReport {
  const counts = countLabels(input);
  const count = input.gold.length;
  const scores = labelScores(counts);
  return {
    count,
    metrics: { ...countedMetrics(counts, count), ...probabilityMetrics(input) },
    per_label: scores,
    ...extremes(scores),
  };
}

/** The metrics that need no more than counts over so many examples. */
export function countedMetrics(counts: LabelCounts, count: number): Metrics {
  return {
    accuracy: ratio(sum(counts.right), count),
    balanced_accuracy: balancedAccuracy(counts),
    ...averagedMetrics(counts, labelScores(counts)),
    mcc: matthewsCorrelation(counts, count),
    cohen_kappa: cohenKappa(counts, count),
  };
}

function probabilityMetrics({ gold, probabilities, labelCount, topK = [3, 5] }: MultiClassInput): Metrics {
  if (probabilities === undefined) return {};
  const metrics: Record<string, number> = { log_loss: logLoss(gold, probabilities, labelCount) };
  for (const k of topK) {
    if (k < labelCount) metrics[`top_${k}_accuracy`] = topKAccuracy(gold, probabilities, { k, labelCount });
  }
  return metrics;
}

/** The labels of highest and lowest F1. */
function extremes(scores: readonly LabelScores[]): { best_label?: number; worst_label?: number } {
  const [first, ...rest] = scores.filter(({ support }) => support > 0);
  if (first === undefined) return {};
  const best = rest.reduce((held, one) => (one.f1 > held.f1 ? one : held), first);
  const worst = rest.reduce((held, one) => (one.f1 < held.f1 ? one : held), first);
  return { best_label: best.label, worst_label: worst.label };
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((total, value, i) => total + value * (b[i] as number), 0);
}
