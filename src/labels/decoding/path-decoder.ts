import { invariant, present } from "../../shared/index.js";
import { decodingOf, type HierarchyConfig } from "../config.js";
import { decodePrediction } from "../decode.js";
import { type Taxonomy, taxonomyOf } from "../taxonomy/taxonomy.js";
import type { Gold, LabelSpace } from "../types.js";
import { bestPath, stopEarly, topDown } from "./paths.js";
import { type RowScores, scoresOfLevels, scoresOfNodes, scoresOfSigmoids } from "./row-scores.js";

/** What decoding reads of the config. */
export type DecodingConfig = Pick<HierarchyConfig, "method" | "paths" | "decoding" | "threshold">;

/**
 * How the scores of one text become its labels, as the config says. Without a hierarchy that is
 * {@link decodePrediction}; of one, every decoding but per_level gives paths of the tree.
 * @returns a function of a row of what a scheme's `probabilities` gives: one array a head, then the nodes'; and of the
 * thresholds of labels or nodes, where they are not the config's
 */
export function labelDecoder(
  space: LabelSpace,
  hierarchy: DecodingConfig,
): (scores: readonly ArrayLike<number>[], thresholds?: number | ArrayLike<number>) => Gold {
  const decoding = decodingOf(hierarchy);
  if (space.task !== "hierarchical" || (decoding === "per_level" && space.parents === undefined)) {
    return (scores, thresholds) => decodePrediction(space, scores, thresholds);
  }
  const taxonomy = taxonomyOf(space);
  const labelsTo = (node: number): Gold => {
    const path = present(taxonomy.ancestors[node], "a node's ancestors").map((id) =>
      present(taxonomy.nodes[id], "a node"),
    );
    return path.map(({ name, path: joined }) => (space.parents === undefined ? name : joined));
  };
  const score = rowScorer(space, taxonomy, hierarchy.method);
  return (scores, thresholds = hierarchy.threshold) => {
    if (decoding === "threshold") {
      invariant(space.parents !== undefined, "the decoding threshold was asked for one path");
      return decodePrediction(space, scores, thresholds);
    }
    const row = score(scores);
    if (decoding === "top_down") return labelsTo(topDown(taxonomy, row));
    if (decoding === "best_path") return labelsTo(bestPath(row));
    invariant(decoding === "stop_early" && typeof thresholds === "number", `the decoding ${decoding} was asked for`);
    return labelsTo(stopEarly(taxonomy, row, thresholds));
  };
}

/**
 * The probability of each node of the tree that the scores of one text say: those of the scheme itself, or, of
 * independent heads, those of the paths of the tree, made to sum to 1.
 */
export function nodeScorer(
  space: LabelSpace,
  hierarchy: Pick<HierarchyConfig, "method">,
): (scores: readonly ArrayLike<number>[]) => ArrayLike<number> {
  const score = rowScorer(space, taxonomyOf(space), hierarchy.method);
  return (scores) => score(scores).nodes();
}

function rowScorer(
  space: LabelSpace,
  taxonomy: Taxonomy,
  method: HierarchyConfig["method"],
): (scores: readonly ArrayLike<number>[]) => RowScores {
  const heads = space.heads.length;
  const nodesOf = (scores: readonly ArrayLike<number>[]): ArrayLike<number> =>
    present(scores[space.parents === undefined ? heads : 0], "the nodes' scores");
  switch (method) {
    case "independent":
      return (scores) => scoresOfLevels(space, taxonomy, scores.slice(0, heads));
    case "conditional_sigmoid":
      return (scores) => scoresOfSigmoids(taxonomy, nodesOf(scores));
    default:
      return (scores) => scoresOfNodes(taxonomy, nodesOf(scores));
  }
}
