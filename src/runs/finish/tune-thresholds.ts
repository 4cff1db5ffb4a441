import type { RunConfig } from "../../config/index.js";
import { type Decisions, needsTuning, tuneRule, untunedRule } from "../../decisions/index.js";
import { decodingOf, encodeMultiHot, type Gold, holdsSets, type LabelSpace } from "../../labels/index.js";
import { present } from "../../shared/index.js";

/** Texts that a model has not learned from, with their probabilities. */
export interface JudgedTexts {
  readonly golds: readonly Gold[];
  /** [N, L] a head */
  readonly scores: readonly Float32Array[];
}

/** Whether labels are answered by thresholds: sets of labels, and several paths unless another decoding is asked for. */
function usesThresholds({ hierarchy }: RunConfig, space: LabelSpace): boolean {
  return holdsSets(space) && (space.parents === undefined || decodingOf(hierarchy) === "threshold");
}

/** Whether the thresholds of a config are tuned: `majority` says the same of all texts, so that no threshold divides them. */
export function tunesThresholds(config: RunConfig, space: LabelSpace): boolean {
  const { model, thresholds } = config;
  return usesThresholds(config, space) && model.type !== "majority" && needsTuning(thresholds);
}

/**
 * How scores become answers, tuned on texts set aside. Without any, labels must reach ½; several paths a text what
 * `hierarchy.threshold` says.
 */
export function tuneThresholds(config: RunConfig, space: LabelSpace, judged: JudgedTexts | undefined): Decisions {
  const { thresholds } = config;
  if (!usesThresholds(config, space)) return {};
  const labels = present(space.heads[0], "the head").labels.length;
  if (tunesThresholds(config, space) && judged && judged.golds.length > 0) {
    const scores = present(judged.scores[0], "the head's scores");
    return { labels: tuneRule(thresholds, { scores, positives: encodeMultiHot(space, judged.golds), labels }) };
  }
  if (space.parents !== undefined && thresholds.method !== "fixed") return {};
  return { labels: untunedRule(thresholds, labels) };
}
