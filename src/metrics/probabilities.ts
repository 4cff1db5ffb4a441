import { invariant } from "../shared/index.js";
import { entry, type Ids, idAt, ratio } from "./ids.js";

/** [N, L], row-major: each row sums to 1. */
export type Probabilities = Float32Array | Float64Array;

/** Distance from 1 to the next number: scikit-learn keeps probabilities so far from 0 and 1. */
const FLOAT32_EPSILON = 2 ** -23;

/**
 * The mean negative log-probability of the gold label; probabilities are clipped by the epsilon of their type, as
 * scikit-learn's.
 */
export function logLoss(gold: Ids, probabilities: Probabilities, labelCount: number): number {
  checkShape(gold, probabilities, labelCount);
  const epsilon = probabilities instanceof Float32Array ? FLOAT32_EPSILON : Number.EPSILON;
  let total = 0;
  for (let i = 0; i < gold.length; i++) {
    const label = idAt(gold, i, { lowest: 0, labelCount });
    const probability = entry(probabilities, i * labelCount + label);
    total -= Math.log(Math.min(1 - epsilon, Math.max(epsilon, probability)));
  }
  return ratio(total, gold.length);
}

/**
 * The share of examples whose gold label is among the k of highest score; of equal scores the higher id comes first,
 * as in scikit-learn.
 * @param scores  [N, L], any numbers
 */
export function topKAccuracy(
  gold: Ids,
  scores: Probabilities,
  { k, labelCount }: { k: number; labelCount: number },
): number {
  checkShape(gold, scores, labelCount);
  let hits = 0;
  for (let i = 0; i < gold.length; i++) {
    const label = idAt(gold, i, { lowest: 0, labelCount });
    const row = scores.subarray(i * labelCount, (i + 1) * labelCount);
    const own = entry(row, label);
    let before = 0;
    for (let other = 0; other < labelCount; other++) {
      const score = row[other] as number;
      if (score > own || (score === own && other > label)) before++;
    }
    if (before < k) hits++;
  }
  return ratio(hits, gold.length);
}

function checkShape(gold: Ids, scores: Probabilities, labelCount: number): void {
  const expected = gold.length * labelCount;
  invariant(scores.length === expected, `${scores.length} scores for ${gold.length} examples of ${labelCount} labels`);
}
