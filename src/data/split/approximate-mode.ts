import type { Rng } from "../../shared/index.js";

/**
 * How many of `draws` rows come from each class: the mode of the multivariate hypergeometric distribution, nearly.
 * Each class gets the floor of its share; the rows left over go to the largest remainders, ties at random
 * (scikit-learn's `_approximate_mode`).
 */
export function approximateMode(classCounts: readonly number[], draws: number, rng: Rng): number[] {
  const total = classCounts.reduce((sum, size) => sum + size, 0);
  const shares = classCounts.map((size) => (size / total) * draws);
  const result = shares.map(Math.floor);
  const left = draws - result.reduce((sum, size) => sum + size, 0);
  const order = rng
    .shuffle(shares.map((share, at) => ({ at, remainder: share - Math.floor(share) })))
    .sort((a, b) => b.remainder - a.remainder);
  for (const { at } of order.slice(0, left)) result[at] = (result[at] as number) + 1;
  return result;
}
