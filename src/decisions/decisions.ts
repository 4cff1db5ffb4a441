import { z } from "zod";
import { holdsSets, type LabelSpace } from "../labels/index.js";
import { type LabelRule, labelRuleForm, labelRuleFromJSON, labelRuleToJSON } from "./thresholds/label-rule.js";

/** What was settled after training about how scores become answers. It is saved with the model. */
export interface Decisions {
  /** Of sets of labels, and of hierarchies with several paths a text. */
  readonly labels?: LabelRule;
}

/** {@link Decisions} as JSON has them. */
const decisionsForm = z.strictObject({ labels: labelRuleForm.optional() });

/** Decisions as plain JSON. */
export function decisionsToJSON({ labels }: Decisions): z.output<typeof decisionsForm> {
  return labels ? { labels: labelRuleToJSON(labels) } : {};
}

/**
 * The decisions of {@link decisionsToJSON}.
 * @throws ZodError where they are none; RangeError where they are not those of the labels
 */
export function decisionsFromJSON(json: unknown, space: LabelSpace): Decisions {
  const { labels } = decisionsForm.parse(json);
  if (!labels) return {};
  const rule = labelRuleFromJSON(labels);
  const count = space.heads[0]?.labels.length ?? 0;
  if (!holdsSets(space) || (rule.kind === "thresholds" && rule.values.length !== count)) {
    throw new RangeError(`the thresholds are not those of the ${count} labels`);
  }
  return { labels: rule };
}
