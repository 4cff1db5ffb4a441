import type { Value } from "../../engine/index.js";
import { constantInit } from "../initializers.js";
import type { Scope } from "../scope.js";

/**
 * Layer normalisation over the last axis (Ba et al. 2016). Parameters `weight` and `bias` [size], without decay.
 * @param x  […, size]
 * @returns  […, size]
 */
export function layerNorm(
  scope: Scope,
  x: Value,
  options: { readonly size: number; readonly epsilon?: number },
): Value {
  const weight = scope.parameter("weight", [options.size], { initialize: constantInit(1), decay: false });
  const bias = scope.parameter("bias", [options.size], { initialize: constantInit(0), decay: false });
  return scope.g.emit("layer_norm", [x, weight, bias], { epsilon: options.epsilon ?? 1e-5 });
}
