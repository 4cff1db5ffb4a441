import { fBeta, type Objective } from "./objective.js";

/** A threshold, and what it is worth on the texts that it was sought on. */
export interface Cut {
  readonly threshold: number;
  readonly value: number;
}

/** Places of scores, the highest first; of equal scores in the order given. */
function descending(scores: ArrayLike<number>): Uint32Array {
  return Uint32Array.from(scores, (_, place) => place).sort((a, b) => (scores[b] as number) - (scores[a] as number));
}

/**
 * A threshold that takes `above` and leaves `below`: the middle, so that scores a little lower than any seen still count;
 * the upper one where rounding leaves nothing between them.
 */
function between(above: number, below: number): number {
  const middle = (above + below) / 2;
  return middle > below ? middle : above;
}

/**
 * The threshold under which binary decisions are worth most, by going through all cuts of the sorted scores: exact. Of
 * equally good ones the highest; undefined where no cut is worth anything.
 * @param scores     [N] in [0, 1]
 * @param positives  [N] 1 where positive
 */
export function bestCut(
  scores: ArrayLike<number>,
  positives: ArrayLike<number>,
  objective: Objective,
): Cut | undefined {
  const order = descending(scores);
  let total = 0;
  for (let i = 0; i < positives.length; i++) total += positives[i] as number;
  let right = 0;
  return bestOf(order, scores, (place, predicted) => {
    right += positives[place] as number;
    return () => objective({ positives: total, predicted, right });
  });
}

/**
 * The threshold, one for all labels, under which the mean of the labels' F-beta is largest: exact.
 * @param scores     [N, L] in [0, 1]
 * @param positives  [N, L] 1 where positive
 */
export function bestMacroCut(
  scores: ArrayLike<number>,
  positives: ArrayLike<number>,
  { labels, beta }: { readonly labels: number; readonly beta: number },
): Cut | undefined {
  const objective = fBeta(beta);
  const counts = Array.from({ length: labels }, () => ({ positives: 0, predicted: 0, right: 0 }));
  for (let i = 0; i < positives.length; i++) {
    const own = counts[i % labels] as { positives: number };
    own.positives += positives[i] as number;
  }
  let sum = 0;
  return bestOf(descending(scores), scores, (place) => {
    const own = counts[place % labels] as { positives: number; predicted: number; right: number };
    sum -= objective(own);
    own.predicted++;
    own.right += positives[place] as number;
    sum += objective(own);
    return () => sum / labels;
  });
}

/** Takes one score more at a time, and asks what the cut is worth behind each group of equal scores. */
function bestOf(
  order: Uint32Array,
  scores: ArrayLike<number>,
  take: (place: number, predicted: number) => () => number,
): Cut | undefined {
  let best: Cut | undefined;
  order.forEach((place, at) => {
    const worth = take(place, at + 1);
    const score = scores[place] as number;
    const next = at + 1 < order.length ? (scores[order[at + 1] as number] as number) : 0;
    if (at + 1 < order.length && next === score) return;
    const value = worth();
    if (value > (best?.value ?? 0)) best = { threshold: between(score, next), value };
  });
  return best;
}
