import type { ParameterValues } from "../models/index.js";
import type { ParameterSpec } from "../nn/index.js";
import type { Rng } from "../shared/index.js";

/** New parameters, each from a stream of its own, so that a further layer does not change the others. */
export function initializeParameters(specs: readonly ParameterSpec[], rng: Rng): Map<string, Float32Array> {
  const values = new Map<string, Float32Array>();
  for (const spec of specs) {
    const data = new Float32Array(spec.shape.reduce((size, dim) => size * dim, 1));
    spec.initialize(data, rng.split(spec.name));
    values.set(spec.name, data);
  }
  return values;
}

/** Numbers in all parameters together. */
export function countParameters(values: ParameterValues): number {
  return [...values.values()].reduce((total, data) => total + data.length, 0);
}
