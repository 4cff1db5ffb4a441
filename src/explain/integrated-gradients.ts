import type { EmbeddedText, LogitWeights, NetworkExplainer } from "../models/index.js";
import { present } from "../shared/index.js";
import { type Quadrature, quadrature } from "./quadrature.js";
import type { AttributionOptions, Completeness } from "./types.js";

/** Numbers of points that are tried where none is given, until the error is small. */
const STEPS = [32, 64, 128] as const;

/** Error of integrated gradients, as a share of what they explain, above which more points are taken. */
export const LARGE_ERROR = 0.05;

/** From where to where, and of what. */
export interface GradientPath {
  readonly text: EmbeddedText;
  /** [T, E] the embeddings that the path begins at. */
  readonly baseline: Float32Array;
  /** The derivatives of the score at the logits. */
  readonly weights: LogitWeights;
  readonly score: (logits: readonly ArrayLike<number>[]) => number;
}

/** What integrated gradients give. */
interface Integrated {
  /** [T] */
  readonly values: Float64Array;
  readonly completeness: Completeness;
}

/**
 * Integrated gradients (Sundararajan et al. 2017, eq. 1) of a score with respect to the embeddings of a text, along the
 * straight line from a baseline: (x − x′) · ∫ ∂score ÷ ∂x dα, summed over each embedding. Where no number of points is
 * given, it is doubled twice as long as the error is large.
 */
export async function integratedGradients(
  explainer: NetworkExplainer,
  path: GradientPath,
  { steps, rule = "gauss_legendre" }: AttributionOptions,
): Promise<Integrated> {
  if (steps !== undefined) return integrate(explainer, path, quadrature(rule, steps));
  const [few, ...more] = STEPS;
  let best = await integrate(explainer, path, quadrature(rule, few));
  for (const points of more) {
    if (best.completeness.relative_error <= LARGE_ERROR) break;
    const next = await integrate(explainer, path, quadrature(rule, points));
    if (next.completeness.error < best.completeness.error) best = next;
  }
  return best;
}

async function integrate(
  explainer: NetworkExplainer,
  { text, baseline, weights, score }: GradientPath,
  { points, weights: shares }: Quadrature,
): Promise<Integrated> {
  const { rows } = text;
  const at = (point: number): EmbeddedText => ({
    ...text,
    rows: rows.map((value, index) => (baseline[index] as number) + point * (value - (baseline[index] as number))),
  });
  const results = await explainer.explain([0, 1, ...points].map(at), weights);
  const [first, last, ...between] = results;
  const { width } = explainer;
  const values = new Float64Array(rows.length / width);
  for (const [step, { gradient }] of between.entries()) {
    const share = shares[step] as number;
    for (let index = 0; index < rows.length; index++) {
      const token = Math.floor(index / width);
      const difference = (rows[index] as number) - (baseline[index] as number);
      values[token] = (values[token] as number) + share * difference * (gradient[index] as number);
    }
  }
  const whole = score(present(last, "the end of the path").logits);
  const start = score(present(first, "the start of the path").logits);
  const sum = values.reduce((total, value) => total + value, 0);
  const error = Math.abs(sum - (whole - start));
  return {
    values,
    completeness: {
      score: whole,
      baseline_score: start,
      sum,
      error,
      steps: points.length,
      relative_error: error / Math.abs(whole - start),
    },
  };
}
