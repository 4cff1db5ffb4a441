import { countExamples, entry, type IdSets, type Metrics, ratio } from "./ids.js";
import { hierarchicalScores } from "./set-counts.js";
import { meanTreeDistances, type NodePath, type PathSets } from "./tree-distance.js";

/**
 * All metrics of paths of any depth, one or several an example: `path_accuracy` (the very same paths),
 * `hierarchical_{precision, recall, f1}`, `hierarchical_macro_{…}`, `lca_distance` and `tree_distance`.
 */
export function evaluatePaths(gold: PathSets, predicted: PathSets): Metrics {
  const distances = meanTreeDistances(gold, predicted);
  return {
    path_accuracy: pathSetAccuracy(gold, predicted),
    ...hierarchicalScores(nodesOfPaths(gold), nodesOfPaths(predicted)),
    lca_distance: distances.lca,
    tree_distance: distances.tree,
  };
}

/** The nodes of all paths of each example, none twice: the sets of hierarchical precision and recall. */
export function nodesOfPaths(paths: PathSets): IdSets {
  return Array.from(paths, (own) => [...new Set(Array.from(own, (path) => Array.from(path)).flat())]);
}

/** The share of examples whose predicted paths are the gold ones, in any order. */
function pathSetAccuracy(gold: PathSets, predicted: PathSets): number {
  const count = countExamples(gold, predicted);
  let right = 0;
  for (let i = 0; i < count; i++) if (arePathsEqual(entry(gold, i), entry(predicted, i))) right++;
  return ratio(right, count);
}

/** Whether two sets of paths are the same, in any order. */
export function arePathsEqual(gold: ArrayLike<NodePath>, predicted: ArrayLike<NodePath>): boolean {
  const keys = (paths: ArrayLike<NodePath>) => new Set(Array.from(paths, (path) => Array.from(path).join(" ")));
  const meant = keys(gold);
  const said = keys(predicted);
  return meant.size === said.size && [...meant].every((path) => said.has(path));
}
