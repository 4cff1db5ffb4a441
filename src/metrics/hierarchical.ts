import { invariant } from "../shared/index.js";
import { countExamples, entry, type Ids, type Metrics, ratio } from "./ids.js";
import { evaluateMultiClass, type MultiClassReport } from "./multi-class.js";
import type { Probabilities } from "./probabilities.js";
import { hierarchicalScores } from "./set-counts.js";
import { meanTreeDistances } from "./tree-distance.js";

/**
 * One level of a label tree, from the general to the specific. Its classes are the nodes of the level: a label that stands
 * under several parents is as many classes.
 */
export interface LevelInput {
  /** [N] class ids of this level; −1 where the example's path ends above. */
  readonly gold: Ids;
  /** [N], −1 where the predicted path ends above. */
  readonly predicted: Ids;
  /** Classes of this level. */
  readonly labelCount: number;
  /** [labels] the parent of each class, an id of the level above; not of the first level. */
  readonly parents?: Ids;
  /** [N, labels] */
  readonly probabilities?: Probabilities;
}

/** All figures of one path of labels an example, keys as in `evaluation.json`. */
export interface HierarchicalReport {
  readonly count: number;
  readonly metrics: Metrics;
  /** Of the examples whose references reach the level. */
  readonly levels: readonly MultiClassReport[];
}

/** The share of examples that are right at every level. */
export function pathAccuracy(levels: readonly LevelInput[]): number {
  const count = countLevels(levels);
  let right = 0;
  for (let i = 0; i < count; i++) if (levels.every(({ gold, predicted }) => gold[i] === predicted[i])) right++;
  return ratio(right, count);
}

/**
 * The share of predicted nodes below the first level whose parent is what the level above predicts: 1 where every
 * predicted path is one of the tree. 0 where nothing is predicted below the first level.
 */
export function consistencyRate(levels: readonly LevelInput[]): number {
  const count = countLevels(levels);
  let links = 0;
  let consistent = 0;
  for (const [depth, { predicted, parents, labelCount }] of levels.entries()) {
    if (depth === 0) continue;
    invariant(parents?.length === labelCount, `level ${depth + 1} has not a parent for each of its labels`);
    const above = entry(levels, depth - 1).predicted;
    for (let i = 0; i < count; i++) {
      const node = entry(predicted, i);
      if (node < 0) continue;
      links++;
      if (entry(parents, node) === above[i]) consistent++;
    }
  }
  return ratio(consistent, links);
}

/**
 * All metrics of one path an example. Those of the leaf (the deepest node of a path) have plain names: `accuracy`,
 * `macro_f1`, …; beside them `path_accuracy`, `hierarchical_{precision, recall, f1}`, `hierarchical_macro_{…}`,
 * `lca_distance`, `tree_distance` and, where the levels have parents, `consistency_rate`.
 */
export function evaluateHierarchical(levels: readonly LevelInput[]): HierarchicalReport {
  const count = countLevels(levels);
  const offsets = nodeOffsets(levels);
  const [gold, predicted] = [nodeSets(levels, "gold"), nodeSets(levels, "predicted")];
  const leaves = evaluateMultiClass({
    gold: gold.map(deepest),
    predicted: predicted.map(deepest),
    labelCount: entry(offsets, levels.length),
  });
  const distances = meanTreeDistances(
    gold.map((path) => [path]),
    predicted.map((path) => [path]),
  );
  const hasParents = levels.length > 1 && levels.slice(1).every(({ parents }) => parents !== undefined);
  return {
    count,
    metrics: {
      ...leaves.metrics,
      path_accuracy: pathAccuracy(levels),
      ...hierarchicalScores(gold, predicted),
      lca_distance: distances.lca,
      tree_distance: distances.tree,
      ...(hasParents ? { consistency_rate: consistencyRate(levels) } : {}),
    },
    levels: levels.map(evaluateLevel),
  };
}

/** Node ids of the tree: those of a level begin where those of the level above end. [levels + 1] */
export function nodeOffsets(levels: readonly Pick<LevelInput, "labelCount">[]): number[] {
  const offsets = [0];
  for (const { labelCount } of levels) offsets.push((offsets.at(-1) as number) + labelCount);
  return offsets;
}

/** The nodes of each example's path, from the general to the specific. */
export function nodeSets(levels: readonly LevelInput[], side: "gold" | "predicted"): number[][] {
  const offsets = nodeOffsets(levels);
  return Array.from({ length: countLevels(levels) }, (_, i) => {
    const nodes: number[] = [];
    for (const [depth, level] of levels.entries()) {
      const id = entry(level[side], i);
      invariant(id < level.labelCount, `label id ${id} of ${level.labelCount} labels`);
      if (id >= 0) nodes.push(entry(offsets, depth) + id);
    }
    return nodes;
  });
}

/** The last node of a path; −1 of an empty one. */
export function deepest(nodes: readonly number[]): number {
  return nodes.at(-1) ?? -1;
}

/** One level, of the examples whose references reach it. */
export function evaluateLevel({ gold, predicted, labelCount, probabilities }: LevelInput): MultiClassReport {
  const reached = Array.from(gold, (_, i) => i).filter((i) => entry(gold, i) >= 0);
  const take = (ids: Ids) => reached.map((i) => entry(ids, i));
  const rows = probabilities && takeRows(probabilities, { rows: reached, width: labelCount });
  return evaluateMultiClass({ gold: take(gold), predicted: take(predicted), labelCount, probabilities: rows });
}

/** The given rows, or all as they are where none is missing. */
function takeRows(matrix: Probabilities, { rows, width }: { rows: readonly number[]; width: number }): Probabilities {
  if (rows.length * width === matrix.length) return matrix;
  const taken = matrix.slice(0, rows.length * width);
  for (const [to, from] of rows.entries()) taken.set(matrix.subarray(from * width, (from + 1) * width), to * width);
  return taken;
}

function countLevels(levels: readonly LevelInput[]): number {
  const counts = levels.map(({ gold, predicted }) => countExamples(gold, predicted));
  const first = counts[0];
  invariant(first !== undefined && counts.every((count) => count === first), "levels have the same examples");
  return first;
}
