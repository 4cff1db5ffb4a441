import type { Value } from "../../engine/index.js";
import { forgetBiasInit, uniformInit } from "../initializers.js";
import type { Scope } from "../scope.js";

/** One direction of one layer. */
export interface LstmWeights {
  /** [4H, in], gates in PyTorch's order: input, forget, candidate, output. */
  readonly inputWeight: Value;
  /** [4H, H] */
  readonly hiddenWeight: Value;
  /** [4H] */
  readonly bias: Value;
}

/** Declares the weights of one direction of one layer. PyTorch keeps two biases; we keep their sum, so checkpoints from there are added on import. */
export function declareLstmWeights(
  scope: Scope,
  suffix: string,
  { inputSize, hiddenSize }: { inputSize: number; hiddenSize: number },
): LstmWeights {
  const initialize = uniformInit(1 / Math.sqrt(hiddenSize));
  return {
    inputWeight: scope.parameter(`weight_ih_${suffix}`, [4 * hiddenSize, inputSize], { initialize }),
    hiddenWeight: scope.parameter(`weight_hh_${suffix}`, [4 * hiddenSize, hiddenSize], { initialize }),
    bias: scope.parameter(`bias_${suffix}`, [4 * hiddenSize], { initialize: forgetBiasInit(hiddenSize), decay: false }),
  };
}
