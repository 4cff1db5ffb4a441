import { judgedSplit, percent, someOf, sumOf } from "./figures.js";
import type { Diagnosis } from "./finding.js";
import type { DiagnosisInput, Rule } from "./types.js";

/** How many times too few or too many labels a text may get. */
const LARGEST_FACTOR = 1.5;
/** From which share of texts on a label counts as always predicted, and up to which it must occur for that to be wrong. */
const ALWAYS = { predicted: 0.98, meant: 0.9 };

/** Sets of labels that are too small, too large, or the same for every text. */
export const labelSets: Rule = (input) => {
  const judged = judgedSplit(input);
  if (judged === undefined || input.task !== "multi-label") return [];
  const { name, split } = judged;
  const meant = sumOf(split.per_label, ({ support }) => support) / split.count;
  const said = sumOf(split.per_label, ({ predicted }) => predicted) / split.count;
  const found: Diagnosis[] = [];
  const always = split.per_label.filter(
    ({ predicted, support }) => predicted >= ALWAYS.predicted * split.count && support <= ALWAYS.meant * split.count,
  );
  const never = split.per_label.filter(({ predicted }) => predicted === 0);
  if (always.length > 0) {
    const rest =
      always.length + never.length === split.per_label.length ? " and no other: every text gets the same set" : "";
    const message = `Nearly every text of ${name} gets ${someOf(always.map(({ label, support }) => `"${label}" (which ${percent(support / split.count)} have)`))}${rest}.`;
    found.push({ code: "labels_always_predicted", message, try: advice(input) });
  }
  if (meant > 0 && (said > meant * LARGEST_FACTOR || said * LARGEST_FACTOR < meant)) {
    const message = `Texts of ${name} get ${said.toFixed(2)} labels on average and have ${meant.toFixed(2)}.`;
    found.push({ code: said > meant ? "too_many_labels" : "too_few_labels", message, try: advice(input) });
  }
  return found;
};

function advice({ config }: DiagnosisInput): string {
  if (config.thresholdMethod !== "per_label") return "thresholds.method: per_label";
  if (!config.hasClassWeights) return "training.class_weights: balanced";
  return config.hasSampler ? "thresholds.shrinkage: 20" : "training.sampler: oversample";
}
