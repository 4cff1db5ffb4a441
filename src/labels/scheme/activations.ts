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

/** The logistic function of each logit, as a new array. */
export function sigmoids(logits: Float32Array): Float32Array {
  return logits.map((logit) => 1 / (1 + Math.exp(-logit)));
}
