/** The moments of a parameter, as long as it is. */
export interface Moments {
  /** Running mean of the gradient, PyTorch's `exp_avg`. */
  readonly first: Float32Array;
  /** Running mean of its square, PyTorch's `exp_avg_sq`. */
  readonly second: Float32Array;
}

/** What one step of Adam is made with; the bias corrections are folded in. */
export interface AdamStep {
  readonly beta1: number;
  readonly beta2: number;
  /** Added to the root of the uncorrected second moment. */
  readonly epsilon: number;
  /** Of the uncorrected first moment. */
  readonly stepSize: number;
  /** Decoupled decay: this share of the values is taken away. */
  readonly decoupledDecay: number;
  /** Coupled decay: this share of the values is added to the gradient. */
  readonly coupledDecay: number;
  /** What the gradient is multiplied by: the clipping coefficient. */
  readonly gradientScale: number;
}

/** A run of values: `length` of them from `start` in the parameter, from `gradientStart` in the gradient. */
export interface Span {
  readonly start: number;
  readonly gradientStart: number;
  readonly length: number;
}

/**
 * One step of Adam (Kingma & Ba 2015, Alg. 1; AdamW: Loshchilov & Hutter 2019, Alg. 2) over a run of values, in one
 * pass. With m̂ = m / c₁ and v̂ = v / c₂, η·m̂ / (√v̂ + ε) = η·√c₂ / c₁ · m / (√v + ε·√c₂): both corrections leave the loop.
 * Sums are float64; only what is stored is rounded, so the last bits differ from PyTorch's float32 sums.
 */
export function adamUpdate(
  values: Float32Array,
  { gradient, moments, span }: { gradient: Float32Array; moments: Moments; span: Span },
  step: AdamStep,
): void {
  const { first, second } = moments;
  const { beta1, beta2, epsilon, stepSize, decoupledDecay, coupledDecay, gradientScale } = step;
  const rest1 = 1 - beta1;
  const rest2 = 1 - beta2;
  const shift = span.gradientStart - span.start;
  const end = span.start + span.length;
  for (let i = span.start; i < end; i++) {
    const value = values[i] as number;
    const slope = (gradient[i + shift] as number) * gradientScale + value * coupledDecay;
    const mean = (first[i] as number) * beta1 + slope * rest1;
    const square = (second[i] as number) * beta2 + slope * slope * rest2;
    first[i] = mean;
    second[i] = square;
    values[i] = value - (value * decoupledDecay + (stepSize * mean) / (Math.sqrt(square) + epsilon));
  }
}
