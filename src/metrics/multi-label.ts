import { invariant, mean } from "../shared/index.js";
import { countExamples, entry, type IdSets, idAt, type Metrics, ratio } from "./ids.js";
import {
  averagedMetrics,
  emptyCounts,
  type LabelCounts,
  type LabelScores,
  labelScores,
  prefixed,
} from "./label-scores.js";
import { Ranking, type RankingScores, rankExample } from "./ranking.js";
import { exampleScores, type Overlap, overlaps } from "./set-counts.js";

/** A set of labels an example. */
export interface MultiLabelInput {
  /** [N] sets */
  readonly gold: IdSets;
  /** [N] sets */
  readonly predicted: IdSets;
  readonly labelCount: number;
  /** [N, L] probabilities, or any scores that rank. */
  readonly scores?: Float32Array | Float64Array;
  /** The k of the precisions at k; those above L are left out. Default 1, 3 and 5. */
  readonly precisionAt?: readonly number[];
}

/** The figures of one label, keys as in `evaluation.json`. */
export interface MultiLabelScores extends LabelScores {
  readonly roc_auc?: number;
  readonly average_precision?: number;
}

/** All figures of a set of labels an example. */
export interface MultiLabelReport {
  readonly count: number;
  readonly metrics: Metrics;
  readonly per_label: readonly MultiLabelScores[];
}

/**
 * All metrics of a set of labels an example: `subset_accuracy`, `hamming_loss`, `{micro, macro, weighted,
 * samples}_{precision, recall, f1}`; with scores `{micro, macro, weighted}_{roc_auc, average_precision}` (macro and
 * weighted over the labels that have them), `coverage_error`, `ranking_average_precision`, `r_precision` and
 * `precision_at_<k>`.
 */
export function evaluateMultiLabel(input: MultiLabelInput): MultiLabelReport {
  const { gold, predicted, labelCount } = input;
  const counts = countSets(input);
  const scores = labelScores(counts);
  const shared = overlaps(gold, predicted);
  const rankings = labelRankings(input).map((ranking) => ranking.scores());
  return {
    count: gold.length,
    metrics: {
      subset_accuracy: subsetAccuracy(shared),
      hamming_loss: hammingLoss(shared, labelCount),
      ...averagedMetrics(counts, scores),
      ...prefixed("samples", exampleScores(shared)),
      ...averagedRankings(rankings, scores),
      ...namedRanking("micro_", jointRanking(input)?.scores() ?? {}),
      ...exampleRankings(input),
    },
    per_label: scores.map((row, label) => ({ ...row, ...namedRanking("", rankings[label] ?? {}) })),
  };
}

/** The share of examples whose set is exactly right. */
function subsetAccuracy(shared: readonly Overlap[]): number {
  const right = shared.filter((one) => one.right === one.gold && one.right === one.predicted);
  return ratio(right.length, shared.length);
}

/** The share of wrong decisions among all of examples × labels. */
function hammingLoss(shared: readonly Overlap[], labelCount: number): number {
  const wrong = shared.reduce((total, { gold, predicted, right }) => total + gold + predicted - 2 * right, 0);
  return ratio(wrong, shared.length * labelCount);
}

function countSets({ gold, predicted, labelCount }: MultiLabelInput): LabelCounts {
  const counts = emptyCounts(labelCount);
  const count = countExamples(gold, predicted);
  for (let i = 0; i < count; i++) {
    const meant = toSet(gold, i, labelCount);
    const said = toSet(predicted, i, labelCount);
    for (const id of meant) counts.gold[id] = (counts.gold[id] as number) + 1;
    for (const id of said) {
      counts.predicted[id] = (counts.predicted[id] as number) + 1;
      if (meant.has(id)) counts.right[id] = (counts.right[id] as number) + 1;
    }
  }
  return counts;
}

function toSet(sets: IdSets, index: number, labelCount: number): Set<number> {
  const ids = entry(sets, index);
  return new Set(Array.from(ids, (_, i) => idAt(ids, i, { lowest: 0, labelCount })));
}

/** The decisions on each label in the order of their scores. */
export function labelRankings({ gold, scores, labelCount }: MultiLabelInput): Ranking[] {
  if (scores === undefined) return [];
  invariant(scores.length === gold.length * labelCount, `${scores.length} scores for ${gold.length} × ${labelCount}`);
  const positives = indicator(gold, labelCount);
  return Array.from({ length: labelCount }, (_, label) => {
    const column = <T>(matrix: ArrayLike<T>) =>
      Array.from({ length: gold.length }, (_, i) => entry(matrix, i * labelCount + label));
    return new Ranking(column(scores), column(positives));
  });
}

/** [N, L] whether an example has a label. */
function indicator(gold: IdSets, labelCount: number): boolean[] {
  const cells = new Array<boolean>(gold.length * labelCount).fill(false);
  for (let i = 0; i < gold.length; i++) {
    for (const id of toSet(gold, i, labelCount)) cells[i * labelCount + id] = true;
  }
  return cells;
}

/** All decisions together; those on an example stand side by side. */
export function jointRanking({ gold, scores, labelCount }: MultiLabelInput): Ranking | undefined {
  return scores && new Ranking(scores, indicator(gold, labelCount));
}

function averagedRankings(rankings: readonly RankingScores[], labels: readonly LabelScores[]): Metrics {
  const average = (of: keyof RankingScores, weightOf: (label: LabelScores) => number): number | undefined => {
    let total = 0;
    let weights = 0;
    for (const [label, ranking] of rankings.entries()) {
      const value = ranking[of];
      if (value === undefined) continue;
      const weight = weightOf(entry(labels, label));
      total += weight * value;
      weights += weight;
    }
    return weights === 0 ? undefined : total / weights;
  };
  const both = (weightOf: (label: LabelScores) => number): RankingScores => ({
    rocAuc: average("rocAuc", weightOf),
    averagePrecision: average("averagePrecision", weightOf),
  });
  return {
    ...namedRanking(
      "macro_",
      both(() => 1),
    ),
    ...namedRanking(
      "weighted_",
      both(({ support }) => support),
    ),
  };
}

/** Under the names of the metrics. */
export function namedRanking(prefix: string, { rocAuc, averagePrecision }: RankingScores): Record<string, number> {
  return {
    ...(rocAuc === undefined ? {} : { [`${prefix}roc_auc`]: rocAuc }),
    ...(averagePrecision === undefined ? {} : { [`${prefix}average_precision`]: averagePrecision }),
  };
}

function exampleRankings({ gold, scores, labelCount, precisionAt = [1, 3, 5] }: MultiLabelInput): Metrics {
  if (scores === undefined || gold.length === 0) return {};
  const ks = precisionAt.filter((k) => k <= labelCount);
  const all = Array.from({ length: gold.length }, (_, i) =>
    rankExample(scores.subarray(i * labelCount, (i + 1) * labelCount), toSet(gold, i, labelCount), ks),
  );
  const rPrecisions = all.flatMap(({ rPrecision }) => (rPrecision === undefined ? [] : [rPrecision]));
  const metrics: Record<string, number> = {
    coverage_error: mean(all.map(({ coverage }) => coverage)),
    ranking_average_precision: mean(all.map((one) => one.rankingAveragePrecision)),
  };
  if (rPrecisions.length > 0) metrics.r_precision = mean(rPrecisions);
  for (const [i, k] of ks.entries()) metrics[`precision_at_${k}`] = mean(all.map((one) => entry(one.precisionAt, i)));
  return metrics;
}
