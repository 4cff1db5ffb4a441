import { z } from "zod";
import { holdsSets, type LabelSpace } from "../labels/index.js";
import { type AbstentionRule, abstentionForm } from "./abstention/abstention.js";
import { type Calibration, calibrationForm } from "./calibration/calibration.js";
import { type ConformalRule, conformalForm } from "./conformal/prediction-sets.js";
import { type LabelRule, labelRuleForm, labelRuleFromJSON, labelRuleToJSON } from "./thresholds/label-rule.js";

/** What was settled after training about how scores become answers. It is saved with the model. */
export interface Decisions {
  /** What is done to the logits before they become probabilities; nothing where not given. */
  readonly calibration?: Calibration | undefined;
  /** Of sets of labels, and of hierarchies with several paths a text. */
  readonly labels?: LabelRule | undefined;
  /** Prediction sets beside the answers. */
  readonly conformal?: ConformalRule | undefined;
  /** From which score on an answer is given; every text gets one where not given. */
  readonly abstention?: AbstentionRule | undefined;
}

/** {@link Decisions} as JSON has them. */
const decisionsForm = z.strictObject({
  calibration: calibrationForm.optional(),
  labels: labelRuleForm.optional(),
  conformal: conformalForm.optional(),
  abstention: abstentionForm.optional(),
});

/** Decisions as plain JSON. */
export function decisionsToJSON(decisions: Decisions): z.output<typeof decisionsForm> {
  const { calibration, labels, conformal, abstention } = decisions;
  return {
    ...(calibration ? { calibration } : {}),
    ...(labels ? { labels: labelRuleToJSON(labels) } : {}),
    ...(conformal ? { conformal } : {}),
    ...(abstention ? { abstention } : {}),
  };
}

/**
 * The decisions of {@link decisionsToJSON}.
 * @throws ZodError where they are none; RangeError where they are not those of the labels
 */
export function decisionsFromJSON(json: unknown, space: LabelSpace): Decisions {
  const { labels, conformal, calibration, abstention } = decisionsForm.parse(json);
  const count = space.heads[0]?.labels.length ?? 0;
  const rule = labels && labelRuleFromJSON(labels);
  if (rule && (!holdsSets(space) || (rule.kind === "thresholds" && rule.values.length !== count))) {
    throw new RangeError(`the thresholds are not those of the ${count} labels`);
  }
  const kind = holdsSets(space) ? "labels" : space.task === "hierarchical" ? "depth" : "label";
  if (
    conformal &&
    (conformal.kind !== kind || (conformal.kind === "labels" && conformal.thresholds.length !== count))
  ) {
    throw new RangeError(`the rule for prediction sets is not one of the ${count} labels`);
  }
  return {
    ...(calibration ? { calibration } : {}),
    ...(rule ? { labels: rule } : {}),
    ...(conformal ? { conformal } : {}),
    ...(abstention ? { abstention } : {}),
  };
}
