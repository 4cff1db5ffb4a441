import { judgedSplit } from "./figures.js";
import type { DiagnosisInput, Rule } from "./types.js";

/** The metric that the two splits are compared by, for each task. */
const HEADLINE = { "multi-class": "accuracy", "multi-label": "micro_f1", hierarchical: "hierarchical_f1" } as const;

/** A difference that more regularisation or more data should narrow. */
const LARGEST_GAP = 0.1;

/** Much better on the texts that were learned from than on others. */
export const generalisationGap: Rule = (input) => {
  const judged = judgedSplit(input);
  const metric = HEADLINE[input.task];
  const learned = input.splits.train?.metrics[metric];
  const held = judged?.split.metrics[metric];
  if (learned === undefined || held === undefined || learned - held <= LARGEST_GAP) return [];
  const message = `${metric} is ${learned.toFixed(3)} on train and ${held.toFixed(3)} on ${judged?.name}: a gap of ${(learned - held).toFixed(3)}.`;
  return [{ code: "generalisation_gap", message, try: advice(input) }];
};

function advice({ config }: DiagnosisInput): string {
  if (config.family === "linear") return "model.strength: [0.01, 0.1, 1]";
  if (!config.hasEarlyStopping) return "training.early_stopping: { metric: loss, patience: 2 }";
  return config.family === "recurrent"
    ? "model.dropout: { embeddings: 0.3, head: 0.5 }"
    : "training.weight_decay: 0.01";
}
