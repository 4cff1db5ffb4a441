import { z } from "zod";
import type { IdSets, Probabilities } from "../../metrics/index.js";
import { invariant } from "../../shared/index.js";
import { conformalQuantile } from "./quantile.js";

/** The form that a rule for sets of labels is saved in. */
export const labelRecallForm = z.strictObject({
  alpha: z.number().gt(0).lt(1),
  /** [L] the least probability of a label in the set; null where too few texts have the label: it is always in. */
  thresholds: z.array(z.number().nullable()),
  /** [L] texts that have each label. */
  calibrated: z.array(z.int().gte(0)),
});

/** How one text's probabilities become a set that holds each of its labels with probability ≥ 1 − alpha. */
export type LabelRecallRule = z.output<typeof labelRecallForm>;

/** Texts of a multi-label task, or of a hierarchy by its nodes, that the model was not trained on. */
export interface LabelRecallTexts {
  /** [N] sets of label ids */
  readonly gold: IdSets;
  /** [N, L] */
  readonly probabilities: Probabilities;
  readonly labelCount: number;
}

/**
 * Conformal prediction a label: of the texts that have a label, a share ≤ alpha is left without it. The label-conditional
 * form (Vovk 2012) of the score 1 − p, over the texts that have the label; it holds for rare labels as for frequent ones,
 * and needs at least 1/alpha − 1 texts with the label to leave it out of any set. For the nodes of a tree the union of the
 * set with its ancestors holds as much.
 */
export function fitLabelRecall({ gold, probabilities, labelCount }: LabelRecallTexts, alpha: number): LabelRecallRule {
  invariant(probabilities.length === gold.length * labelCount, `${probabilities.length} probabilities`);
  const scores: number[][] = Array.from({ length: labelCount }, () => []);
  for (let row = 0; row < gold.length; row++) {
    for (const label of Array.from(gold[row] ?? [])) {
      // Of the negative, so that thresholds are probabilities as they are, without rounding.
      scores[label]?.push(-(probabilities[row * labelCount + label] as number));
    }
  }
  const thresholds = scores.map((own) => {
    const quantile = conformalQuantile(own, alpha);
    return Number.isFinite(quantile) ? -quantile : null;
  });
  return { alpha, thresholds, calibrated: scores.map((own) => own.length) };
}

/** The ids of the labels in one text's set, ascending. */
export function labelRecallSet({ thresholds }: LabelRecallRule, probabilities: Probabilities): number[] {
  return thresholds.flatMap((least, label) =>
    least === null || (probabilities[label] as number) >= least ? [label] : [],
  );
}
