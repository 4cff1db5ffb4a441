import { z } from "zod";

/** The three tasks. */
export const taskConfig = z
  .enum(["multi-class", "multi-label", "hierarchical"])
  .describe("One label a text, a set of labels, or a path of labels from the general to the specific.");

/** The `hierarchy` slice of the config. */
export const hierarchyConfig = z
  .strictObject({
    method: z
      .enum(["independent", "flat", "conditional", "conditional_sigmoid"])
      .default("independent")
      .describe(
        "independent: a softmax a level, each by itself; flat: one softmax over whole paths; conditional: a softmax over " +
          "the children of each node; conditional_sigmoid: a sigmoid a node, given its parent.",
      ),
    decoding: z
      .enum(["per_level", "best_path", "top_down", "threshold", "stop_early"])
      .optional()
      .describe(
        "How scores become a path. per_level: the best label of each level (default of independent); best_path: the best " +
          "path of the tree (default of flat and conditional); top_down: the best child, again and again; threshold: " +
          "every node that reaches it (default for several paths); stop_early: the deepest node that reaches it.",
      ),
    threshold: z
      .number()
      .gt(0)
      .lt(1)
      .default(0.5)
      .describe("The probability that a node must reach, for the decodings threshold and stop_early."),
    paths: z
      .enum(["one", "several"])
      .optional()
      .describe("How many paths a text may have (default: several for conditional_sigmoid, else one)."),
    taxonomy: z
      .string()
      .min(1)
      .optional()
      .describe(
        "A file of the whole tree: JSON or YAML, nested; or CSV or TSV, with the columns child and parent, or with a " +
          "parent and its children a line. It says which paths there are, and gives single labels their path.",
      ),
    labels_within_parent: z
      .boolean()
      .default(false)
      .describe(
        "Whether a level's labels mean something else under each parent, as the codes 0 to 4 of some data sets; false " +
          "takes equal labels of a level for one class.",
      ),
    logit_adjustment: z
      .number()
      .nonnegative()
      .default(0)
      .describe("Weight τ of the log frequencies that training adds to the logits of siblings; 0 adds nothing."),
  })
  .describe("How a path of labels is predicted.");

/** What is predicted for a text. */
export type Task = z.output<typeof taskConfig>;
/** The `hierarchy` slice with its defaults filled in. */
export type HierarchyConfig = z.output<typeof hierarchyConfig>;
/** How scores become a path. */
export type Decoding = NonNullable<HierarchyConfig["decoding"]>;

/** Whether a text may have several paths: as the config says, by default for `conditional_sigmoid` only. */
export function hasSeveralPaths({ method, paths }: Pick<HierarchyConfig, "method" | "paths">): boolean {
  return (paths ?? (method === "conditional_sigmoid" ? "several" : "one")) === "several";
}

/** The decoding that a config asks for, or the default of its method. */
export function decodingOf(hierarchy: Pick<HierarchyConfig, "method" | "paths" | "decoding">): Decoding {
  if (hierarchy.decoding !== undefined) return hierarchy.decoding;
  if (hasSeveralPaths(hierarchy)) return "threshold";
  return hierarchy.method === "independent" ? "per_level" : "best_path";
}
