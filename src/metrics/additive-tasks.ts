import { type AdditiveMetrics, joinAdditive } from "./additive.js";
import { deepest, type LevelInput, nodeOffsets, nodeSets } from "./hierarchical.js";
import { countExamples, entry, type IdSets, type Ids, idAt, type Metrics, ratio } from "./ids.js";
import {
  averagedMetrics,
  type LabelCounts,
  labelScores,
  type Prf,
  precisionRecallF1,
  prefixed,
} from "./label-scores.js";
import { countedMetrics, type MultiClassInput } from "./multi-class.js";
import type { MultiLabelInput } from "./multi-label.js";
import { logLoss, type Probabilities } from "./probabilities.js";
import { type Overlap, overlaps } from "./set-counts.js";
import { pathDistances } from "./tree-distance.js";

/**
 * The headline metrics of one label an example, as `evaluateMultiClass` gives them: all that come from counts, and
 * `log_loss` where there are probabilities. An example without a reference (−1) counts nowhere.
 */
export function multiClassSums(input: MultiClassInput): AdditiveMetrics {
  const { gold, predicted, labelCount, probabilities } = input;
  const count = countExamples(gold, predicted);
  const meant = Int32Array.from(gold, (_, i) => idAt(gold, i, { lowest: -1, labelCount }));
  const said = Int32Array.from(predicted, (_, i) => idAt(predicted, i, { lowest: -1, labelCount }));
  const losses = probabilities && exampleLosses(meant, probabilities, labelCount);
  const [predictedAt, rightAt, lossAt] = [1 + labelCount, 1 + 2 * labelCount, 1 + 3 * labelCount];
  return {
    count,
    size: lossAt + 1,
    add: (sums, example, weight) => {
      const label = meant[example] as number;
      const other = said[example] as number;
      if (label < 0) return;
      raise(sums, 0, weight);
      raise(sums, 1 + label, weight);
      if (other >= 0) raise(sums, predictedAt + other, weight);
      if (other === label) raise(sums, rightAt + other, weight);
      if (losses) raise(sums, lossAt, weight * (losses[example] as number));
    },
    metrics: (sums) => {
      const total = sums[0] as number;
      const own = countedMetrics(countsAt(sums, 1, labelCount), total);
      return losses ? { ...own, log_loss: ratio(sums[lossAt] as number, total) } : own;
    },
  };
}

/** The headline metrics of a set of labels an example, as `evaluateMultiLabel` gives them: all that need no ranking. */
export function multiLabelSums({ gold, predicted, labelCount }: MultiLabelInput): AdditiveMetrics {
  const meant = idLists(gold, labelCount);
  const said = idLists(predicted, labelCount);
  const shared = overlaps(gold, predicted);
  const right = meant.map((ids, i) => ids.filter((id) => said[i]?.includes(id)));
  const samples = shared.map(precisionRecallF1);
  const [exactAt, wrongAt, samplesAt] = [1 + 3 * labelCount, 2 + 3 * labelCount, 3 + 3 * labelCount];
  return {
    count: shared.length,
    size: samplesAt + 3,
    add: (sums, example, weight) => {
      const overlap = shared[example] as Overlap;
      raise(sums, 0, weight);
      for (const id of meant[example] as Int32Array) raise(sums, 1 + id, weight);
      for (const id of said[example] as Int32Array) raise(sums, 1 + labelCount + id, weight);
      for (const id of right[example] as Int32Array) raise(sums, 1 + 2 * labelCount + id, weight);
      const wrong = overlap.gold + overlap.predicted - 2 * overlap.right;
      if (wrong === 0) raise(sums, exactAt, weight);
      raise(sums, wrongAt, weight * wrong);
      addScores(sums, samplesAt, { scores: samples[example], weight });
    },
    metrics: (sums) => {
      const total = sums[0] as number;
      const counts = countsAt(sums, 1, labelCount);
      return {
        subset_accuracy: ratio(sums[exactAt] as number, total),
        hamming_loss: ratio(sums[wrongAt] as number, total * labelCount),
        ...averagedMetrics(counts, labelScores(counts)),
        ...prefixed("samples", meanScoresAt(sums, samplesAt, total)),
      };
    },
  };
}

/**
 * The headline metrics of a path an example, as `evaluateHierarchical` gives them, and those of each level as
 * `level1.accuracy`, `level2.macro_f1`, ….
 */
export function hierarchicalSums(levels: readonly LevelInput[]): AdditiveMetrics {
  const gold = nodeSets(levels, "gold");
  const predicted = nodeSets(levels, "predicted");
  const leaves = multiClassSums({
    gold: gold.map(deepest),
    predicted: predicted.map(deepest),
    labelCount: entry(nodeOffsets(levels), levels.length),
  });
  return joinAdditive([
    { prefix: "", part: leaves },
    { prefix: "", part: pathSums(gold, predicted) },
    ...levels.map((level, depth) => ({ prefix: `level${depth + 1}.`, part: multiClassSums(level) })),
  ]);
}

/** Of whole paths: path accuracy, hierarchical scores, distances. */
function pathSums(gold: readonly (readonly number[])[], predicted: readonly (readonly number[])[]): AdditiveMetrics {
  const shared = overlaps(gold, predicted);
  const samples = shared.map(precisionRecallF1);
  const rows = gold.map((path, i) => {
    const other = predicted[i] ?? [];
    const { lca, tree } = pathDistances(path, other);
    const { gold: meant, predicted: said, right } = shared[i] as Overlap;
    return [1, tree === 0 ? 1 : 0, meant, said, right, lca, tree];
  });
  const samplesAt = 7;
  return {
    count: rows.length,
    size: samplesAt + 3,
    add: (sums, example, weight) => {
      const row = rows[example] as number[];
      for (let i = 0; i < samplesAt; i++) raise(sums, i, weight * (row[i] as number));
      addScores(sums, samplesAt, { scores: samples[example], weight });
    },
    metrics: (sums): Metrics => {
      const [total = 0, right, meant = 0, said = 0, both = 0, lca, tree] = sums;
      return {
        path_accuracy: ratio(right ?? 0, total),
        ...prefixed("hierarchical", precisionRecallF1({ gold: meant, predicted: said, right: both })),
        ...prefixed("hierarchical_macro", meanScoresAt(sums, samplesAt, total)),
        lca_distance: ratio(lca ?? 0, total),
        tree_distance: ratio(tree ?? 0, total),
      };
    },
  };
}

/** The negative log-probability of each example's label; 0 where it has none. */
function exampleLosses(gold: Ids, probabilities: Probabilities, labelCount: number): Float64Array {
  return Float64Array.from(gold, (label, i) => {
    const row = probabilities.subarray(i * labelCount, (i + 1) * labelCount);
    return label < 0 ? 0 : logLoss([label], row, labelCount);
  });
}

function idLists(sets: IdSets, labelCount: number): Int32Array[] {
  return Array.from(sets, (ids) =>
    Int32Array.from(new Set(Array.from(ids, (_, i) => idAt(ids, i, { lowest: 0, labelCount })))),
  );
}

function raise(sums: Float64Array, place: number, by: number): void {
  sums[place] = (sums[place] as number) + by;
}

function addScores(sums: Float64Array, at: number, { scores, weight }: { scores: Prf | undefined; weight: number }) {
  if (scores === undefined) return;
  raise(sums, at, weight * scores.precision);
  raise(sums, at + 1, weight * scores.recall);
  raise(sums, at + 2, weight * scores.f1);
}

function meanScoresAt(sums: Float64Array, at: number, count: number): Prf {
  const mean = (place: number) => ratio(sums[place] as number, count);
  return { precision: mean(at), recall: mean(at + 1), f1: mean(at + 2) };
}

/** Three runs of L sums, as counts. */
function countsAt(sums: Float64Array, at: number, labelCount: number): LabelCounts {
  const run = (index: number) => sums.subarray(at + index * labelCount, at + (index + 1) * labelCount);
  return { gold: run(0), predicted: run(1), right: run(2) };
}
