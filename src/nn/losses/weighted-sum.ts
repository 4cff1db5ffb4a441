import type { Value } from "../../engine/index.js";
import { invariant } from "../../shared/index.js";
import type { Scope } from "../scope.js";

/** The sum of several losses (scalars), each times its weight. */
export function weightedSum({ m }: Scope, terms: readonly { readonly loss: Value; readonly weight: number }[]): Value {
  const [first, ...rest] = terms.map(({ loss, weight }) => m.mul(loss, weight));
  invariant(first, "a sum of losses has at least one");
  return rest.reduce((total, term) => m.add(total, term), first);
}
