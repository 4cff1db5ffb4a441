import { z } from "zod";

/** The three tasks. */
export const taskConfig = z
  .enum(["multi-class", "multi-label", "hierarchical"])
  .describe("One label a text, a set of labels, or a path of labels from the general to the specific.");

/** The `hierarchy` slice of the config. */
export const hierarchyConfig = z
  .strictObject({
    method: z.enum(["independent"]).default("independent").describe("independent: one softmax head a level."),
  })
  .describe("How a path of labels is predicted.");

/** What is predicted for a text. */
export type Task = z.output<typeof taskConfig>;
/** The `hierarchy` slice with its defaults filled in. */
export type HierarchyConfig = z.output<typeof hierarchyConfig>;
