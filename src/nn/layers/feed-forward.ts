import type { Value } from "../../engine/index.js";
import type { Scope } from "../scope.js";
import { type Activation, activate } from "./activation.js";
import { type LinearOptions, linear } from "./linear.js";

/** Options of {@link feedForward}. */
export interface FeedForwardOptions {
  readonly size: number;
  /** Width between the two linear layers. */
  readonly innerSize: number;
  readonly activation: Activation;
  /** Names of the two linear layers. */
  readonly names: { readonly expand: string; readonly contract: string };
  readonly initialize?: LinearOptions["initialize"];
}

/**
 * The position-wise feed-forward layer of a transformer (Vaswani et al. 2017, §3.3): two linear layers with an
 * activation between them. Parameters: those of the two linear layers, under the given names.
 * @param x  […, H]
 * @returns  […, H]
 */
export function feedForward(scope: Scope, x: Value, options: FeedForwardOptions): Value {
  const { size, innerSize, activation, names, initialize } = options;
  const inner = linear(scope.child(names.expand), x, { in: size, out: innerSize, initialize });
  return linear(scope.child(names.contract), activate(scope, inner, activation), {
    in: innerSize,
    out: size,
    initialize,
  });
}
