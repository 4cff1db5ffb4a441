import type { LabelScheme } from "../labels/index.js";
import type { JsonObject } from "../text/index.js";

/** As Hugging Face's libraries have them. They know neither several heads nor a softmax among siblings. */
const PROBLEM_TYPES = { softmax: "single_label_classification", sigmoid: "multi_label_classification" } as const;

/**
 * What Hugging Face's libraries want to know of a model's labels: `id2label`, `label2id` and, where they can read the
 * outputs, `problem_type`. Nothing of a model with several heads, which they have no words for.
 */
export function labelKeys({ outputs, places }: Pick<LabelScheme, "outputs" | "places">): JsonObject {
  const [output, ...more] = outputs;
  const [names] = places;
  if (!output || !names || more.length > 0) return {};
  return {
    id2label: Object.fromEntries(names.map((name, id) => [String(id), name])),
    label2id: Object.fromEntries(names.map((name, id) => [name, id])),
    ...(output.groups === undefined ? { problem_type: PROBLEM_TYPES[output.kind] } : {}),
  };
}
