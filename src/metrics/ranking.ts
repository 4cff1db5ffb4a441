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
  return new Ranking(scores, positives).scores();
}

/** Binary decisions in the order of their scores, so that resamples of them need not be sorted again. */
export class Ranking {
  /** Decisions from the highest score down. [N] */
  private readonly order: Uint32Array;
  /** Whether each is positive, in that order. [N] */
  private readonly positives: Uint8Array;
  /** Behind the last of each run of equal scores. */
  private readonly ends: readonly number[];

  /**
   * @param scores     [N]
   * @param positives  [N] whether each is positive
   */
  constructor(scores: ArrayLike<number>, positives: ArrayLike<boolean>) {
    this.order = Uint32Array.from(scores, (_, i) => i).sort((a, b) => entry(scores, b) - entry(scores, a));
    this.positives = Uint8Array.from(this.order, (decision) => (entry(positives, decision) ? 1 : 0));
    const at = (place: number): number => entry(scores, entry(this.order, place));
    this.ends = [...this.order.keys()].filter((place) => place + 1 === scores.length || at(place) !== at(place + 1));
  }

  /**
   * As {@link rankingScores}, of a sample.
   * @param weights  how often each decision is in it; once where not given. [N / each]
   * @param each     decisions of one example, which stand side by side
   */
  scores(weights?: ArrayLike<number>, each = 1): RankingScores {
    const { order, positives, ends } = this;
    let passed = 0; // decisions above the threshold
    let above = 0; // positive ones of them
    let area = 0; // pairs of a positive above a negative; ties count a half
    let precisionSum = 0;
    let start = 0;
    for (const last of ends) {
      let [tied, all] = [0, 0];
      for (let place = start; place <= last; place++) {
        const example = Math.floor((order[place] as number) / each);
        const weight = weights === undefined ? 1 : (weights[example] as number);
        all += weight;
        tied += weight * (positives[place] as number);
      }
      start = last + 1;
      if (all === 0) continue;
      area += (all - tied) * (above + tied / 2);
      above += tied;
      passed += all;
      precisionSum += tied * (above / passed);
    }
    const negatives = passed - above;
    return {
      ...(above > 0 && negatives > 0 ? { rocAuc: area / (above * negatives) } : {}),
      ...(above > 0 ? { averagePrecision: precisionSum / above } : {}),
    };
  }
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
