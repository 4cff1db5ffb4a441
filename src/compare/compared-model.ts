import { flatMetrics } from "../evaluation/index.js";
import { type Spread, spreadOf } from "../statistics/index.js";
import type { MeasuredRun } from "./read-run.js";
import type { ComparedModel, FigureInterval, InferenceTimes } from "./types.js";

/** What the figures of a model are of. */
export interface ModelInput {
  readonly name: string;
  readonly path: string;
  /** One a seed. */
  readonly runs: readonly MeasuredRun[];
  readonly split: string;
  readonly metric: string;
  readonly intervals: Readonly<Record<string, FigureInterval>>;
}

/** The runs of a model as one: figures are means and spreads over its seeds, sizes are the largest. */
export function comparedModel({ name, path, runs, split, metric, intervals }: ModelInput): ComparedModel {
  const [first] = runs as [MeasuredRun];
  const of = (pick: (run: MeasuredRun) => number | undefined): Spread | undefined => {
    const values = runs.map(pick).filter((value) => value !== undefined);
    return values.length === runs.length ? spreadOf(values) : undefined;
  };
  const largest = (pick: (run: MeasuredRun) => number | undefined): number | undefined => {
    const values = runs.map(pick).filter((value) => value !== undefined);
    return values.length === 0 ? undefined : Math.max(...values);
  };
  const gap = of((run) => gapOf(run, split, metric));
  const bestEpoch = of(({ bestEpoch: own }) => own);
  const epochs = of(({ curve }) => curve.at(-1)?.epoch);
  const layers = largest(({ evaluation }) => evaluation.footprint?.layers);
  const memory = largest(({ evaluation }) => evaluation.footprint?.peak_memory_mib);
  const trainTexts = first.split?.train?.length;
  return {
    name,
    run: path,
    model: first.evaluation.model,
    seeds: runs.map(({ seed }) => seed),
    metrics: metricsOf(runs),
    intervals,
    ...(gap ? { gap } : {}),
    ...(trainTexts === undefined ? {} : { train_texts: trainTexts }),
    ...(bestEpoch ? { best_epoch: bestEpoch } : {}),
    ...(epochs ? { epochs } : {}),
    train_seconds: spreadOf(runs.map(({ evaluation }) => evaluation.timing.train_seconds)),
    inference_ms: inferenceOf(runs),
    parameters: first.evaluation.parameters.total,
    trainable: first.evaluation.parameters.trainable,
    ...(layers === undefined ? {} : { layers }),
    size_bytes: Math.max(...runs.map(({ sizeBytes }) => sizeBytes)),
    ...(memory === undefined ? {} : { peak_memory_mib: memory }),
    curves: runs.map(({ curve }) => curve).filter((curve) => curve.length > 0),
  };
}

/** The splits and metrics that all seeds have. */
function metricsOf(runs: readonly MeasuredRun[]): ComparedModel["metrics"] {
  const all = runs.map(({ evaluation }) =>
    Object.fromEntries(Object.entries(evaluation.splits).map(([split, own]) => [split, flatMetrics(own)])),
  );
  const [first = {}] = all;
  return Object.fromEntries(
    Object.entries(first)
      .filter(([split]) => all.every((one) => one[split]))
      .map(([split, metrics]) => {
        const names = Object.keys(metrics).filter((name) => all.every((one) => one[split]?.[name] !== undefined));
        return [
          split,
          Object.fromEntries(names.map((name) => [name, spreadOf(all.map((one) => one[split]?.[name] ?? 0))])),
        ];
      }),
  );
}

function gapOf({ evaluation: { splits } }: MeasuredRun, split: string, metric: string): number | undefined {
  const [learned, held] = ["train", split].map((name) => splits[name] && flatMetrics(splits[name])[metric]);
  return learned === undefined || held === undefined ? undefined : learned - held;
}

function inferenceOf(runs: readonly MeasuredRun[]): InferenceTimes {
  const mean = (pick: (run: MeasuredRun) => number | undefined): number | undefined => {
    const values = runs.map(pick).filter((value) => value !== undefined);
    return values.length === 0 ? undefined : spreadOf(values).mean;
  };
  const times = {
    p50: mean(({ evaluation }) => evaluation.timing.inference_ms?.p50),
    p95: mean(({ evaluation }) => evaluation.timing.inference_ms?.p95),
    words: mean(({ evaluation }) => evaluation.timing.inference_ms?.words),
    batch: mean(({ evaluation }) => evaluation.timing.batch_ms_per_text),
  };
  return Object.fromEntries(Object.entries(times).filter(([, value]) => value !== undefined));
}
