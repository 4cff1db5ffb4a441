import { type Dim, product, type Value } from "../../engine/index.js";
import { invariant } from "../../shared/index.js";
import type { Scope } from "../scope.js";
import { type LinearOptions, linear } from "./linear.js";

/** Names of the four linear layers of an attention. */
export interface AttentionNames {
  readonly query: string;
  readonly key: string;
  readonly value: string;
  readonly output: string;
}

/** Options of {@link selfAttention}. */
export interface SelfAttentionOptions {
  readonly size: number;
  readonly heads: number;
  /** Rate on the attention's weights, in training. */
  readonly dropout: number;
  readonly names: AttentionNames;
  readonly initialize?: LinearOptions["initialize"];
}

/** What an attention looks at. */
export interface AttentionInput {
  /** [B·T, H]: the tokens of all texts, one after the other. */
  readonly rows: Value;
  /** [B, 1, 1, T]: added to the scores. */
  readonly bias: Value;
}

/**
 * Multi-head self-attention (Vaswani et al. 2017, §3.2) with its output projection: softmax(QKᵀ/√D + bias)·V in each of
 * A heads of width D = H/A. Rows stay [B·T, H], so that each linear layer is one matrix product. Parameters: those of
 * the four linear layers, under the given names.
 * @returns rows [B·T, H] and the weights [B, A, T, T] before dropout
 */
export function selfAttention(
  scope: Scope,
  { rows, bias }: AttentionInput,
  options: SelfAttentionOptions,
): { readonly rows: Value; readonly weights: Value } {
  const { m } = scope;
  const { size, heads, dropout, names, initialize } = options;
  invariant(size % heads === 0, `a width of ${size} does not divide into ${heads} heads`);
  const width = size / heads;
  const [batch, , , time] = bias.shape as [Dim, Dim, Dim, Dim];
  const project = (name: string): Value => {
    const projected = linear(scope.child(name), rows, { in: size, out: size, initialize });
    return m.transpose(m.reshape(projected, [batch, time, heads, width]), [0, 2, 1, 3]); // [B, A, T, D]
  };
  const [query, key, value] = [project(names.query), project(names.key), project(names.value)];
  const scores = m.mul(m.matmul(query, key, { transB: true }), 1 / Math.sqrt(width)); // [B, A, T, T]
  const weights = m.softmax(m.add(scores, bias));
  const context = m.matmul(scope.dropout(weights, dropout, "attention"), value); // [B, A, T, D]
  const joined = m.reshape(m.transpose(context, [0, 2, 1, 3]), [product([batch, time]), size]);
  return { rows: linear(scope.child(names.output), joined, { in: size, out: size, initialize }), weights };
}
