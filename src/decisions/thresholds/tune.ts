import { invariant } from "../../shared/index.js";
import type { ThresholdsConfig } from "../config.js";
import { type LabelRule, sameThreshold } from "./label-rule.js";
import { fBeta, type Objective, recallAtPrecision } from "./objective.js";
import { bestCut, bestMacroCut } from "./sweep.js";

/** Texts that thresholds are tuned on; the model has not learned from them. */
export interface TuningTexts {
  /** [N, L] probabilities */
  readonly scores: Float32Array;
  /** [N, L] 1 where a text has the label */
  readonly positives: Float32Array;
  readonly labels: number;
}

/** The probability that decides where nothing can be tuned: a label is rather there than not. */
const EVEN = 0.5;

/** Whether the rule of a config has to be tuned on texts set aside. */
export function needsTuning({ method }: Pick<ThresholdsConfig, "method">): boolean {
  return method === "per_label" || method === "global";
}

/** The rule of a config that needs no tuning, or that has nothing to be tuned on: ½ for every label. */
export function untunedRule(config: ThresholdsConfig, labels: number): LabelRule {
  if (config.method === "top_k") return { kind: "top_k", k: config.k };
  return sameThreshold(config.method === "fixed" ? config.value : EVEN, labels, config.min_labels);
}

/**
 * The rule that a config asks for, tuned where it says so.
 *
 * per_label: for each label the best of all cuts of its sorted scores. A label that no text has, or that no cut says
 * rightly, takes the global threshold (Yang 2001 calls the two SCut and its fallback); under metric precision, a label
 * that reaches the precision under no threshold is never said. With `shrinkage` w, a label that n texts have takes the mean
 * of both, on the scale of logits, its own counting n and the global one w: what is best for three texts is mostly chance.
 */
export function tuneRule(config: ThresholdsConfig, texts: TuningTexts): LabelRule {
  const { labels, scores, positives } = texts;
  invariant(scores.length === positives.length, "there is a score for each decision");
  if (!needsTuning(config) || scores.length === 0) return untunedRule(config, labels);
  const objective = objectiveOf(config);
  if (config.method === "global") return sameThreshold(globalThreshold(config, texts), labels, config.min_labels);
  const isPrecision = config.metric === "precision";
  const fallback = isPrecision ? Number.POSITIVE_INFINITY : globalThreshold(config, texts);
  const values = Array.from({ length: labels }, (_, label) => {
    const own = column(positives, label, labels);
    const cut = bestCut(column(scores, label, labels), own, objective);
    if (!cut) return fallback;
    const weight = isPrecision ? 0 : config.shrinkage;
    const count = own.reduce((sum, one) => sum + one, 0);
    return weight === 0 ? cut.threshold : meanThreshold([cut.threshold, count], [fallback, weight]);
  });
  return { kind: "thresholds", values, minLabels: config.min_labels };
}

/** The mean of two probabilities, each with its weight, on the scale of logits. */
function meanThreshold(
  [one, oneWeight]: readonly [number, number],
  [two, twoWeight]: readonly [number, number],
): number {
  const mean = (oneWeight * logit(one) + twoWeight * logit(two)) / (oneWeight + twoWeight);
  return 1 / (1 + Math.exp(-mean));
}

/** Kept from the ends, where it is infinite. */
function logit(probability: number): number {
  const inner = Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, probability));
  return Math.log(inner / (1 - inner));
}

function objectiveOf({ metric, beta, min_precision: least }: ThresholdsConfig): Objective {
  if (metric === "precision") return recallAtPrecision(least);
  return fBeta(metric === "f_beta" ? beta : 1);
}

/** One threshold for all labels; where none is worth anything, ½, or under metric precision none at all. */
function globalThreshold(config: ThresholdsConfig, { scores, positives, labels }: TuningTexts): number {
  const { metric, average, beta } = config;
  const isMacro = config.method === "global" && average === "macro" && metric !== "precision";
  const cut = isMacro
    ? bestMacroCut(scores, positives, { labels, beta: metric === "f_beta" ? beta : 1 })
    : bestCut(scores, positives, objectiveOf(config));
  return cut?.threshold ?? (metric === "precision" ? Number.POSITIVE_INFINITY : EVEN);
}

function column(matrix: Float32Array, label: number, labels: number): Float32Array {
  return Float32Array.from({ length: matrix.length / labels }, (_, row) => matrix[row * labels + label] as number);
}
