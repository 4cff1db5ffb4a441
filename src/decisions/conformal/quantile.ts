import { invariant } from "../../shared/index.js";

/**
 * The ⌈(n + 1)(1 − α)⌉-th smallest of n scores: a new score, exchangeable with these, is at most this with probability
 * ≥ 1 − α (Vovk et al. 2005; Angelopoulos & Bates 2023, §1). Infinity where there are too few scores for the promise:
 * fewer than 1/α − 1.
 */
export function conformalQuantile(scores: ArrayLike<number>, alpha: number): number {
  invariant(alpha > 0 && alpha < 1, `an error rate of ${alpha}`);
  const ordered = Float64Array.from(scores).sort();
  // Of 1 − 0.9 = 0.0999…98 the product may lie a rounding above a whole number.
  const rank = Math.ceil((ordered.length + 1) * (1 - alpha) - 1e-9);
  return rank > ordered.length ? Number.POSITIVE_INFINITY : (ordered[Math.max(0, rank - 1)] as number);
}

/** As JSON has it, which knows no Infinity. */
export function toNullable(quantile: number): number | null {
  return Number.isFinite(quantile) ? quantile : null;
}

/** The largest nonconformity score that is let in: everything where it is null. */
export function fromNullable(quantile: number | null): number {
  return quantile ?? Number.POSITIVE_INFINITY;
}
