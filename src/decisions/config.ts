import { z } from "zod";

/** The `thresholds` slice of the config. */
export const thresholdsConfig = z
  .strictObject({
    method: z
      .enum(["per_label", "global", "top_k", "fixed"])
      .default("per_label")
      .describe(
        "per_label: a threshold a label, tuned on validation; global: one for all, tuned; fixed: thresholds.value for all; top_k: the k most probable labels.",
      ),
    metric: z
      .enum(["f1", "f_beta", "precision"])
      .default("f1")
      .describe("What tuned thresholds make best; precision: the recall at a precision of at least min_precision."),
    average: z
      .enum(["micro", "macro"])
      .default("micro")
      .describe("Of method global: whether F is that of all decisions together, or the mean over the labels."),
    beta: z.number().gt(0).default(1).describe("Of metric f_beta: how many times recall counts as much as precision."),
    min_precision: z.number().gt(0).lte(1).default(0.9).describe("Of metric precision: the least precision."),
    value: z.number().gte(0).lte(1).default(0.5).describe("Of method fixed: the probability that a label must reach."),
    k: z.int().gte(1).default(1).describe("Of method top_k: labels a text."),
    shrinkage: z
      .number()
      .gte(0)
      .default(0)
      .describe(
        "Of method per_label with metric f1 or f_beta: how many texts the global threshold counts for beside a label's own, so that labels of few texts stay near it; 0 takes each label's best.",
      ),
    min_labels: z
      .int()
      .gte(0)
      .default(0)
      .describe("Labels that every text gets, the most probable ones, where fewer reach their thresholds."),
  })
  .describe("How probabilities become a set of labels: multi-label, and hierarchies with several paths a text.");

/** The `thresholds` slice with its defaults filled in. */
export type ThresholdsConfig = z.output<typeof thresholdsConfig>;

/** The `calibration` slice of the config. */
export const calibrationConfig = z
  .strictObject({
    method: z
      .enum(["none", "temperature", "vector"])
      .default("none")
      .describe(
        "temperature: one number for all logits of a head, tuned on validation, which never changes the most probable label; vector: a scale and a shift a label.",
      ),
  })
  .describe("Makes probabilities believable: of answers of probability 0.8, 80 % should be right.");

/** The `calibration` slice with its defaults filled in. */
export type CalibrationConfig = z.output<typeof calibrationConfig>;

/** The `conformal` slice of the config. */
export const conformalConfig = z
  .strictObject({
    alpha: z
      .number()
      .gt(0)
      .lt(1)
      .default(0.1)
      .describe(
        "Error rate: how often a set may miss the true label; of several labels a text, each label by itself; of a hierarchy, how often the deepest node that is said may be wrong.",
      ),
    method: z
      .enum(["lac", "aps"])
      .default("lac")
      .describe("Of task multi-class. lac: the smallest sets on average; aps: larger sets for harder texts."),
  })
  .describe("Conformal prediction: sets of labels, or nodes of the tree, with a promised error rate.");

/** The `conformal` slice with its defaults filled in. */
export type ConformalConfig = z.output<typeof conformalConfig>;

/** The `abstain` slice of the config. */
export const abstainConfig = z
  .strictObject({
    max_error: z.number().gt(0).lt(1).describe("Largest share of wrong answers among those that are given."),
    confidence: z
      .number()
      .gt(0)
      .lt(1)
      .optional()
      .describe("How surely that holds for new texts (default: the share as measured on validation)."),
    out_of_scope: z
      .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
      .optional()
      .describe(
        "Texts that are none of the task's, read as the data is (or txt, one a line): how well scores tell them apart is measured.",
      ),
  })
  .describe("No answer where the model is not sure enough; the score that is needed is tuned on validation.");

/** The `abstain` slice with its defaults filled in. */
export type AbstainConfig = z.output<typeof abstainConfig>;
