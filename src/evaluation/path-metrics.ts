import {
  type HierarchyConfig,
  type LabelSpace,
  type NodeSets,
  nodeScorer,
  rowOf,
  taxonomyOf,
} from "../labels/index.js";
import {
  evaluatePaths,
  type HierarchicalCurve,
  type HierarchicalCurvePoint,
  hierarchicalCurve,
  type Metrics,
  type NodePath,
  type PathSets,
} from "../metrics/index.js";
import { present } from "../shared/index.js";
import { widen } from "./scored-split.js";

/** What the figures of whole paths are made from. */
export interface ScoredPaths {
  readonly sets: NodeSets;
  /** [N, L] a head, then the nodes' where the label scheme gives them */
  readonly scores: readonly Float32Array[];
  /** Where not given, the figures that need the probability of each node are left out. */
  readonly method?: HierarchyConfig["method"] | undefined;
}

/** Figures of whole paths. */
export interface PathFigures {
  readonly metrics: Metrics;
  /** The hierarchical precision–recall curve, thinned, where the probability of each node is known. */
  readonly curve?: readonly HierarchicalCurvePoint[];
}

/**
 * The figures of whole paths of any depth, one or several a text: `path_accuracy`, `hierarchical_{precision, recall, f1}`,
 * `hierarchical_macro_{…}`, `lca_distance`, `tree_distance`, `consistency_rate` and, by the probabilities of nodes,
 * `hierarchical_pr_auc` and `hierarchical_macro_pr_auc`. Of a tree of one level the rate is left out.
 */
export function pathMetrics(space: LabelSpace, { sets, scores, method }: ScoredPaths): PathFigures {
  const paths = pathSets(space, sets);
  const links = sets.parents.some((parent) => parent >= 0);
  const curve = method === undefined ? undefined : nodeCurve(space, { sets, scores, method });
  const metrics = {
    ...evaluatePaths(paths.gold, paths.predicted),
    ...(links ? { consistency_rate: consistencyRate(space, sets) } : {}),
    ...curve?.metrics,
  };
  return { metrics, ...(curve ? { curve: curve.points } : {}) };
}

/** The paths of each text, from the general to the specific. */
export function pathSets(
  space: LabelSpace,
  { gold, predicted, parents }: NodeSets,
): Record<"gold" | "predicted", PathSets> {
  const depths = nodeDepths(parents);
  const toPaths = (ids: readonly number[]): readonly NodePath[] =>
    space.parents === undefined ? [inDepthOrder(ids, depths)] : pathsOf(ids, parents);
  return { gold: gold.map(toPaths), predicted: predicted.map(toPaths) };
}

/** The level of each node, from 0. Parents have lower ids. */
export function nodeDepths(parents: readonly number[]): number[] {
  const depths: number[] = [];
  for (const parent of parents) depths.push(parent < 0 ? 0 : present(depths[parent], "a parent's level") + 1);
  return depths;
}

/** The deepest node of each path; −1 of an empty one. */
export function pathEnds(ids: readonly (readonly number[])[], depths: readonly number[]): number[] {
  return ids.map((own) => inDepthOrder(own, depths).at(-1) ?? -1);
}

function inDepthOrder(ids: readonly number[], depths: readonly number[]): number[] {
  return [...ids].sort((a, b) => present(depths[a], "a level") - present(depths[b], "a level"));
}

/** A path to each node of a set that has no child in it. */
function pathsOf(ids: readonly number[], parents: readonly number[]): number[][] {
  const inner = new Set(ids.map((id) => parents[id]));
  return ids.filter((id) => !inner.has(id)).map((end) => pathTo(end, parents));
}

function pathTo(end: number, parents: readonly number[]): number[] {
  const path: number[] = [];
  for (let id = end; id >= 0; id = present(parents[id], "a parent")) path.unshift(id);
  return path;
}

/**
 * The share of predicted nodes below the first level that are of the tree and whose parent is predicted too: 1 where every
 * predicted path is one of the tree, or none goes below the first level.
 */
function consistencyRate(space: LabelSpace, { predicted, parents }: NodeSets): number {
  const known = taxonomyOf(space).nodes.length;
  let [links, consistent] = [0, 0];
  for (const ids of predicted) {
    const own = new Set(ids);
    for (const id of ids) {
      const parent = present(parents[id], "a parent");
      if (parent < 0) continue;
      links++;
      if (id < known && own.has(parent)) consistent++;
    }
  }
  return links === 0 ? 1 : consistent / links;
}

/** At most so many points of the hierarchical precision–recall curve are kept. */
const CURVE_POINTS = 200;

/** The hierarchical precision–recall curve, and the area under it. A node that only golds have is of probability 0. */
function nodeCurve(
  space: LabelSpace,
  { sets: { gold, parents }, scores, method }: ScoredPaths & { readonly method: HierarchyConfig["method"] },
): HierarchicalCurve {
  const width = taxonomyOf(space).nodes.length;
  const score = nodeScorer(space, { method });
  const nodes = new Float32Array(gold.length * width);
  for (let row = 0; row < gold.length; row++) nodes.set(score(rowOf(scores, row, gold.length)), row * width);
  const probabilities = widen(nodes, width, parents.length);
  return hierarchicalCurve({ gold, probabilities, nodeCount: parents.length }, CURVE_POINTS);
}
