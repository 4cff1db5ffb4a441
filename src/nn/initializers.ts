import type { Rng } from "../shared/index.js";

/** Fills a new parameter. */
export type Initializer = (data: Float32Array, rng: Rng) => void;

/** Every element the same. */
export function constantInit(value: number): Initializer {
  return (data) => {
    data.fill(value);
  };
}

/** The values given. */
export function givenInit(values: readonly number[]): Initializer {
  return (data) => {
    data.set(values);
  };
}

/** Uniform in [−bound, bound). */
export function uniformInit(bound: number): Initializer {
  return (data, rng) => {
    for (let i = 0; i < data.length; i++) data[i] = bound * (2 * rng.uniform() - 1);
  };
}

/** Normal with mean 0. */
export function normalInit(deviation: number): Initializer {
  return (data, rng) => {
    for (let i = 0; i < data.length; i++) data[i] = deviation * rng.normal();
  };
}

/** PyTorch's default of a linear layer: uniform within 1/√fanIn (He et al. 2015 with a = √5). */
export function linearInit(fanIn: number): Initializer {
  return uniformInit(1 / Math.sqrt(fanIn));
}

/**
 * Bias of an LSTM's four gates, each of `hiddenSize`, in PyTorch's order (input, forget, candidate, output): zero, and 1
 * for the forget gate, so that memory lasts at the start (Jozefowicz et al. 2015, §3.1).
 */
export function forgetBiasInit(hiddenSize: number): Initializer {
  return (data) => {
    data.fill(0);
    data.fill(1, hiddenSize, 2 * hiddenSize);
  };
}
