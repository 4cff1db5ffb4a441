import { product, type Value } from "../../engine/index.js";
import { type Initializer, linearInit, uniformInit } from "../initializers.js";
import type { Scope } from "../scope.js";

/** Size of a linear layer, and how its parameters begin: by default as PyTorch's. */
export interface LinearOptions {
  readonly in: number;
  readonly out: number;
  readonly bias?: boolean;
  readonly initialize?: { readonly weight: Initializer; readonly bias: Initializer } | undefined;
}

/**
 * x·Wᵀ + b over the last axis, in 8 bits where the scope says so. Parameters `weight` [out, in] and `bias` [out], as in PyTorch.
 * @param x  […, in]
 * @returns  […, out]
 */
export function linear(scope: Scope, x: Value, options: LinearOptions): Value {
  const { m, linearBits: bits } = scope;
  const { in: width, out } = options;
  const initialize = options.initialize ?? { weight: linearInit(width), bias: uniformInit(1 / Math.sqrt(width)) };
  const weight = scope.parameter("weight", [out, width], { initialize: initialize.weight });
  const bias =
    options.bias === false ? undefined : scope.parameter("bias", [out], { initialize: initialize.bias, decay: false });
  const leading = x.shape.slice(0, -1);
  const rows = m.reshape(x, [product(leading), width]); // [rows, in]
  return m.reshape(m.gemm(rows, weight, { transB: true, bias, bits }), [...leading, out]);
}
