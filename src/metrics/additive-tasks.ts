import { type AdditiveMetrics, contributionsOf, joinAdditive, type Put, prefixAdditive } from "./additive.js";
import { deepest, type LevelInput, nodeOffsets, nodeSets } from "./hierarchical.js";
import { countExamples, entry, type IdSets, idAt, ratio } from "./ids.js";
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
import { arePathsEqual, nodesOfPaths } from "./paths.js";
import { logLoss } from "./probabilities.js";
import { type Overlap, overlaps } from "./set-counts.js";
import { exampleDistances, type PathSets } from "./tree-distance.js";

/**
 * The headline metrics of one label an example, as `evaluateMultiClass` gives them: all that come from counts, and
 * `log_loss` where there are probabilities. An example without a reference (−1) counts nowhere.
 */
export function multiClassSums(input: MultiClassInput): AdditiveMetrics {
  const { gold, predicted, labelCount } = input;
  const count = countExamples(gold, predicted);
  const contributions = contributionsOf({ count, sums: 1 + 3 * labelCount }, (example, put) => {
    const meant = idAt(gold, example, { lowest: -1, labelCount });
    const said = idAt(predicted, example, { lowest: -1, labelCount });
    if (meant < 0) return;
    put(0, 1);
    put(1 + meant, 1);
    if (said >= 0) put(1 + labelCount + said, 1);
    if (said === meant) put(1 + 2 * labelCount + said, 1);
  });
  const metrics = (sums: Float64Array) => countedMetrics(countsAt(sums, 1, labelCount), sums[0] as number);
  return joinAdditive([{ count, parts: [{ contributions, metrics }] }, logLossSums(input)]);
}

/** A part of its own: few examples have the same loss, and many the same labels. */
function logLossSums({ gold, probabilities, labelCount }: MultiClassInput): AdditiveMetrics {
  const count = gold.length;
  if (probabilities === undefined) return { count, parts: [] };
  const contributions = contributionsOf({ count, sums: 2 }, (example, put) => {
    const label = entry(gold, example);
    if (label < 0) return;
    put(0, 1);
    put(1, logLoss([label], probabilities.subarray(example * labelCount, (example + 1) * labelCount), labelCount));
  });
  const metrics = ([total = 0, loss = 0]: Float64Array) => ({ log_loss: ratio(loss, total) });
  return { count, parts: [{ contributions, metrics }] };
}

/** The headline metrics of a set of labels an example, as `evaluateMultiLabel` gives them: all that need no ranking. */
export function multiLabelSums({ gold, predicted, labelCount }: MultiLabelInput): AdditiveMetrics {
  const shared = overlaps(gold, predicted);
  const count = shared.length;
  const [exactAt, wrongAt, samplesAt] = [1 + 3 * labelCount, 2 + 3 * labelCount, 3 + 3 * labelCount];
  const contributions = contributionsOf({ count, sums: samplesAt + 3 }, (example, put) => {
    const overlap = shared[example] as Overlap;
    const [meant, said] = [idSet(gold, example, labelCount), idSet(predicted, example, labelCount)];
    put(0, 1);
    for (const id of meant) put(1 + id, 1);
    for (const id of said) {
      put(1 + labelCount + id, 1);
      if (meant.has(id)) put(1 + 2 * labelCount + id, 1);
    }
    const wrong = overlap.gold + overlap.predicted - 2 * overlap.right;
    if (wrong === 0) put(exactAt, 1);
    put(wrongAt, wrong);
    putScores(put, samplesAt, overlap);
  });
  const metrics = (sums: Float64Array) => {
    const total = sums[0] as number;
    const counts = countsAt(sums, 1, labelCount);
    return {
      subset_accuracy: ratio(sums[exactAt] as number, total),
      hamming_loss: ratio(sums[wrongAt] as number, total * labelCount),
      ...averagedMetrics(counts, labelScores(counts)),
      ...prefixed("samples", meanScoresAt(sums, samplesAt, total)),
    };
  };
  return { count, parts: [{ contributions, metrics }] };
}

/**
 * The headline metrics of a path an example, as `evaluateHierarchical` gives them (but for the consistency rate), and
 * those of each level as `level1.accuracy`, `level2.macro_f1`, ….
 */
export function hierarchicalSums(levels: readonly LevelInput[]): AdditiveMetrics {
  const gold = nodeSets(levels, "gold");
  const predicted = nodeSets(levels, "predicted");
  const labelCount = entry(nodeOffsets(levels), levels.length);
  return joinAdditive([
    multiClassSums({ gold: gold.map(deepest), predicted: predicted.map(deepest), labelCount }),
    pathSums(
      gold.map((path) => [path]),
      predicted.map((path) => [path]),
    ),
    ...levels.map((level, depth) => prefixAdditive(`level${depth + 1}.`, multiClassSums(level))),
  ]);
}

/** The metrics of whole paths, one or several an example, as `evaluatePaths` gives them. */
export function pathSums(gold: PathSets, predicted: PathSets): AdditiveMetrics {
  const shared = overlaps(nodesOfPaths(gold), nodesOfPaths(predicted));
  const count = shared.length;
  const samplesAt = 7;
  const contributions = contributionsOf({ count, sums: samplesAt + 3 }, (example, put) => {
    const overlap = shared[example] as Overlap;
    const [meant, said] = [entry(gold, example), entry(predicted, example)];
    const { lca, tree } = exampleDistances(meant, said);
    const row = [1, arePathsEqual(meant, said) ? 1 : 0, overlap.gold, overlap.predicted, overlap.right, lca, tree];
    for (const [sum, value] of row.entries()) put(sum, value);
    putScores(put, samplesAt, overlap);
  });
  const metrics = (sums: Float64Array) => {
    const [total = 0, exact = 0, meant = 0, said = 0, right = 0, lca = 0, tree = 0] = sums;
    return {
      path_accuracy: ratio(exact, total),
      ...prefixed("hierarchical", precisionRecallF1({ gold: meant, predicted: said, right })),
      ...prefixed("hierarchical_macro", meanScoresAt(sums, samplesAt, total)),
      lca_distance: ratio(lca, total),
      tree_distance: ratio(tree, total),
    };
  };
  return { count, parts: [{ contributions, metrics }] };
}

function idSet(sets: IdSets, example: number, labelCount: number): ReadonlySet<number> {
  const ids = entry(sets, example);
  return new Set(Array.from(ids, (_, i) => idAt(ids, i, { lowest: 0, labelCount })));
}

/** An example's own precision, recall and F1, in three sums. */
function putScores(put: Put, at: number, overlap: Overlap): void {
  const { precision, recall, f1 } = precisionRecallF1(overlap);
  put(at, precision);
  put(at + 1, recall);
  put(at + 2, f1);
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
