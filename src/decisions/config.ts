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
    min_labels: z
      .int()
      .gte(0)
      .default(0)
      .describe("Labels that every text gets, the most probable ones, where fewer reach their thresholds."),
  })
  .describe("How probabilities become a set of labels: multi-label, and hierarchies with several paths a text.");

/** The `thresholds` slice with its defaults filled in. */
export type ThresholdsConfig = z.output<typeof thresholdsConfig>;
