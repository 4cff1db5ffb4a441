import type { Dim, FloatType, Value } from "../../engine/index.js";
import type { Scope } from "../scope.js";

/** Below every score by more than a softmax can see, and finite: the type's lowest number, as in the references. */
const LOWEST: Readonly<Record<FloatType, number>> = { f32: -(2 - 2 ** -23) * 2 ** 127, f64: -Number.MAX_VALUE };

/**
 * Which tokens of a padded batch are real.
 * @param lengths  [B] i32
 * @returns        [B, T] bool
 */
export function realTokens({ m }: Scope, lengths: Value, time: Dim): Value {
  return m.less(m.reshape(m.iota(time), [1, time]), m.unsqueeze(lengths, 1));
}

/**
 * What is added to the scores of an attention so that no token looks at padding.
 * @param real  [B, T] bool; a row without a real token attends to all of them alike
 * @returns     [B, 1, 1, T]: 0 at real tokens, the lowest number elsewhere
 */
export function attentionBias({ g, m }: Scope, real: Value): Value {
  const [batch, time] = real.shape as [Dim, Dim];
  const bias = m.select(real, m.scalar(0), m.scalar(LOWEST[g.float]));
  return m.reshape(bias, [batch, 1, 1, time]);
}
