import type { Value } from "../../engine/index.js";
import type { Scope } from "../scope.js";

/** gelu: x·Φ(x) (Hendrycks & Gimpel 2016, §2); gelu_tanh: its approximation by tanh, as GPT-2 has it; relu; tanh. */
export type Activation = "gelu" | "gelu_tanh" | "relu" | "tanh";

/** Applies an activation element by element. […] → […] */
export function activate({ m }: Scope, x: Value, activation: Activation): Value {
  if (activation !== "gelu_tanh") return m[activation](x);
  const cubic = m.mul(m.mul(m.mul(x, x), x), 0.044715);
  const inner = m.mul(m.add(x, cubic), Math.sqrt(2 / Math.PI));
  return m.mul(m.mul(x, 0.5), m.add(m.tanh(inner), 1));
}
