/** Rules for the integral over the path from a baseline to a text. */
export const QUADRATURE_RULES = ["gauss_legendre", "midpoint"] as const;

/** gauss_legendre: exact for polynomials of degree 2·steps − 1; midpoint: the Riemann sum over the middles of equal parts. */
export type QuadratureRule = (typeof QUADRATURE_RULES)[number];

/** Points in (0, 1), and weights that sum to 1. */
export interface Quadrature {
  readonly points: readonly number[];
  readonly weights: readonly number[];
}

/** The points of a rule. */
export function quadrature(rule: QuadratureRule, steps: number): Quadrature {
  if (rule === "midpoint") {
    const points = Array.from({ length: steps }, (_, i) => (i + 0.5) / steps);
    return { points, weights: points.map(() => 1 / steps) };
  }
  return gaussLegendre(steps);
}

/** Newton's method on Legendre's polynomial, from Tricomi's estimate of its roots (Press et al. 2007, §4.6). */
function gaussLegendre(steps: number): Quadrature {
  const points: number[] = [];
  const weights: number[] = [];
  for (let i = 0; i < steps; i++) {
    let x = -Math.cos((Math.PI * (i + 0.75)) / (steps + 0.5));
    let { value, slope } = legendre(steps, x);
    // The estimate is right to a few digits, and each step doubles them.
    for (let round = 0; round < 10 && Math.abs(value / slope) > 1e-15; round++) {
      x -= value / slope;
      ({ value, slope } = legendre(steps, x));
    }
    points.push((x + 1) / 2);
    weights.push(1 / ((1 - x * x) * slope * slope));
  }
  return { points, weights };
}

/** Legendre's polynomial of a degree and its derivative, by the recurrence of three terms. */
function legendre(degree: number, x: number): { value: number; slope: number } {
  let [before, value] = [1, x];
  for (let n = 2; n <= degree; n++) [before, value] = [value, ((2 * n - 1) * x * value - (n - 1) * before) / n];
  if (degree === 0) [before, value] = [0, 1];
  return { value, slope: (degree * (x * value - before)) / (x * x - 1) };
}
