import { product, type Value } from "../../engine/index.js";
import { linearInit, uniformInit } from "../initializers.js";
import type { Scope } from "../scope.js";

/**
 * x·Wᵀ + b over the last axis. Parameters `weight` [out, in] and `bias` [out], as in PyTorch.
 * @param x  […, in]
 * @returns  […, out]
 */
export function linear(
  scope: Scope,
  x: Value,
  size: { readonly in: number; readonly out: number; readonly bias?: boolean },
): Value {
  const { m } = scope;
  const weight = scope.parameter("weight", [size.out, size.in], { initialize: linearInit(size.in) });
  const bias =
    size.bias === false
      ? undefined
      : scope.parameter("bias", [size.out], { initialize: uniformInit(1 / Math.sqrt(size.in)), decay: false });
  const leading = x.shape.slice(0, -1);
  const rows = m.reshape(x, [product(leading), size.in]); // [rows, in]
  return m.reshape(m.gemm(rows, weight, { transB: true, bias }), [...leading, size.out]);
}
