import { z } from "zod";

/** How the probabilities of one text become a set of labels. */
export type LabelRule =
  | {
      readonly kind: "thresholds";
      /** [L] the probability that each label must reach; Infinity for one that is never said. */
      readonly values: readonly number[];
      /** Labels that every text gets at least: the most probable ones. */
      readonly minLabels: number;
    }
  | { readonly kind: "top_k"; readonly k: number };

/** A {@link LabelRule} as JSON has it, which knows no Infinity: null stands for it. */
export const labelRuleForm = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("thresholds"),
    values: z.array(z.number().gte(0).nullable()),
    min_labels: z.int().gte(0),
  }),
  z.strictObject({ kind: z.literal("top_k"), k: z.int().gte(1) }),
]);

/** A rule as plain JSON. */
export function labelRuleToJSON(rule: LabelRule): z.output<typeof labelRuleForm> {
  if (rule.kind === "top_k") return { ...rule };
  const values = rule.values.map((value) => (Number.isFinite(value) ? value : null));
  return { kind: "thresholds", values, min_labels: rule.minLabels };
}

/** The rule of {@link labelRuleToJSON}. @throws ZodError where it is none */
export function labelRuleFromJSON(json: unknown): LabelRule {
  const rule = labelRuleForm.parse(json);
  if (rule.kind === "top_k") return rule;
  const values = rule.values.map((value) => value ?? Number.POSITIVE_INFINITY);
  return { kind: "thresholds", values, minLabels: rule.min_labels };
}

/** One threshold for all of L labels. */
export function sameThreshold(value: number, labels: number, minLabels = 0): LabelRule {
  return { kind: "thresholds", values: new Array<number>(labels).fill(value), minLabels };
}

/**
 * The ids of the labels that a rule says, ascending. Of equal probabilities the lower id comes first.
 * @param scores  [L] the probabilities of one text
 */
export function applyRule(rule: LabelRule, scores: ArrayLike<number>): number[] {
  if (rule.kind === "top_k") return mostProbable(scores, rule.k);
  const reached = rule.values.flatMap((value, id) => ((scores[id] as number) >= value ? [id] : []));
  return reached.length >= rule.minLabels ? reached : mostProbable(scores, rule.minLabels, reached);
}

/** The `count` most probable labels, those of `first` before all others, ascending by id. */
function mostProbable(scores: ArrayLike<number>, count: number, first: readonly number[] = []): number[] {
  const kept = new Set(first);
  const ranked = Array.from(scores, (_, id) => id)
    .filter((id) => !kept.has(id))
    .sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);
  return [...first, ...ranked].slice(0, count).sort((a, b) => a - b);
}
