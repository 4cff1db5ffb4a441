/**
 * The sum over rows of a weighted loss of margins [N, K], and its gradient by the margins, written to `residuals`
 * [N, K].
 */
export type MarginLoss = (margins: Float64Array, residuals: Float64Array) => number;

/** What a loss compares the margins with. */
export interface ClassTargets {
  /** [N] class of each row. */
  readonly classes: Int32Array;
  readonly outputs: number;
  /** [N] */
  readonly sampleWeights: Float64Array;
}

/** Softmax cross-entropy: Σ_i s_i (log Σ_k exp m_ik − m_i,c(i)). */
export function softmaxLoss({ classes, outputs, sampleWeights }: ClassTargets): MarginLoss {
  return (margins, residuals) => {
    let loss = 0;
    for (let row = 0; row < classes.length; row++) {
      const begin = row * outputs;
      const target = begin + (classes[row] as number);
      const weight = sampleWeights[row] as number;
      let largest = Number.NEGATIVE_INFINITY;
      for (let p = begin; p < begin + outputs; p++) largest = Math.max(largest, margins[p] as number);
      let sum = 0;
      for (let p = begin; p < begin + outputs; p++) {
        const power = Math.exp((margins[p] as number) - largest);
        residuals[p] = power;
        sum += power;
      }
      loss += weight * (largest + Math.log(sum) - (margins[target] as number));
      for (let p = begin; p < begin + outputs; p++) residuals[p] = (weight * (residuals[p] as number)) / sum;
      residuals[target] = (residuals[target] as number) - weight;
    }
    return loss;
  };
}

/** What each margin by itself should say. */
export interface BinaryTargets {
  /** [N, K] 1 where positive. */
  readonly positive: Uint8Array;
  /** [N, K] */
  readonly weights: Float64Array;
}

/** Sigmoid cross-entropy of every margin: Σ s (log(1 + exp m) − m·positive). */
export function sigmoidLoss({ positive, weights }: BinaryTargets): MarginLoss {
  return (margins, residuals) => {
    let loss = 0;
    for (let p = 0; p < margins.length; p++) {
      const margin = margins[p] as number;
      const weight = weights[p] as number;
      const target = positive[p] as number;
      // exp of a number that is not positive can't overflow
      const power = Math.exp(-Math.abs(margin));
      const probability = (margin >= 0 ? 1 : power) / (1 + power);
      loss += weight * (Math.max(margin, 0) + Math.log1p(power) - margin * target);
      residuals[p] = weight * (probability - target);
    }
    return loss;
  };
}
