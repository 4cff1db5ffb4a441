import { invariant, present } from "../shared/index.js";
import type { Gold, LabelSpace } from "./types.js";

/** The place of the largest score; the first of several that are equally large. */
export function argMax(scores: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < scores.length; i++) {
    if ((scores[i] as number) > (scores[best] as number)) best = i;
  }
  return best;
}

/**
 * The labels that a row's scores say. multi-class and hierarchical: the best label of each head, on its own;
 * multi-label: every label whose probability reaches the threshold (one for all, or one a label), sorted by name.
 * @param scores one array [L] a head
 */
export function decodePrediction(
  space: LabelSpace,
  scores: readonly ArrayLike<number>[],
  threshold: number | ArrayLike<number> = 0.5,
): Gold {
  invariant(scores.length === space.heads.length, `${scores.length} heads of scores for ${space.heads.length} heads`);
  if (space.task === "multi-label") {
    const own = present(scores[0], "the head's scores");
    const labels = present(space.heads[0], "the head").labels;
    return labels
      .filter((_, id) => (own[id] as number) >= (typeof threshold === "number" ? threshold : (threshold[id] as number)))
      .sort();
  }
  return space.heads.map((head, h) => {
    const own = present(scores[h], "a head's scores");
    invariant(
      own.length === head.labels.length,
      `${own.length} scores for ${head.labels.length} labels of ${head.name}`,
    );
    return present(head.labels[argMax(own)], "a label");
  });
}
