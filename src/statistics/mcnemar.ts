import { invariant } from "../shared/index.js";
import { binomialCdf } from "./binomial.js";
import { erfc } from "./normal.js";

/** Where two models over the same examples differ. */
export interface Discordance {
  /** Examples that only the first has right. */
  readonly onlyFirst: number;
  /** Examples that only the second has right. */
  readonly onlySecond: number;
}

/** McNemar's test of equal error rates. */
export interface McnemarResult extends Discordance {
  /** Two-sided, by the binomial distribution; right for any number of examples. */
  readonly exact_p: number;
  /** With Edwards' correction for continuity: χ² with one degree of freedom, and its p; for 25 differing examples or more. */
  readonly chi_square: number;
  readonly corrected_p: number;
}

/** Counts the examples that exactly one of the two has right. */
export function discordance(first: ArrayLike<number | boolean>, second: ArrayLike<number | boolean>): Discordance {
  invariant(first.length === second.length, `${first.length} examples against ${second.length}`);
  let onlyFirst = 0;
  let onlySecond = 0;
  for (let i = 0; i < first.length; i++) {
    if (first[i] && !second[i]) onlyFirst++;
    if (!first[i] && second[i]) onlySecond++;
  }
  return { onlyFirst, onlySecond };
}

/** McNemar's test (1947), exact and with Edwards' correction (1948). Without differing examples every p is 1. */
export function mcnemar({ onlyFirst, onlySecond }: Discordance): McnemarResult {
  const differing = onlyFirst + onlySecond;
  const least = Math.min(onlyFirst, onlySecond);
  const distance = Math.max(0, Math.abs(onlyFirst - onlySecond) - 1);
  const chiSquare = differing === 0 ? 0 : distance ** 2 / differing;
  return {
    onlyFirst,
    onlySecond,
    exact_p: Math.min(1, 2 * binomialCdf(least, differing, 0.5)),
    chi_square: chiSquare,
    corrected_p: erfc(Math.sqrt(chiSquare / 2)),
  };
}
