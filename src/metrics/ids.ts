import { invariant } from "../shared/index.js";

/** Label ids, one an example: 0 … L − 1; among predictions −1 where none was made. */
export type Ids = ArrayLike<number>;

/** Label ids of each example, in any order, no id twice in a set. */
export type IdSets = ArrayLike<Ids>;

/** Metrics by the snake_case names of `evaluation.json`. A metric that can't be had is absent. */
export type Metrics = Readonly<Record<string, number>>;

/** What 0 / 0 gives in every share and average: scikit-learn's default. */
export function ratio(numerator: number, denominator: number): number {
  return denominator === 0 ? 0 : numerator / denominator;
}

/** Throws an InternalError unless both have as many examples; returns how many. */
export function countExamples(gold: ArrayLike<unknown>, predicted: ArrayLike<unknown>): number {
  invariant(gold.length === predicted.length, `${gold.length} references against ${predicted.length} predictions`);
  return gold.length;
}

/** The i-th entry; throws an InternalError past the end. */
export function entry<T>(values: ArrayLike<T>, index: number): T {
  invariant(index >= 0 && index < values.length, `entry ${index} of ${values.length}`);
  return values[index] as T;
}

/** The id at a place; throws an InternalError unless it is in [lowest, labelCount). */
export function idAt(ids: Ids, index: number, { lowest, labelCount }: { lowest: number; labelCount: number }): number {
  const id = entry(ids, index);
  invariant(Number.isInteger(id) && id >= lowest && id < labelCount, `label id ${id} of ${labelCount} labels`);
  return id;
}

/** Whether a larger value of the metric of this name is better: not of a `*_loss`, `*_error`, `*_distance`, `aurc` or perplexity. */
export function isHigherBetter(metric: string): boolean {
  return !/(^|[._])(loss|error|distance|aurc|perplexity)$/.test(metric);
}
