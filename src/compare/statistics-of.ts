import { headlineSums, type Prediction } from "../evaluation/index.js";
import type { Gold, LabelSpace } from "../labels/index.js";
import type { Metrics } from "../metrics/index.js";
import { present } from "../shared/index.js";
import type { AdditiveFigures, AdditiveStatistic } from "../statistics/index.js";
import { besideColumns, sliceRows } from "./sparse-rows.js";

/** What a run said of a text, as a list of labels. */
function labelsOf(said: Prediction["gold"]): Gold {
  return typeof said === "string" ? [said] : said;
}

/**
 * The headline metrics of each run over the same texts, as sums over them. Nodes and labels have the same numbers for all
 * runs, so that what two runs say of a text can be exchanged.
 * @param runs  [runs][texts]
 */
export function runStatistics(space: LabelSpace, runs: readonly (readonly Prediction[])[]): AdditiveStatistic[] {
  const count = present(runs[0], "a run").length;
  // All runs as one split: labels that only golds or predictions have are numbered once.
  const all = runs.flat();
  const sums = headlineSums(space, {
    golds: all.map(({ gold }) => labelsOf(gold)),
    predicted: all.map(({ predicted }) => labelsOf(predicted)),
    scores: scoresOf(space, all),
  });
  return runs.map((_, run) => ({
    count,
    parts: sums.parts.map(({ contributions, metrics }) => ({
      contributions: sliceRows(contributions, run * count, (run + 1) * count),
      metrics,
    })),
  }));
}

/** Probabilities as predictions tell them, [N, L] a head; 0 of a label that a model doesn't know. */
function scoresOf(space: LabelSpace, predictions: readonly Prediction[]): Float32Array[] {
  return space.heads.map(({ name, labels }) => {
    const flat = new Float32Array(predictions.length * labels.length);
    for (const [row, { scores }] of predictions.entries()) {
      const nested = scores[name];
      const own = (typeof nested === "object" ? nested : scores) as Readonly<Record<string, number>>;
      for (const [id, label] of labels.entries()) flat[row * labels.length + id] = own[label] ?? 0;
    }
    return flat;
  });
}

/**
 * The means over seeds of the metrics over the same texts, as one statistic: a resample of texts is scored for each seed,
 * and the mean of these scores is its figure.
 */
export function meanOverSeeds(seeds: readonly AdditiveStatistic[]): AdditiveStatistic {
  const [first] = seeds as [AdditiveStatistic];
  if (seeds.length === 1) return first;
  const parts = first.parts.map((part, p): AdditiveFigures => {
    const own = seeds.map((seed) => present(seed.parts[p], "a part of a seed"));
    const width = part.contributions.columns;
    return {
      contributions: besideColumns(own.map(({ contributions }) => contributions)),
      metrics: (sums) => meanMetrics(own.map(({ metrics }, s) => metrics(sums.subarray(s * width, (s + 1) * width)))),
    };
  });
  return { count: first.count, parts };
}

function meanMetrics(all: readonly Metrics[]): Metrics {
  const [first] = all as [Metrics];
  return Object.fromEntries(
    Object.keys(first).map((name) => [name, all.reduce((sum, one) => sum + (one[name] ?? 0), 0) / all.length]),
  );
}

/** Only the parts of a statistic that have one of the metrics, and of these only the metrics wanted. */
export function onlyMetrics({ count, parts }: AdditiveStatistic, wanted: readonly string[]): AdditiveStatistic {
  const pick = (figures: Metrics): Metrics =>
    Object.fromEntries(
      wanted.filter((name) => figures[name] !== undefined).map((name) => [name, figures[name] as number]),
    );
  const having = parts.filter(({ contributions, metrics }) =>
    wanted.some((name) => metrics(new Float64Array(contributions.columns))[name] !== undefined),
  );
  return {
    count,
    parts: having.map(({ contributions, metrics }) => ({ contributions, metrics: (sums) => pick(metrics(sums)) })),
  };
}
