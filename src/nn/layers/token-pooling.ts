import { type Dim, product, type Value } from "../../engine/index.js";
import { invariant } from "../../shared/index.js";
import type { Scope } from "../scope.js";

/** The tokens of all texts of a padded batch, one after the other. */
export interface TokenRows {
  /** [B·T, H] */
  readonly rows: Value;
  /** [B, T] bool: which tokens are real. */
  readonly real: Value;
}

/** The first token of each text: [CLS] in the BERT family. → [B, H] */
export function firstTokens({ g, m }: Scope, { rows, real }: TokenRows): Value {
  const [batch, time] = real.shape as [Dim, Dim];
  const steps = g.emit("size", [], { dim: time, dtype: "i32" });
  return m.gather(rows, m.mul(m.iota(batch), steps));
}

/** The mean over the real tokens of each text; every text has one. → [B, H] */
export function meanOfTokens({ g, m }: Scope, { rows, real }: TokenRows): Value {
  const [batch, time] = real.shape as [Dim, Dim];
  const size = rows.shape[1];
  invariant(typeof size === "number" && rows.shape[0] === product([batch, time]), "rows are [B·T, H]");
  const mask = m.cast(real, g.float); // [B, T]
  const shares = m.div(mask, m.sum(mask, { axes: [1], keepDims: true }));
  const means = m.matmul(m.unsqueeze(shares, 1), m.reshape(rows, [batch, time, size])); // [B, 1, H]
  return m.reshape(means, [batch, size]);
}
