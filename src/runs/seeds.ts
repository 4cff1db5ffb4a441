import { EVALUATION_VERSION, type Evaluation, flatMetrics } from "../evaluation/index.js";
import { type Spread, spreadOf } from "../statistics/index.js";
import type { RunDirectory } from "./directory/run-directory.js";

/** The outer `evaluation.json` of a run with several seeds. */
export interface SeedSummary {
  readonly schema_version: number;
  readonly task: Evaluation["task"];
  readonly model: string;
  readonly seeds: readonly number[];
  /** By split, then metric; those of levels as `level2.macro_f1`. */
  readonly splits: Readonly<
    Record<string, { readonly count: number; readonly metrics: Readonly<Record<string, Spread>> }>
  >;
  readonly timing: { readonly train_seconds: Spread };
  readonly parameters: Evaluation["parameters"];
}

/** What a run came to: the evaluation of its seed, or the summary of several. @throws PinakesError RUN_NOT_FOUND */
export async function readOutcome(directory: RunDirectory): Promise<Evaluation | SeedSummary> {
  return (await directory.readEvaluation()) as Evaluation | SeedSummary;
}

/** Puts the evaluations of several seeds together. */
export function summarizeSeeds(seeds: readonly number[], evaluations: readonly Evaluation[]): SeedSummary {
  const [first] = evaluations as [Evaluation];
  const splits = Object.entries(first.splits).map(([name, split]) => {
    const all = evaluations.map((evaluation) => flatMetrics(evaluation.splits[name] ?? split));
    const metrics = Object.keys(flatMetrics(split)).map((metric) => [
      metric,
      spreadOf(all.map((values) => values[metric] as number)),
    ]);
    return [name, { count: split.count, metrics: Object.fromEntries(metrics) }] as const;
  });
  return {
    schema_version: EVALUATION_VERSION,
    task: first.task,
    model: first.model,
    seeds,
    splits: Object.fromEntries(splits),
    timing: { train_seconds: spreadOf(evaluations.map((evaluation) => evaluation.timing.train_seconds)) },
    parameters: first.parameters,
  };
}
