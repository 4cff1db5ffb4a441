/** The scores of one of `count` texts, a part of each array [count, L]. */
export function rowOf(scores: readonly Float32Array[], row: number, count: number): Float32Array[] {
  return scores.map((values) => {
    const width = values.length / count;
    return values.subarray(row * width, (row + 1) * width);
  });
}
