import { z } from "zod";
import type { Probabilities } from "../../metrics/index.js";
import { invariant, Rng } from "../../shared/index.js";
import { conformalQuantile, fromNullable, toNullable } from "./quantile.js";

/** The form that a rule for prediction sets is saved in. */
export const labelSetForm = z.strictObject({
  method: z.enum(["lac", "aps"]),
  alpha: z.number().gt(0).lt(1),
  /** The largest score that a label of the set has; null where calibration was too small, and every label is in. */
  quantile: z.number().nullable(),
  /** Of aps: whether a text brings a number drawn for it, see {@link textUniform}. */
  randomised: z.boolean(),
  /** Texts that it was calibrated on. */
  calibrated: z.int().gte(0),
});

/** How one text's probabilities become a set of labels that holds the true one with probability ≥ 1 − alpha. */
export type LabelSetRule = z.output<typeof labelSetForm>;

/** Texts of a multi-class task that the model was not trained on. */
export interface LabelSetTexts {
  /** [N]; −1 for a label that the model doesn't know, which no set can hold. */
  readonly gold: ArrayLike<number>;
  /** [N, L] */
  readonly probabilities: Probabilities;
  readonly labelCount: number;
  /** [N] of aps: numbers in [0, 1), uniform and independent, one a text. */
  readonly uniforms?: ArrayLike<number>;
}

/**
 * Split conformal prediction for one label a text. Over calibration and test texts that are exchangeable, the set misses
 * the true label with probability ≤ alpha.
 *
 * `lac`: labels of a probability ≥ 1 − q, the smallest sets on average (Sadinle et al. 2019). `aps`: the most probable
 * labels up to a total of q, larger sets for harder texts (Romano et al. 2020). With `uniforms` each label counts in part,
 * as published; without them it counts whole, and the sets of a model that is sure of most texts are much too large.
 */
export function fitLabelSets(
  texts: LabelSetTexts,
  { method, alpha }: Pick<LabelSetRule, "method" | "alpha">,
): LabelSetRule {
  const { gold, probabilities, labelCount, uniforms } = texts;
  invariant(probabilities.length === gold.length * labelCount, `${probabilities.length} probabilities`);
  const scores = Float64Array.from(gold, (label, row) => {
    if (label < 0) return Number.POSITIVE_INFINITY;
    const own = probabilities.subarray(row * labelCount, (row + 1) * labelCount);
    return scoresOf(method, own, uniforms?.[row] ?? WHOLE)[label] as number;
  });
  const quantile = toNullable(conformalQuantile(scores, alpha));
  return { method, alpha, quantile, randomised: uniforms !== undefined, calibrated: gold.length };
}

/**
 * The labels of one text's set, the most probable first. Never empty: the most probable label is in, which can only help.
 * @param probabilities  [L]
 * @param uniform        the number of the text, for a rule that was fitted with such numbers
 */
export function labelSet(
  { method, quantile, randomised }: LabelSetRule,
  probabilities: Probabilities,
  uniform = WHOLE,
): number[] {
  const scores = scoresOf(method, probabilities, randomised ? uniform : WHOLE);
  const largest = fromNullable(quantile);
  return descending(probabilities).filter((label, rank) => rank === 0 || (scores[label] as number) <= largest);
}

/** A number for a text, uniform over texts and always the same for the same one, so that its set does not change. */
export function textUniform(text: string): number {
  return Rng.fromSeed(0).split("prediction set", text).uniform();
}

/** Each label counts whole. */
const WHOLE = 1;

/** How strange each label would be for the text. [L] */
function scoresOf(method: LabelSetRule["method"], probabilities: Probabilities, uniform: number): Float64Array {
  if (method === "lac") return Float64Array.from(probabilities, (probability) => 1 - probability);
  const scores = new Float64Array(probabilities.length);
  let total = 0;
  for (const label of descending(probabilities)) {
    const probability = probabilities[label] as number;
    scores[label] = total + uniform * probability;
    total += probability;
  }
  return scores;
}

/** Of equal probabilities the lower id comes first. */
function descending(probabilities: Probabilities): number[] {
  return Array.from(probabilities, (_, label) => label).sort(
    (a, b) => (probabilities[b] as number) - (probabilities[a] as number) || a - b,
  );
}
