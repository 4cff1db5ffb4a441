import { entry, ratio } from "./ids.js";

/** How well scores rank positives above negatives; absent where there is no positive or no negative. */
export interface RankingScores {
  readonly rocAuc?: number;
  /** The area under the precision–recall curve as a sum of steps. */
  readonly averagePrecision?: number;
}

/**
 * Area under the ROC curve and average precision of binary decisions, as scikit-learn's `roc_auc_score` and
 * `average_precision_score`: equal scores are one threshold.
 * @param scores     [N]
 * @param positives  [N] whether each is positive
 */
export function rankingScores(scores: ArrayLike<number>, positives: ArrayLike<boolean>): RankingScores {
  const order = Uint32Array.from(scores, (_, i) => i).sort((a, b) => entry(scores, b) - entry(scores, a));
  const positiveCount = order.reduce((count, i) => count + (entry(positives, i) ? 1 : 0), 0);
  const negativeCount = order.length - positiveCount;
  let above = 0; // positives above the threshold
  let area = 0; // pairs of a positive above a negative; ties count a half
  let precisionSum = 0;
  for (let start = 0; start < order.length; ) {
    const score = entry(scores, entry(order, start));
    let end = start;
    let tied = 0;
    for (; end < order.length && entry(scores, entry(order, end)) === score; end++) {
      if (entry(positives, entry(order, end))) tied++;
    }
    area += (end - start - tied) * (above + tied / 2);
    above += tied;
    precisionSum += tied * (above / end);
    start = end;
  }
  return {
    ...(positiveCount > 0 && negativeCount > 0 ? { rocAuc: area / (positiveCount * negativeCount) } : {}),
    ...(positiveCount > 0 ? { averagePrecision: precisionSum / positiveCount } : {}),
  };
}

/** What one example's ranking of the labels is worth. */
export interface ExampleRanking {
  /** Labels that must be gone through, best first, to have all gold ones; equal scores count as passed. */
  readonly coverage: number;
  /** The mean over gold labels of the share of gold ones among those scored at least as high. */
  readonly rankingAveragePrecision: number;
  /** The share of gold labels among the first R, R being how many there are; absent for an empty gold set. */
  readonly rPrecision?: number;
  /** The share of gold labels among the first k, for each k asked for. */
  readonly precisionAt: readonly number[];
}

/**
 * One example's figures, as scikit-learn's `coverage_error` and `label_ranking_average_precision_score`; for the first
 * k, of equal scores the lower id comes first.
 * @param scores  [L]
 * @param gold    ids of the gold labels
 */
export function rankExample(
  scores: ArrayLike<number>,
  gold: ReadonlySet<number>,
  ks: readonly number[],
): ExampleRanking {
  const order = Array.from(scores, (_, label) => label).sort((a, b) => entry(scores, b) - entry(scores, a) || a - b);
  const hitsIn = (k: number) => order.slice(0, k).filter((label) => gold.has(label)).length;
  let coverage = 0;
  let shares = 0;
  for (const label of gold) {
    const passed = order.filter((other) => entry(scores, other) >= entry(scores, label));
    coverage = Math.max(coverage, passed.length);
    shares += passed.filter((other) => gold.has(other)).length / passed.length;
  }
  // Where all labels are gold, or none is, every order is right.
  const trivial = gold.size === 0 || gold.size === order.length;
  return {
    coverage,
    rankingAveragePrecision: trivial ? 1 : shares / gold.size,
    ...(gold.size > 0 ? { rPrecision: hitsIn(gold.size) / gold.size } : {}),
    precisionAt: ks.map((k) => ratio(hitsIn(k), k)),
  };
}
