/**
 * The error function to float64 rounding: 2/√π·e^(−x²)·Σ 2ⁿ x²ⁿ⁺¹/(2n+1)!!, whose terms are all of one sign
 * (Abramowitz & Stegun 1964, 7.1.6).
 */
export function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}
