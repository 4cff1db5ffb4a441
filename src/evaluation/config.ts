import { z } from "zod";

/** The `intervals` slice of the config. */
export const intervalsConfig = z
  .union([
    z.literal(false),
    z.strictObject({
      method: z
        .enum(["bca", "percentile"])
        .default("bca")
        .describe("bca: corrected for bias and skewness; percentile: the middle part of the resamples."),
      resamples: z.int().gte(10).default(1000).describe("How often the texts are drawn anew."),
      level: z.number().gt(0).lt(1).default(0.95).describe("How often such an interval should hold the true value."),
    }),
  ])
  .describe(
    "Confidence intervals of the metrics of validation and test texts, by bootstrap over the texts; false leaves them out.",
  );

/** The `intervals` slice with its defaults filled in. */
export type IntervalsConfig = z.output<typeof intervalsConfig>;
