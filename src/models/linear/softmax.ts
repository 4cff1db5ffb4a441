import { argMax } from "../../labels/index.js";

/** The place of the largest score of each row [N, width]; the first of equal ones. */
export function argmaxRows(scores: Float64Array, width: number): Int32Array {
  return Int32Array.from({ length: scores.length / width }, (_, row) =>
    argMax(scores.subarray(row * width, (row + 1) * width)),
  );
}

const LOWEST = Math.log(1e-3);
const HIGHEST = Math.log(1e3);
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * The temperature whose softmax(decisions / T) has the lowest mean negative log-likelihood (Guo et al. 2017, §4.2), by
 * golden-section search over ln T, in which the likelihood has one minimum. Rows with a target below 0 or whose class
 * has no finite decision value don't count; 1 where none is left.
 */
export function fitTemperature(decisions: Float64Array, targets: Int32Array, width: number): number {
  const rows = [...targets.keys()].filter(
    (row) => (targets[row] as number) >= 0 && Number.isFinite(decisions[row * width + (targets[row] as number)]),
  );
  if (rows.length === 0) return 1;
  const loss = (logT: number): number => {
    let sum = 0;
    for (const row of rows) {
      const scores = decisions.subarray(row * width, (row + 1) * width);
      const target = scores[targets[row] as number] as number;
      let powers = 0;
      let largest = Number.NEGATIVE_INFINITY;
      for (const score of scores) largest = Math.max(largest, score);
      for (const score of scores) powers += Math.exp((score - largest) / Math.exp(logT));
      sum += Math.log(powers) + (largest - target) / Math.exp(logT);
    }
    return sum / rows.length;
  };
  return Math.exp(goldenSection(loss, LOWEST, HIGHEST));
}

/** Where a function with one minimum between two places has it, to 1e-4 (Kiefer 1953). */
function goldenSection(f: (x: number) => number, from: number, to: number): number {
  let low = from;
  let high = to;
  let a = high - GOLDEN * (high - low);
  let b = low + GOLDEN * (high - low);
  let fa = f(a);
  let fb = f(b);
  while (high - low > 1e-4) {
    if (fa <= fb) {
      high = b;
      [b, fb] = [a, fa];
      a = high - GOLDEN * (high - low);
      fa = f(a);
    } else {
      low = a;
      [a, fa] = [b, fb];
      b = low + GOLDEN * (high - low);
      fb = f(b);
    }
  }
  return (low + high) / 2;
}
