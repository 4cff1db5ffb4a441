import type { Value } from "../../engine/index.js";
import { invariant } from "../../shared/index.js";
import type { Scope } from "../scope.js";

/** Options of {@link softmaxCrossEntropy}. */
export interface SoftmaxLossOptions {
  /** One weight a class; 1 each where not given. */
  readonly classWeights?: readonly number[] | undefined;
  /** Share ε of the target that is spread evenly over all classes (Szegedy et al. 2016, §7). */
  readonly labelSmoothing?: number;
  /** Focusing parameter γ of the focal loss (Lin et al. 2017, eq. 5); 0 is cross-entropy. */
  readonly focalGamma?: number;
  /**
   * The group of each class, from 0 up: the softmax then runs over the siblings of the target alone, and the smoothed
   * share is spread over these; logits of other groups get no gradient. One group where not given.
   */
  readonly groups?: readonly number[] | undefined;
}

/**
 * Summed softmax cross-entropy, with PyTorch's meaning of class weights and label smoothing; the caller divides by the
 * sum of the weights of the targets, which is what a mean is under class weights. A target of −1 counts nothing.
 * @param logits   [B, L]
 * @param targets  [B] i32
 * @returns        scalar
 */
export function softmaxCrossEntropy(
  scope: Scope,
  input: { readonly logits: Value; readonly targets: Value },
  options: SoftmaxLossOptions = {},
): Value {
  const { m } = scope;
  const { classWeights, labelSmoothing = 0, focalGamma = 0, groups } = options;
  const { logits, targets } = input;
  const labels = logits.shape[1];
  invariant(typeof labels === "number", "logits have a fixed width");
  const weights = m.vector(classWeights ?? new Array<number>(labels).fill(1)); // [L]
  const hit = m.oneHot(targets, labels); // [B, L]
  const asked = groups && siblingsOf(scope, hit, groups); // [B, L]
  const logProbabilities = m.logSoftmax(asked ? m.select(asked, logits, m.scalar(EXCLUDED, logits.dtype)) : logits);
  const weighted = m.mul(hit, weights); // [B, L]
  const focus = focalGamma === 0 ? weighted : m.mul(weighted, focalFactor(scope, logProbabilities, focalGamma));
  const likelihood = m.total(m.mul(focus, logProbabilities));
  if (labelSmoothing === 0) return m.neg(likelihood);
  // [B, 1] or [B, L]: what the share is spread over; 0 for a target of −1
  const counted = asked ? evenShares(scope, asked) : m.mul(m.sum(hit, { axes: [1], keepDims: true }), 1 / labels);
  const spread = m.total(m.mul(m.mul(logProbabilities, weights), counted));
  return m.neg(m.add(m.mul(likelihood, 1 - labelSmoothing), m.mul(spread, labelSmoothing)));
}

/** A logit whose probability is 0 beside any other, and which stays finite times 0. */
const EXCLUDED = -1e9;

/** Whether each class stands in the group of the row's target; none for a target of −1. [B, L] bool */
function siblingsOf({ m }: Scope, hit: Value, groups: readonly number[]): Value {
  const own = m.vector(groups.map((group) => group + 1));
  return m.equal(m.sum(m.mul(hit, own), { axes: [1], keepDims: true }), own);
}

/** 1 ÷ the size of the group for its classes, 0 elsewhere. [B, L] */
function evenShares({ m, g }: Scope, asked: Value): Value {
  const members = m.cast(asked, g.float);
  return m.div(members, m.max(m.sum(members, { axes: [1], keepDims: true }), 1));
}

/** (1 − p)^γ, through logarithms; p is kept below 1 so that the slope stays finite. [B, L] */
function focalFactor({ m }: Scope, logProbabilities: Value, gamma: number): Value {
  const rest = m.max(m.sub(m.scalar(1, logProbabilities.dtype), m.exp(logProbabilities)), 1e-7);
  return m.exp(m.mul(m.log(rest), gamma));
}
