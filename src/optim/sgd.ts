import type { Span } from "./adam.js";

/** What one step of SGD is made with. */
export interface SgdStep {
  readonly learningRate: number;
  readonly momentum: number;
  /** This share of the values is added to the gradient. */
  readonly weightDecay: number;
  /** What the gradient is multiplied by: the clipping coefficient. */
  readonly gradientScale: number;
}

/**
 * One step of SGD with momentum in PyTorch's form over a run of values: buffer ← μ·buffer + gradient, value ← value −
 * η·buffer. (Sutskever et al. 2013 have η inside the buffer; the two differ when η changes.)
 */
export function sgdUpdate(
  values: Float32Array,
  { gradient, buffer, span }: { gradient: Float32Array; buffer: Float32Array; span: Span },
  step: SgdStep,
): void {
  const { learningRate, momentum, weightDecay, gradientScale } = step;
  const shift = span.gradientStart - span.start;
  const end = span.start + span.length;
  for (let i = span.start; i < end; i++) {
    const value = values[i] as number;
    const slope = (gradient[i + shift] as number) * gradientScale + value * weightDecay;
    const speed = (buffer[i] as number) * momentum + slope;
    buffer[i] = speed;
    values[i] = value - learningRate * speed;
  }
}
