import { invariant, mean } from "../shared/index.js";

/** Spearman's ρ: the correlation of the ranks, of ties the mean rank. NaN where one of the two is constant. */
export function spearman(first: ArrayLike<number>, second: ArrayLike<number>): number {
  invariant(first.length === second.length, `${first.length} values against ${second.length}`);
  return correlation(ranksOf(first), ranksOf(second));
}

/**
 * Kendall's τ-b (Kendall 1945): concordant less discordant pairs over the pairs that are tied in neither, corrected for
 * ties. NaN where one of the two is constant.
 */
export function kendall(first: ArrayLike<number>, second: ArrayLike<number>): number {
  invariant(first.length === second.length, `${first.length} values against ${second.length}`);
  let [balance, untiedFirst, untiedSecond] = [0, 0, 0];
  for (let i = 0; i < first.length; i++) {
    for (let j = 0; j < i; j++) {
      const a = Math.sign((first[i] as number) - (first[j] as number));
      const b = Math.sign((second[i] as number) - (second[j] as number));
      balance += a * b;
      untiedFirst += a * a;
      untiedSecond += b * b;
    }
  }
  return balance / Math.sqrt(untiedFirst * untiedSecond);
}

/** Ranks from 1 up, of ties their mean. */
function ranksOf(values: ArrayLike<number>): Float64Array {
  const order = Array.from(values, (_, i) => i).sort((a, b) => (values[a] as number) - (values[b] as number));
  const ranks = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end] as number] === values[order[start] as number]) end++;
    for (let at = start; at < end; at++) ranks[order[at] as number] = (start + end + 1) / 2;
    start = end;
  }
  return ranks;
}

function correlation(first: Float64Array, second: Float64Array): number {
  const [firstMean, secondMean] = [mean(first), mean(second)];
  let [product, firstSquares, secondSquares] = [0, 0, 0];
  for (let i = 0; i < first.length; i++) {
    const [a, b] = [(first[i] as number) - firstMean, (second[i] as number) - secondMean];
    product += a * b;
    firstSquares += a * a;
    secondSquares += b * b;
  }
  return product / Math.sqrt(firstSquares * secondSquares);
}
