import { type Dim, product, type Value } from "../../engine/index.js";
import type { Scope } from "../scope.js";

/** What {@link indexedCrossEntropy} gives, each a scalar summed over the rows that count. */
export interface IndexedLoss {
  readonly loss: Value;
  /** Rows whose largest logit is the target's. */
  readonly right: Value;
}

/**
 * Summed softmax cross-entropy over very many classes: the target's log-probability is looked up by its place, where
 * a one-hot matrix of the logits' size would be made and summed over otherwise. A target of −1 counts nothing.
 * @param logits   [M, V]
 * @param targets  [M] i32
 */
export function indexedCrossEntropy(
  scope: Scope,
  { logits, targets }: { readonly logits: Value; readonly targets: Value },
): IndexedLoss {
  const { m } = scope;
  const [rows, classes] = logits.shape as [Dim, number];
  const logProbabilities = m.logSoftmax(logits); // [M, V]
  const flat = m.reshape(logProbabilities, [product([rows, classes])]); // [M·V]
  const places = m.add(m.mul(m.iota(rows), classes), m.max(targets, 0)); // [M]
  const picked = m.gather(flat, places); // [M]
  const nothing = m.scalar(0, logits.dtype);
  const isPadding = m.less(targets, 0);
  const best = m.maxOver(logProbabilities, { axes: [1] });
  const hit = m.cast(m.equal(picked, best), logits.dtype);
  return {
    loss: m.neg(m.total(m.select(isPadding, nothing, picked))),
    right: m.total(m.select(isPadding, nothing, hit)),
  };
}
