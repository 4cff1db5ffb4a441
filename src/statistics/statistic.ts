import { invariant, type SparseMatrix } from "../shared/index.js";

/** Figures by name. */
export type Figures = Readonly<Record<string, number>>;

/**
 * Figures of a sample that are functions of sums over its examples, in parts with sums of their own. This is how
 * accuracies, F1 scores and mean losses should be given: a resample costs one pass of additions, and leaving one example
 * out hardly anything.
 */
export interface AdditiveStatistic {
  /** Examples; they are 0 … count − 1. */
  readonly count: number;
  readonly parts: readonly AdditiveFigures[];
}

/** One part of an {@link AdditiveStatistic}. */
export interface AdditiveFigures {
  /** [N, S] what each example adds to each sum. */
  readonly contributions: SparseMatrix;
  /** The figures of the sums [S]. */
  metrics(sums: Float64Array): Figures;
}

/** Figures of a sample that need all of it at once, such as areas under curves. */
export interface WholeStatistic {
  readonly count: number;
  /**
   * The figures of a sample.
   * @param examples  its examples, with repeats; the array is used again after the call
   */
  evaluate(examples: Uint32Array): Figures;
}

/** Anything that can be resampled. */
export type Statistic = AdditiveStatistic | WholeStatistic;

/** A statistic made ready: it keeps buffers, and serves one computation at a time. */
export interface Sampler {
  readonly count: number;
  /** The figures of a sample, given by its examples with repeats. */
  evaluate(examples: Uint32Array): Figures;
  /** The figures with each example left out in turn. [count] */
  leaveOneOut(): Figures[];
}

/** Makes a statistic ready. */
export function samplerOf(statistic: Statistic): Sampler {
  return "evaluate" in statistic ? wholeSampler(statistic) : additiveSampler(statistic);
}

/** The figures of one sampler minus those of another over the same examples; those that both have. */
export function differenceOf(first: Sampler, second: Sampler): Sampler {
  const { count } = first;
  invariant(count === second.count, `${count} examples against ${second.count}`);
  return {
    count,
    evaluate: (examples) => subtract(first.evaluate(examples), second.evaluate(examples)),
    leaveOneOut: () => {
      const others = second.leaveOneOut();
      return first.leaveOneOut().map((figures, i) => subtract(figures, others[i] ?? {}));
    },
  };
}

/** Every example once. */
export function everyExample(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, i) => i);
}

/** The differences of the figures that both have. */
export function subtract(first: Figures, second: Figures): Figures {
  const differences: Record<string, number> = {};
  for (const [name, value] of Object.entries(first)) {
    const other = second[name];
    if (other !== undefined) differences[name] = value - other;
  }
  return differences;
}

/** Adds an example's row to the sums, `weight` times. */
export function addRow(sums: Float64Array, rows: SparseMatrix, { row, weight }: { row: number; weight: number }): void {
  const { indptr, indices, values } = rows;
  const end = indptr[row + 1] as number;
  for (let at = indptr[row] as number; at < end; at++) {
    const sum = indices[at] as number;
    sums[sum] = (sums[sum] as number) + weight * (values[at] as number);
  }
}

/** Adds a row of each group, as often as it counts: the inner loop of every resample. */
function addRows(
  sums: Float64Array,
  { indptr, indices, values }: SparseMatrix,
  { firsts, counts }: { firsts: readonly number[]; counts: Float64Array },
): void {
  for (let group = 0; group < firsts.length; group++) {
    const weight = counts[group] as number;
    if (weight === 0) continue;
    const row = firsts[group] as number;
    const end = indptr[row + 1] as number;
    for (let at = indptr[row] as number; at < end; at++) {
      const sum = indices[at] as number;
      sums[sum] = (sums[sum] as number) + weight * (values[at] as number);
    }
  }
}

/** A text that is equal for equal rows. */
export function rowKey({ indptr, indices, values }: SparseMatrix, row: number): string {
  const [start, end] = [indptr[row], indptr[row + 1]];
  return `${indices.subarray(start, end).join()};${values.subarray(start, end).join()}`;
}

function wholeSampler(statistic: WholeStatistic): Sampler {
  const { count } = statistic;
  return {
    count,
    evaluate: (examples) => statistic.evaluate(examples),
    leaveOneOut: () => {
      const rest = new Uint32Array(Math.max(0, count - 1));
      return Array.from({ length: count }, (_, left) => {
        for (let i = 0; i < rest.length; i++) rest[i] = i < left ? i : i + 1;
        return statistic.evaluate(rest);
      });
    },
  };
}

function additiveSampler({ count, parts }: AdditiveStatistic): Sampler {
  const weights = new Uint32Array(count);
  const grouped = parts.map(groupRows);
  return {
    count,
    evaluate: (examples) => {
      weights.fill(0);
      for (let i = 0; i < examples.length; i++) {
        const example = examples[i] as number;
        weights[example] = (weights[example] as number) + 1;
      }
      return merge(grouped.map((part) => part.metrics(part.sumOf(weights))));
    },
    leaveOneOut: () => {
      const byPart = grouped.map((part) => ({ groupOf: part.groupOf, figures: leaveGroupsOut(part) }));
      const figuresOf = (row: number) =>
        byPart.map(({ groupOf, figures }) => figures[groupOf[row] as number] as Figures);
      return Array.from({ length: count }, (_, row) => merge(figuresOf(row)));
    },
  };
}

/** A part whose equal rows are told apart no more: most examples are like some other, and count with it. */
interface GroupedPart {
  /** [N] */
  readonly groupOf: Uint32Array;
  /** One row a group. */
  readonly rows: SparseMatrix;
  /** The row in `rows` of each group. [G] */
  readonly firsts: readonly number[];
  readonly metrics: (sums: Float64Array) => Figures;
  /** The sums of a sample; the array is used again. */
  sumOf(weights: Uint32Array): Float64Array;
}

function groupRows({ contributions: rows, metrics }: AdditiveFigures): GroupedPart {
  const known = new Map<string, number>();
  const firsts: number[] = [];
  const groupOf = Uint32Array.from({ length: rows.rows }, (_, row) => {
    const key = rowKey(rows, row);
    const group = known.get(key) ?? firsts.push(row) - 1;
    known.set(key, group);
    return group;
  });
  const counts = new Float64Array(firsts.length);
  const sums = new Float64Array(rows.columns);
  const sumOf = (weights: Uint32Array): Float64Array => {
    counts.fill(0);
    for (let row = 0; row < groupOf.length; row++) {
      const group = groupOf[row] as number;
      counts[group] = (counts[group] as number) + (weights[row] as number);
    }
    sums.fill(0);
    addRows(sums, rows, { firsts, counts });
    return sums;
  };
  return { groupOf, rows, firsts, metrics, sumOf };
}

/** The figures without one example of each group. [G] */
function leaveGroupsOut({ groupOf, rows, firsts, metrics, sumOf }: GroupedPart): Figures[] {
  const sums = sumOf(new Uint32Array(groupOf.length).fill(1));
  return firsts.map((row) => {
    addRow(sums, rows, { row, weight: -1 });
    const figures = metrics(sums);
    addRow(sums, rows, { row, weight: 1 });
    return figures;
  });
}

function merge(parts: readonly Figures[]): Figures {
  return parts.length === 1 ? (parts[0] as Figures) : Object.assign({}, ...parts);
}
