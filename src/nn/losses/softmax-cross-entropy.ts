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
  const { classWeights, labelSmoothing = 0, focalGamma = 0 } = options;
  const { logits, targets } = input;
  const labels = logits.shape[1];
  invariant(typeof labels === "number", "logits have a fixed width");
  const logProbabilities = m.logSoftmax(logits); // [B, L]
  const weights = m.vector(classWeights ?? new Array<number>(labels).fill(1)); // [L]
  const hit = m.oneHot(targets, labels); // [B, L]
  const weighted = m.mul(hit, weights); // [B, L]
  const focus = focalGamma === 0 ? weighted : m.mul(weighted, focalFactor(scope, logProbabilities, focalGamma));
  const likelihood = m.total(m.mul(focus, logProbabilities));
  if (labelSmoothing === 0) return m.neg(likelihood);
  const counted = m.sum(hit, { axes: [1], keepDims: true }); // [B, 1]: 0 for a target of −1
  const spread = m.total(m.mul(m.mul(logProbabilities, weights), counted));
  return m.neg(m.add(m.mul(likelihood, 1 - labelSmoothing), m.mul(spread, labelSmoothing / labels)));
}

/** (1 − p)^γ, through logarithms; p is kept below 1 so that the slope stays finite. [B, L] */
function focalFactor({ m }: Scope, logProbabilities: Value, gamma: number): Value {
  const rest = m.max(m.sub(m.scalar(1, logProbabilities.dtype), m.exp(logProbabilities)), 1e-7);
  return m.exp(m.mul(m.log(rest), gamma));
}
