import { z } from "zod";
import { closedSet, encode, type Gold, holdsSets, type LabelSpace, rowOf, splitPath } from "../../labels/index.js";
import { present } from "../../shared/index.js";
import { answeredPaths, type ScoredAnswers, type ScoredHierarchy } from "../answer-scores.js";
import type { ConformalConfig } from "../config.js";
import { type DepthCoverage, depthCoverage, type SetCoverage, setCoverage } from "./coverage.js";
import { answerDepth, deepestNodeForm, fitDeepestNode } from "./deepest-node.js";
import { fitLabelRecall, labelRecallForm, labelRecallSet } from "./label-recall.js";
import { fitLabelSets, labelSet, labelSetForm, textUniform } from "./label-sets.js";

/** The form that a rule for prediction sets of any task is saved in. */
export const conformalForm = z.discriminatedUnion("kind", [
  labelSetForm.extend({ kind: z.literal("label") }),
  labelRecallForm.extend({ kind: z.literal("labels") }),
  deepestNodeForm.extend({ kind: z.literal("depth") }),
]);

/** A rule for prediction sets: of one label a text, of several (also nodes of several paths), or of a path. Plain data. */
export type ConformalRule = z.output<typeof conformalForm>;

/** Texts with what a model says of them. */
export interface AnsweredTexts extends ScoredAnswers {
  /** As they were read: a set that is drawn for is drawn by its text. */
  readonly texts: readonly string[];
}

/** The labels, and how a path of them is read. */
export interface AnswerSpace {
  readonly space: LabelSpace;
  readonly hierarchy: ScoredHierarchy;
}

/** Fits the rule that a task takes to texts that the model was not trained on. */
export function fitConformal(
  { space, hierarchy }: AnswerSpace,
  texts: AnsweredTexts & { readonly golds: readonly Gold[] },
  { alpha, method }: ConformalConfig,
): ConformalRule {
  const { golds, scores } = texts;
  const probabilities = present(scores[0], "the head's scores");
  const labelCount = present(space.heads[0], "the head").labels.length;
  if (holdsSets(space)) {
    const gold = golds.map((labels) => knownIds(space, labels));
    return { kind: "labels", ...fitLabelRecall({ gold, probabilities, labelCount }, alpha) };
  }
  if (space.task === "hierarchical") {
    const paths = answeredPaths(space, hierarchy, texts);
    return { kind: "depth", ...fitDeepestNode(paths, goldPaths(space, golds), alpha) };
  }
  const gold = golds.map((labels) => encode(space, labels)[0] as number);
  const uniforms = method === "aps" ? { uniforms: texts.texts.map(textUniform) } : {};
  return { kind: "label", ...fitLabelSets({ gold, probabilities, labelCount, ...uniforms }, { method, alpha }) };
}

/**
 * The set of each text: its labels, the most probable first; nodes with those above them; of one path the nodes down to
 * the deepest one that is sure, perhaps none.
 */
export function predictionSets(rule: ConformalRule, { space, hierarchy }: AnswerSpace, texts: AnsweredTexts): Gold[] {
  const { answers, scores } = texts;
  if (rule.kind === "depth") {
    const paths = answeredPaths(space, hierarchy, texts);
    return answers.map((answer, row) => answer.slice(0, answerDepth(rule, present(paths[row], "a path"))));
  }
  const labels = present(space.heads[0], "the head").labels;
  return answers.map((_, row) => {
    const own = present(rowOf(scores, row, answers.length)[0], "the head's scores");
    const ids =
      rule.kind === "label"
        ? labelSet(rule, own, rule.randomised ? textUniform(texts.texts[row] ?? "") : undefined)
        : labelRecallSet(rule, own).sort((a, b) => (own[b] as number) - (own[a] as number) || a - b);
    const names = ids.map((id) => present(labels[id], "a label"));
    return space.parents === undefined ? names : closedSet(names.map(splitPath));
  });
}

/** What the sets of a rule are worth on texts that it was not fitted to. */
export type MeasuredSets =
  | ({ readonly kind: "label"; readonly method: "lac" | "aps"; readonly alpha: number } & SetCoverage)
  | ({ readonly kind: "labels"; readonly alpha: number } & SetCoverage)
  | ({ readonly kind: "depth"; readonly alpha: number; readonly coverage: number } & Omit<DepthCoverage, "error_rate">);

/** Measures the sets of texts. */
export function measureSets(
  rule: ConformalRule,
  { space, hierarchy }: AnswerSpace,
  texts: AnsweredTexts & { readonly golds: readonly Gold[]; readonly sets: readonly Gold[] },
): MeasuredSets {
  const { golds, sets } = texts;
  const { alpha } = rule;
  if (rule.kind === "depth") {
    const depths = sets.map(({ length }) => length);
    const paths = answeredPaths(space, hierarchy, texts);
    const { error_rate: error, ...figures } = depthCoverage(paths, goldPaths(space, golds), depths);
    return { kind: "depth", alpha, coverage: 1 - error, ...figures };
  }
  const ids = new Map(space.heads[0]?.labels.map((label, id) => [label, id]));
  const figures = setCoverage(
    golds.map((labels) => encode(space, labels)),
    sets.map((labels) => labels.map((label) => present(ids.get(label), "a label's id"))),
  );
  return rule.kind === "labels"
    ? { kind: "labels", alpha, ...figures }
    : { kind: "label", method: rule.method, alpha, ...figures };
}

function knownIds(space: LabelSpace, labels: Gold): number[] {
  return encode(space, labels).filter((id) => id >= 0);
}

/** The ids of each gold path down to where it ends; −1 for a label that the model doesn't know. */
function goldPaths(space: LabelSpace, golds: readonly Gold[]): number[][] {
  return golds.map((gold) => encode(space, gold).slice(0, gold.length));
}
