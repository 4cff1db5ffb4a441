import type { ConfigConflict } from "./conflicts.js";
import type { RunConfig } from "./run-config.js";

/** The tasks that each model type can be trained for. */
const TRAINABLE: Readonly<Record<RunConfig["model"]["type"], readonly RunConfig["task"][]>> = {
  majority: ["multi-class", "hierarchical"],
  "tfidf-linear": ["multi-class", "hierarchical"],
  lstm: ["multi-class", "hierarchical"],
  bilstm: ["multi-class", "hierarchical"],
  "bilstm-attention": ["multi-class", "hierarchical"],
  bert: ["multi-class", "hierarchical"],
  distilbert: ["multi-class", "hierarchical"],
  roberta: ["multi-class", "hierarchical"],
  "xlm-roberta": ["multi-class", "hierarchical"],
  electra: ["multi-class", "hierarchical"],
};

/** What stands against training this model for this task in this version, or `undefined`. */
export function unsupportedTask({ task, model }: RunConfig): ConfigConflict | undefined {
  if (TRAINABLE[model.type].includes(task)) return undefined;
  return {
    where: "task",
    message: `this version does not train model ${model.type} for task ${task} (it does for ${TRAINABLE[model.type].join(", ")})`,
    fix: `set task to one of ${TRAINABLE[model.type].join(", ")}, with labels to match.`,
  };
}
