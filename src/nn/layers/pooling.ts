import type { Dim, Value } from "../../engine/index.js";
import { invariant } from "../../shared/index.js";
import { type Initializer, linearInit } from "../initializers.js";
import type { Scope } from "../scope.js";
import { linear } from "./linear.js";
import { sequenceMask } from "./sequence-mask.js";

/** States of a padded batch. */
export interface Sequence {
  /** [T, B, H]; zero at padding. */
  readonly states: Value;
  /** [B] i32, at least 1. */
  readonly lengths: Value;
}

/** Stands for −∞ where a softmax or a maximum must not look: far below any score, yet finite in float32. */
const NEVER = -1e30;

const time = (states: Value): Dim => states.shape[0] ?? 1;
const column = (scope: Scope, x: Value): Value => scope.m.unsqueeze(x, 2);

/**
 * Mean over the real tokens.
 * @returns [B, H]
 */
export function meanPooling(scope: Scope, { states, lengths }: Sequence): Value {
  const { g, m } = scope;
  const mask = column(scope, sequenceMask(scope, lengths, time(states))); // [T, B, 1]
  const total = m.sum(m.mul(states, mask), { axes: [0] });
  return m.div(total, m.unsqueeze(m.cast(lengths, g.float), 1));
}

/**
 * Maximum over the real tokens.
 * @returns [B, H]
 */
export function maxPooling(scope: Scope, { states, lengths }: Sequence): Value {
  const { m } = scope;
  const real = m.less(m.scalar(0, scope.g.float), column(scope, sequenceMask(scope, lengths, time(states))));
  return m.maxOver(m.select(real, states, m.scalar(NEVER, states.dtype)), { axes: [0] });
}

/** How attention scores a state: `linear` w·h; `additive` v·tanh(W h + b) (Yang et al. 2016, §2.2). */
export type AttentionScore = "linear" | "additive";

/** How attention scores states, and how the weights of the score begin; as a linear layer's where not given. */
export interface AttentionOptions {
  readonly score: AttentionScore;
  readonly initialize?: Initializer;
}

/**
 * Attention pooling: a softmax over the scores of the real tokens weighs their states. The weight of padding is exactly 0.
 * @returns pooled [B, H] and the weights [B, T]
 */
export function attentionPooling(
  scope: Scope,
  { states, lengths }: Sequence,
  { score, initialize }: AttentionOptions,
): { readonly pooled: Value; readonly weights: Value } {
  const { m } = scope;
  const size = states.shape[2];
  invariant(typeof size === "number", "states have a fixed width");
  const keys = score === "additive" ? m.tanh(linear(scope.child("key"), states, { in: size, out: size })) : states;
  const weight = initialize ?? linearInit(size);
  const scoring = { in: size, out: 1, bias: false, initialize: { weight, bias: weight } };
  const scores = linear(scope.child("score"), keys, scoring); // [T, B, 1]
  const byText = m.transpose(m.reshape(scores, states.shape.slice(0, 2)), [1, 0]); // [B, T]
  const mask = m.transpose(sequenceMask(scope, lengths, time(states)), [1, 0]); // [B, T]
  const real = m.less(m.scalar(0, scope.g.float), mask);
  const weights = m.softmax(m.select(real, byText, m.scalar(NEVER, states.dtype)));
  const byStep = column(scope, m.transpose(weights, [1, 0])); // [T, B, 1]
  return { pooled: m.sum(m.mul(states, byStep), { axes: [0] }), weights };
}
