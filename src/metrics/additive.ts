import type { Metrics } from "./ids.js";

/**
 * Metrics of a sample that are functions of sums over its examples: what an example adds can be added any number of times
 * and taken away again, so that resampling needs no new pass over all examples for each figure.
 */
export interface AdditiveMetrics {
  /** Examples; they are 0 … count − 1. */
  readonly count: number;
  /** How many sums there are. */
  readonly size: number;
  /** Adds what an example brings, `weight` times (negative to take it away). */
  add(sums: Float64Array, example: number, weight: number): void;
  /** The metrics of what was added. */
  metrics(sums: Float64Array): Metrics;
}

/** Metrics under names with a prefix. */
export interface PrefixedMetrics {
  readonly prefix: string;
  readonly part: AdditiveMetrics;
}

/** Several metrics of the same examples as one. */
export function joinAdditive(parts: readonly PrefixedMetrics[]): AdditiveMetrics {
  const placed: (PrefixedMetrics & { readonly start: number; readonly end: number })[] = [];
  let size = 0;
  for (const { prefix, part } of parts) {
    placed.push({ prefix, part, start: size, end: size + part.size });
    size += part.size;
  }
  const views = new WeakMap<Float64Array, Float64Array[]>();
  const viewsOf = (sums: Float64Array): Float64Array[] => {
    const known = views.get(sums) ?? placed.map(({ start, end }) => sums.subarray(start, end));
    views.set(sums, known);
    return known;
  };
  return {
    count: Math.max(0, ...placed.map(({ part }) => part.count)),
    size,
    add: (sums, example, weight) => {
      const own = viewsOf(sums);
      for (const [i, { part }] of placed.entries()) part.add(own[i] as Float64Array, example, weight);
    },
    metrics: (sums) => {
      const own = viewsOf(sums);
      const named = placed.flatMap(({ prefix, part }, i) =>
        Object.entries(part.metrics(own[i] as Float64Array)).map(([name, value]) => [prefix + name, value] as const),
      );
      return Object.fromEntries(named);
    },
  };
}
