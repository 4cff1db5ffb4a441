import { invariant } from "../shared/index.js";
import { countExamples, entry, type Ids, ratio } from "./ids.js";

/** A path of node ids from the general to the specific; ids are of one numbering over all levels. Empty: the root. */
export type NodePath = Ids;

/** The paths of each example: one, or several; of any depth. */
export type PathSets = ArrayLike<ArrayLike<NodePath>>;

/** How far a prediction is from the truth in the tree, in edges. */
export interface TreeDistances {
  /**
   * From the gold node up to the lowest common ancestor: depth(gold) − depth(LCA) (Shi et al. 2024, "LCA-on-the-Line").
   * 0 where the prediction is the gold node or lies below it.
   */
  readonly lca: number;
  /** The way from the gold node over the lowest common ancestor to the predicted one (Dekel et al. 2004). */
  readonly tree: number;
}

/** The distances between the ends of two paths of any depth, which agree from the root as far as they are equal. */
export function pathDistances(gold: NodePath, predicted: NodePath): TreeDistances {
  let common = 0;
  while (common < gold.length && common < predicted.length && gold[common] === predicted[common]) common++;
  return { lca: gold.length - common, tree: gold.length + predicted.length - 2 * common };
}

/**
 * The mean distances over examples. Of several paths, each gold one is held against the nearest predicted one, and for
 * `tree` also each predicted one against the nearest gold one, of which the mean is taken; an example without predicted
 * paths is at the root.
 */
export function meanTreeDistances(gold: PathSets, predicted: PathSets): TreeDistances {
  const count = countExamples(gold, predicted);
  let lca = 0;
  let tree = 0;
  for (let i = 0; i < count; i++) {
    const own = exampleDistances(entry(gold, i), entry(predicted, i));
    lca += own.lca;
    tree += own.tree;
  }
  return { lca: ratio(lca, count), tree: ratio(tree, count) };
}

/** The distances of one example's paths, as {@link meanTreeDistances} says. */
export function exampleDistances(gold: ArrayLike<NodePath>, predicted: ArrayLike<NodePath>): TreeDistances {
  const meant = orRoot(gold);
  const said = orRoot(predicted);
  const there = meanOf(meant, (path) => nearest(path, said, "tree"));
  const back = meanOf(said, (path) => nearest(path, meant, "tree"));
  return { lca: meanOf(meant, (path) => nearest(path, said, "lca")), tree: (there + back) / 2 };
}

const ROOT: NodePath = [];

function orRoot(paths: ArrayLike<NodePath>): NodePath[] {
  return paths.length === 0 ? [ROOT] : Array.from(paths);
}

function nearest(from: NodePath, among: readonly NodePath[], which: keyof TreeDistances): number {
  invariant(among.length > 0, "no path to measure to");
  return Math.min(...among.map((path) => pathDistances(from, path)[which]));
}

function meanOf(paths: readonly NodePath[], distance: (path: NodePath) => number): number {
  return paths.reduce((total, path) => total + distance(path), 0) / paths.length;
}
