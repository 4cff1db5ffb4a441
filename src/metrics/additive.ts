import { invariant, type SparseMatrix } from "../shared/index.js";
import type { Metrics } from "./ids.js";

/**
 * Metrics of a sample that are functions of sums over its examples, so that resampling needs no new evaluation: the sums
 * of a sample are its examples' rows added up.
 */
export interface AdditivePart {
  /** [N, S] what each example adds to each sum. */
  readonly contributions: SparseMatrix;
  /** The metrics of the sums. [S] */
  metrics(sums: Float64Array): Metrics;
}

/** Metrics of the same examples in parts, each with sums of its own; no name is in two of them. */
export interface AdditiveMetrics {
  /** Examples. */
  readonly count: number;
  readonly parts: readonly AdditivePart[];
}

/** Several metrics of the same examples as one. */
export function joinAdditive(all: readonly AdditiveMetrics[]): AdditiveMetrics {
  const count = all[0]?.count ?? 0;
  invariant(
    all.every((one) => one.count === count),
    "metrics of different examples",
  );
  return { count, parts: all.flatMap(({ parts }) => parts) };
}

/** The same metrics under names with a prefix. */
export function prefixAdditive(prefix: string, { count, parts }: AdditiveMetrics): AdditiveMetrics {
  const renamed = parts.map(({ contributions, metrics }) => ({
    contributions,
    metrics: (sums: Float64Array) => {
      const named: Record<string, number> = {};
      for (const [name, value] of Object.entries(metrics(sums))) named[prefix + name] = value;
      return named;
    },
  }));
  return { count, parts: renamed };
}

/** Puts a value in a sum; values put in the same sum are added. */
export type Put = (sum: number, value: number) => void;

/**
 * Contributions example by example.
 * @param write  tells the values of one example
 */
export function contributionsOf(
  shape: { readonly count: number; readonly sums: number },
  write: (example: number, put: Put) => void,
): SparseMatrix {
  const indptr = new Int32Array(shape.count + 1);
  const indices: number[] = [];
  const values: number[] = [];
  for (let example = 0; example < shape.count; example++) {
    const row = new Map<number, number>();
    write(example, (sum, value) => {
      invariant(sum >= 0 && sum < shape.sums, `sum ${sum} of ${shape.sums}`);
      row.set(sum, (row.get(sum) ?? 0) + value);
    });
    for (const [sum, value] of [...row].sort(([a], [b]) => a - b)) {
      if (value === 0) continue;
      indices.push(sum);
      values.push(value);
    }
    indptr[example + 1] = indices.length;
  }
  return {
    rows: shape.count,
    columns: shape.sums,
    indptr,
    indices: Int32Array.from(indices),
    values: Float64Array.from(values),
  };
}
