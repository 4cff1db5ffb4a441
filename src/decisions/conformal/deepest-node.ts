import { z } from "zod";
import { invariant } from "../../shared/index.js";
import { conformalQuantile, fromNullable, toNullable } from "./quantile.js";

/** The form that a rule for the depth of an answer is saved in. */
export const deepestNodeForm = z.strictObject({
  alpha: z.number().gt(0).lt(1),
  /** Nodes of the path are said as long as they are more probable than this; null: none is. */
  threshold: z.number().nullable(),
  /** Texts that it was calibrated on. */
  calibrated: z.int().gte(0),
});

/** How far down its path a prediction goes, so that the node where it ends is wrong with probability ≤ alpha. */
export type DeepestNodeRule = z.output<typeof deepestNodeForm>;

/** The path that is predicted for a text, from the general to the specific. */
export interface PredictedPath {
  readonly nodes: ArrayLike<number>;
  /** The probability of each of its nodes. */
  readonly probabilities: ArrayLike<number>;
}

/**
 * Split conformal prediction over the nested answers of a path: each node of it stands for all that lies below, and the
 * root for everything. An answer is an error where its node is not on the gold path; going up never makes a right answer
 * wrong, so the answers are nested sets, for which the conformal quantile of "the threshold from which on the answer is
 * right" bounds the error (Gupta et al. 2022; the 0–1 loss of conformal risk control, Angelopoulos et al. 2024). The
 * climbing rule is that of Goren et al. (2024), with the sets restricted to nodes as in Mortier et al. (2025).
 * @param gold  [N] the path of each text, of any depth
 */
export function fitDeepestNode(
  paths: readonly PredictedPath[],
  gold: ArrayLike<ArrayLike<number>>,
  alpha: number,
): DeepestNodeRule {
  invariant(paths.length === gold.length, `${paths.length} paths for ${gold.length} texts`);
  const scores = paths.map((path, i) => {
    const kept = commonLength(path.nodes, gold[i] ?? []);
    // The answer is right from the threshold on that shuts the first wrong node out; always, where none is wrong.
    return kept === path.nodes.length ? Number.NEGATIVE_INFINITY : (descend(path)[kept] as number);
  });
  const quantile = conformalQuantile(scores, alpha);
  // −∞, "everything is said", is as good as any threshold below all probabilities.
  const threshold = quantile === Number.NEGATIVE_INFINITY ? -1 : quantile;
  return { alpha, threshold: toNullable(threshold), calibrated: paths.length };
}

/** How many nodes of a path are said: its first so many; 0 says no more than the root. */
export function answerDepth(rule: DeepestNodeRule, path: PredictedPath): number {
  const threshold = fromNullable(rule.threshold);
  const probabilities = descend(path);
  const first = probabilities.findIndex((probability) => probability <= threshold);
  return first < 0 ? probabilities.length : first;
}

/** Probabilities that never rise on the way down, also where a model's heads do not know of each other. */
function descend({ probabilities }: PredictedPath): number[] {
  let least = Number.POSITIVE_INFINITY;
  return Array.from(probabilities, (probability) => {
    least = Math.min(least, probability);
    return least;
  });
}

function commonLength(predicted: ArrayLike<number>, gold: ArrayLike<number>): number {
  let length = 0;
  while (length < predicted.length && length < gold.length && predicted[length] === gold[length]) length++;
  return length;
}
