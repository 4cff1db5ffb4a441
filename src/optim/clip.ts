import type { Gradients } from "./parameter.js";

/** Keeps the coefficient finite where all gradients are zero; PyTorch's `clip_grad_norm_` adds the same. */
const NORM_EPSILON = 1e-6;

/** The Euclidean norm of all gradients taken as one vector, summed in float64. */
export function globalNorm(gradients: Gradients): number {
  let total = 0;
  for (const { data } of gradients.values()) total += sumOfSquares(data);
  return Math.sqrt(total);
}

/**
 * What all gradients are multiplied by so that their global norm is at most `maxNorm` (PyTorch's `clip_grad_norm_`).
 * @param maxNorm  0 for no clipping
 */
export function clipCoefficient(norm: number, maxNorm: number): number {
  return maxNorm === 0 ? 1 : Math.min(1, maxNorm / (norm + NORM_EPSILON));
}

/** Four sums side by side: one alone waits for each addition to end. */
function sumOfSquares(data: Float32Array): number {
  let sum0 = 0;
  let sum1 = 0;
  let sum2 = 0;
  let sum3 = 0;
  const whole = data.length - (data.length % 4);
  for (let i = 0; i < whole; i += 4) {
    const a = data[i] as number;
    const b = data[i + 1] as number;
    const c = data[i + 2] as number;
    const d = data[i + 3] as number;
    sum0 += a * a;
    sum1 += b * b;
    sum2 += c * c;
    sum3 += d * d;
  }
  for (let i = whole; i < data.length; i++) sum0 += (data[i] as number) ** 2;
  return sum0 + sum1 + (sum2 + sum3);
}
