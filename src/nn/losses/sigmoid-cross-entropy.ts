import type { Value } from "../../engine/index.js";
import type { Scope } from "../scope.js";

/** Options of {@link sigmoidCrossEntropy}. */
export interface SigmoidLossOptions {
  /** Weight of the positive examples of each label; 1 each where not given. */
  readonly positiveWeights?: readonly number[] | undefined;
  /** Focusing parameter γ of the focal loss (Lin et al. 2017, eq. 5); 0 is cross-entropy. */
  readonly focalGamma?: number;
}

/**
 * log σ(x) = (x − |x|)/2 − log(1 + e^−|x|), which overflows nowhere. With min(x, 0) for its first part the slope at 0
 * would be 1: that of the operand that wins.
 */
function logSigmoid({ m }: Scope, x: Value): Value {
  const size = m.abs(x);
  const tail = m.log(m.add(m.exp(m.neg(size)), 1));
  return m.sub(m.mul(m.sub(x, size), 0.5), tail);
}

/**
 * Summed binary cross-entropy of sigmoids, as PyTorch's `BCEWithLogitsLoss` with `pos_weight` (and the mask as its
 * `weight`).
 * @param logits   [B, L]
 * @param targets  [B, L], 0 or 1
 * @param counted  [B, L], 1 where the target counts, 0 where it is not known; all count where not given
 * @returns        scalar
 */
export function sigmoidCrossEntropy(
  scope: Scope,
  input: { readonly logits: Value; readonly targets: Value; readonly counted?: Value | undefined },
  options: SigmoidLossOptions = {},
): Value {
  const { m } = scope;
  const { positiveWeights, focalGamma = 0 } = options;
  const { logits, targets, counted } = input;
  const known = (side: Value): Value => (counted ? m.mul(side, counted) : side);
  const negatives = known(m.sub(m.scalar(1, targets.dtype), targets));
  const [logYes, logNo] = [logSigmoid(scope, logits), logSigmoid(scope, m.neg(logits))];
  const positives = known(positiveWeights ? m.mul(targets, m.vector(positiveWeights)) : targets);
  if (focalGamma === 0) return m.neg(m.total(m.add(m.mul(positives, logYes), m.mul(negatives, logNo))));
  // (1 − p)^γ = σ(−x)^γ for a positive, p^γ = σ(x)^γ for a negative
  const yes = m.mul(m.exp(m.mul(logNo, focalGamma)), m.mul(positives, logYes));
  const no = m.mul(m.exp(m.mul(logYes, focalGamma)), m.mul(negatives, logNo));
  return m.neg(m.total(m.add(yes, no)));
}
