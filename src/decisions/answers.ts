import { type DecodingConfig, type Gold, type LabelSpace, labelDecoder, rowOf } from "../labels/index.js";
import { present } from "../shared/index.js";
import type { Decisions } from "./decisions.js";
import type { Scores } from "./scores.js";
import { applyRule, type LabelRule } from "./thresholds/label-rule.js";

/**
 * How the scores of texts become their labels: by the tuned rule of a set of labels, by decoding otherwise, under tuned
 * thresholds where there are any.
 */
export function answerer(
  space: LabelSpace,
  hierarchy: DecodingConfig,
  { labels: rule }: Decisions = {},
): (scores: Scores) => Gold[] {
  const answer = rowAnswerer(space, hierarchy, rule);
  const width = present(space.heads[0], "a head").labels.length;
  return (scores) => {
    const count = present(scores[0], "a head's scores").length / width;
    return Array.from({ length: count }, (_, row) => answer(rowOf(scores, row, count)));
  };
}

function rowAnswerer(
  space: LabelSpace,
  hierarchy: DecodingConfig,
  rule: LabelRule | undefined,
): (scores: readonly Float32Array[]) => Gold {
  const decode = labelDecoder(space, hierarchy);
  if (!rule) return (scores) => decode(scores);
  if (space.parents !== undefined && rule.kind === "thresholds") return (scores) => decode(scores, rule.values);
  const labels = present(space.heads[0], "the head").labels;
  return (scores) =>
    applyRule(rule, present(scores[0], "the head's scores"))
      .map((id) => present(labels[id], "a label"))
      .sort();
}
