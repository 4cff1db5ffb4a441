import { judgedSplit, ofLevel, percent, rowsByLevel, someOf, sumOf } from "./figures.js";
import type { Diagnosis } from "./finding.js";
import type { DiagnosisInput, Rule } from "./types.js";

/** Labels that texts have and that are never predicted. */
export const neverPredicted: Rule = (input) => {
  const judged = judgedSplit(input);
  if (judged === undefined) return [];
  return [...rowsByLevel(judged.split.per_label)].flatMap(([level, rows]): Diagnosis[] => {
    const occurring = rows.filter(({ support }) => support > 0);
    const missed = occurring.filter(({ predicted }) => predicted === 0).sort((a, b) => b.support - a.support);
    if (missed.length === 0) return [];
    const share = sumOf(missed, ({ support }) => support) / sumOf(occurring, ({ support }) => support);
    const names = someOf(missed.map(({ label }) => label));
    const message = `${missed.length} of ${occurring.length} labels${ofLevel(level)} are never predicted on ${judged.name}: ${names}. They make ${percent(share)} of the references.`;
    return [{ code: "labels_never_predicted", message, try: advice(input) }];
  });
};

function advice({ task, config }: DiagnosisInput): string {
  if (task === "multi-label" && config.thresholdMethod !== "per_label") return "thresholds.method: per_label";
  if (!config.hasClassWeights && !config.hasSampler) return "training.class_weights: balanced";
  if (!config.hasSampler) return "training.sampler: oversample";
  return config.epochs === undefined ? "model.strength: [1, 10, 100]" : `training.epochs: ${2 * config.epochs}`;
}
