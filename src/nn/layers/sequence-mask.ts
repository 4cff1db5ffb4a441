import type { Dim, Value } from "../../engine/index.js";
import type { Scope } from "../scope.js";

/**
 * Which steps of a padded batch are real.
 * @param lengths  [B] i32
 * @returns        [T, B], 1 = real token, 0 = padding
 */
export function sequenceMask({ g, m }: Scope, lengths: Value, time: Dim): Value {
  const steps = m.reshape(m.iota(time), [time, 1]); // [T, 1]
  return m.cast(m.less(steps, lengths), g.float);
}

/**
 * The step of each sequence that holds its last real token, as a selector.
 * @param lengths  [B] i32, at least 1
 * @returns        [T, B], 1 at step lengths − 1, 0 elsewhere
 */
export function lastStep({ g, m }: Scope, lengths: Value, time: Dim): Value {
  const last = m.sub(lengths, 1); // [B]
  const steps = m.reshape(m.iota(time), [time, 1]); // [T, 1]
  return m.cast(m.equal(steps, last), g.float);
}
