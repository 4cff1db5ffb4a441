import type { Value } from "../../engine/index.js";
import { type Initializer, normalInit } from "../initializers.js";
import type { Scope } from "../scope.js";

/** Spread of embeddings that are learned from scratch. */
const DEVIATION = 0.1;

/**
 * Rows of a table, parameter `weight` [rows, size]. The graph takes any number of rows: a training step feeds only those
 * that its batch reads, with ids that count among them, and so gets the gradient of these rows alone.
 * @param ids  […] i32
 * @returns    […, size]
 */
export function embedding(
  scope: Scope,
  ids: Value,
  options: { readonly rows: number; readonly size: number; readonly initialize?: Initializer },
): Value {
  const { rows, size, initialize = normalInit(DEVIATION) } = options;
  const table = scope.parameter("weight", [rows, size], { initialize, rows: true });
  return scope.m.gather(table, ids);
}
