import { judgedSplit, ofLevel, percent, rowsByLevel, sumOf } from "./figures.js";
import type { Diagnosis } from "./finding.js";
import type { DiagnosisInput, Rule } from "./types.js";

/** How far, in shares of all texts and times its prior, predictions may lean towards the commonest label. */
const LARGEST_LEAN = { share: 0.1, times: 1.25 };

/** The commonest label is predicted much more often than it occurs. */
export const majorityPredictions: Rule = (input) => {
  const judged = judgedSplit(input);
  if (judged === undefined || input.task === "multi-label") return [];
  return [...rowsByLevel(judged.split.per_label)].flatMap(([level, rows]): Diagnosis[] => {
    const priors = input.priors.filter((prior) => prior.level === level);
    const [commonest] = [...priors].sort((a, b) => b.share - a.share);
    const all = sumOf(rows, ({ predicted }) => predicted);
    if (commonest === undefined || all === 0) return [];
    const said = (rows.find(({ label }) => label === commonest.label)?.predicted ?? 0) / all;
    const { share } = commonest;
    if (said <= share + LARGEST_LEAN.share || said <= share * LARGEST_LEAN.times) return [];
    const message = `${percent(said)} of the ${judged.name} predictions${ofLevel(level)} are "${commonest.label}", which ${percent(share)} of the training texts have.`;
    return [{ code: "majority_predictions", message, try: advice(input) }];
  });
};

function advice({ config, task }: DiagnosisInput): string {
  if (!config.hasClassWeights && !config.hasSampler) return "training.class_weights: balanced";
  if (task === "hierarchical" && config.hierarchyMethod === "conditional") return "hierarchy.logit_adjustment: 1";
  if (!config.hasSampler) return "training.sampler: oversample";
  return config.family === "linear" ? "model.strength: [1, 10, 100]" : "training.loss: focal";
}
