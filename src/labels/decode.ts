import { invariant, present } from "../shared/index.js";
import { argMax } from "./arg-max.js";
import { nodesAbove } from "./decoding/paths.js";
import { sumOf } from "./decoding/row-scores.js";
import { mayEndAbove, taxonomyOf } from "./taxonomy/taxonomy.js";
import type { Gold, LabelSpace } from "./types.js";

/**
 * The labels that a row's scores say. multi-class and hierarchical: the best label of each head, on its own, down to the
 * first level that is rather not reached than has any label; multi-label: every label whose probability reaches the
 * threshold (one for all, or one a label), sorted by name; several paths: every such node, and at least one.
 * @param scores one array [L] a head; what stands behind them is not looked at
 */
export function decodePrediction(
  space: LabelSpace,
  scores: readonly ArrayLike<number>[],
  threshold: number | ArrayLike<number> = 0.5,
): Gold {
  invariant(scores.length >= space.heads.length, `${scores.length} heads of scores for ${space.heads.length} heads`);
  if (space.task !== "multi-label" && space.parents === undefined) return perLevel(space, scores);
  const own = present(scores[0], "the head's scores");
  const labels = present(space.heads[0], "the head").labels;
  if (space.parents !== undefined) {
    return nodesAbove(taxonomyOf(space), own, threshold)
      .map((id) => present(labels[id], "a node"))
      .sort();
  }
  return labels
    .filter((_, id) => (own[id] as number) >= (typeof threshold === "number" ? threshold : (threshold[id] as number)))
    .sort();
}

function perLevel(space: LabelSpace, scores: readonly ArrayLike<number>[]): Gold {
  const path: string[] = [];
  for (const [level, head] of space.heads.entries()) {
    const own = present(scores[level], "a head's scores");
    invariant(
      own.length === head.labels.length,
      `${own.length} scores for ${head.labels.length} labels of ${head.name}`,
    );
    const best = argMax(own);
    if (level > 0 && mayEndAbove(space, level)) {
      if (1 - sumOf(own) > (own[best] as number)) break;
    }
    path.push(present(head.labels[best], "a label"));
  }
  return path;
}
