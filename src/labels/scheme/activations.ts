/** The softmax of each row of logits [N, width], as a new array. A logit of −∞ has probability 0. */
export function softmaxRows(logits: Float32Array, width: number): Float32Array {
  const result = new Float32Array(logits.length);
  for (let start = 0; start < logits.length; start += width) {
    let largest = Number.NEGATIVE_INFINITY;
    for (let i = start; i < start + width; i++) largest = Math.max(largest, logits[i] as number);
    let total = 0;
    for (let i = start; i < start + width; i++) total += Math.exp((logits[i] as number) - largest);
    for (let i = start; i < start + width; i++) result[i] = Math.exp((logits[i] as number) - largest) / total;
  }
  return result;
}

/**
 * The softmax of each row of logits [N, width] within groups, as a new array: what is of one group sums to 1.
 * @param groups  the group of each place, from 0 up
 */
export function groupedSoftmaxRows(logits: Float32Array, groups: readonly number[]): Float32Array {
  const width = groups.length;
  const count = 1 + groups.reduce((largest, group) => Math.max(largest, group), -1);
  const largest = new Float64Array(count);
  const totals = new Float64Array(count);
  const exponentials = new Float64Array(width);
  const result = new Float32Array(logits.length);
  for (let start = 0; start < logits.length; start += width) {
    largest.fill(Number.NEGATIVE_INFINITY);
    totals.fill(0);
    for (let i = 0; i < width; i++) {
      const group = groups[i] as number;
      largest[group] = Math.max(largest[group] as number, logits[start + i] as number);
    }
    for (let i = 0; i < width; i++) {
      const group = groups[i] as number;
      exponentials[i] = Math.exp((logits[start + i] as number) - (largest[group] as number));
      totals[group] = (totals[group] as number) + (exponentials[i] as number);
    }
    for (let i = 0; i < width; i++) {
      result[start + i] = (exponentials[i] as number) / (totals[groups[i] as number] as number);
    }
  }
  return result;
}

/** The logistic function of each logit, as a new array. */
export function sigmoids(logits: Float32Array): Float32Array {
  return logits.map((logit) => 1 / (1 + Math.exp(-logit)));
}
