import type { EmbeddedText, LogitWeights, NetworkExplainer } from "../models/index.js";
import { present } from "../shared/index.js";
import { quadrature } from "./quadrature.js";
import type { AttributionOptions, Completeness } from "./types.js";

/** Points of the path where nothing else is said. */
const STEPS = 32;

/** From where to where, and of what. */
export interface GradientPath {
  readonly text: EmbeddedText;
  /** [T, E] the embeddings that the path begins at. */
  readonly baseline: Float32Array;
  /** The derivatives of the score at the logits. */
  readonly weights: LogitWeights;
  readonly score: (logits: readonly ArrayLike<number>[]) => number;
}

/**
 * Integrated gradients (Sundararajan et al. 2017, eq. 1) of a score with respect to the embeddings of a text, along the
 * straight line from a baseline: (x − x′) · ∫ ∂score ÷ ∂x dα, summed over each embedding.
 * @returns values [T]
 */
export async function integratedGradients(
  explainer: NetworkExplainer,
  { text, baseline, weights, score }: GradientPath,
  { steps = STEPS, rule = "gauss_legendre" }: AttributionOptions,
): Promise<{ readonly values: Float64Array; readonly completeness: Completeness }> {
  const { rows } = text;
  const { points, weights: shares } = quadrature(rule, steps);
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
      relative_error: error / Math.abs(whole - start),
    },
  };
}
