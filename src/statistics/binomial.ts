import { invariant } from "../shared/index.js";

/** The probability of at most k successes in n trials of probability p. */
export function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  if (k >= n) return 1;
  return incompleteBeta(1 - p, n - k, k + 1);
}

/**
 * The largest error rate that k errors in n are still compatible with: the p at which so few errors have probability
 * `delta` (Clopper & Pearson 1934, upper end; the "binomial tail inversion" of Geifman & El-Yaniv 2017, Lemma 3.1).
 */
export function errorRateBound(k: number, n: number, delta: number): number {
  invariant(k >= 0 && k <= n && delta > 0 && delta < 1, `${k} errors of ${n} at ${delta}`);
  if (k === n) return 1;
  let low = k / n;
  let high = 1;
  // The probability falls as p rises. Halving 60 times leaves nothing of double precision.
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (binomialCdf(k, n, middle) > delta) low = middle;
    else high = middle;
  }
  return high;
}

/** The regularised incomplete beta function I_x(a, b) by its continued fraction (Press et al. 2007, §6.4). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  if (x < (a + 1) / (a + b + 2)) return (front * betaFraction(x, a, b)) / a;
  return 1 - (front * betaFraction(1 - x, b, a)) / b;
}

const TINY = 1e-300;

/** By the modified Lentz method; converges in about √max(a, b) steps. */
function betaFraction(x: number, a: number, b: number): number {
  const away = (value: number): number => (Math.abs(value) < TINY ? TINY : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let result = d;
  for (let m = 1; m <= 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    for (const numerator of [even, odd]) {
      d = 1 / away(1 + numerator * d);
      c = away(1 + numerator / c);
      result *= c * d;
    }
    if (Math.abs(c * d - 1) < Number.EPSILON) break;
  }
  return result;
}

/** Lanczos' coefficients for g = 7 (Godfrey 2001), good to 15 digits. */
const LANCZOS = [
  ...[676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406],
  ...[12.507343278686905, -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7],
];

/** ln Γ(x) for x > 0. */
function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const base = x - 1;
  const series = LANCZOS.reduce((sum, coefficient, i) => sum + coefficient / (base + i + 1), 0.9999999999998099);
  const t = base + 7.5;
  return Math.log(2 * Math.PI) / 2 + (base + 0.5) * Math.log(t) - t + Math.log(series);
}
