import type { Prediction } from "../evaluation/index.js";
import { PinakesError, present, Rng } from "../shared/index.js";
import { type AdditiveStatistic, bootstrapIntervals } from "../statistics/index.js";
import { agreementOf } from "./agreement.js";
import { comparedModel } from "./compared-model.js";
import { compressionTable, paretoFronts } from "./costs.js";
import { answerForm, decidingMetric, headlineMetrics } from "./headline.js";
import { learningPoint, type SharedRun } from "./learning-curve.js";
import { shortNames } from "./names.js";
import { notesOf } from "./notes.js";
import { type TestedModel, testPairs } from "./pairs.js";
import { type MeasuredRun, readRuns } from "./read-run.js";
import type { RunToCompare } from "./run-to-compare.js";
import { sameTexts } from "./same-texts.js";
import { sharedSpace } from "./shared-space.js";
import { meanOverSeeds, onlyMetrics, runStatistics } from "./statistics-of.js";
import {
  COMPARISON_VERSION,
  type Comparison,
  type FigureInterval,
  type LearningCurve,
  type LearningPoint,
} from "./types.js";
import { verdictOf } from "./verdict.js";

/** How runs are compared. */
export interface CompareOptions {
  /** Which predictions: test, or validation where a run has none of test texts. */
  readonly split?: string;
  /** Another labelled file, which every model is measured on. */
  readonly data?: string;
  /** The metric that decides: accuracy, `micro_f1` of sets of labels, `hierarchical_f1` of paths. */
  readonly metric?: string;
  /** The name or path of the model that costs are held against. */
  readonly baseline?: string;
  /** Resamples of the bootstrap, and exchanges of the permutation test. Default 1000. */
  readonly resamples?: number;
  /** How often intervals should hold the true value. Default 0.95. */
  readonly confidence?: number;
  /** Default 42. */
  readonly seed?: number;
  /** Runs of shares of the training texts, see `planLearningCurve`. */
  readonly learning?: readonly SharedRun[];
}

const DEFAULT_RESAMPLES = 1000;
const DEFAULT_CONFIDENCE = 0.95;
const DEFAULT_SEED = 42;

/** One model with its runs. */
interface OpenedModel {
  readonly name: string;
  readonly path: string;
  readonly runs: readonly MeasuredRun[];
}

/**
 * Puts trained models side by side: what they reach on the same texts, what they cost, and whether their differences are
 * more than chance.
 * @throws PinakesError RUN_NOT_FOUND; COMPARE_SPLIT where they were not measured on the same texts; CLI_USAGE for a
 * metric or a baseline that there isn't
 */
export async function compareRuns(runs: readonly RunToCompare[], options: CompareOptions = {}): Promise<Comparison> {
  if (runs.length === 0) throw nothingToCompare();
  const { resamples = DEFAULT_RESAMPLES, confidence = DEFAULT_CONFIDENCE, seed = DEFAULT_SEED } = options;
  const { data, learning = [] } = options;
  const models = await openModels(runs, data);
  const all = models.flatMap((model) => model.runs);
  const { split, rows } = sameTexts(all, options.split);
  const owners = models.flatMap((model) => model.runs.map(() => model.name));
  const space = sharedSpace(
    all.map((run) => run.space),
    owners,
  );
  const statistics = runStatistics(space, rows);
  const { task } = space;
  const metric = options.metric ?? decidingMetric(task);
  const headline = headlineMetrics(task, knownMetrics(statistics), metric);
  if (!headline.includes(metric)) throw unknownMetric(metric, knownMetrics(statistics));
  const form = answerForm(space);
  const tested = testedModels(models, { rows, statistics, headline });
  const rng = Rng.fromSeed(seed).split("compare");
  const compared = models.map(({ name, path, runs: own }, at) => {
    const { statistic } = present(tested[at], "a tested model");
    const intervals = bootstrapIntervals(statistic, { rng: rng.split("interval", name), resamples, confidence });
    return comparedModel({ name, path, runs: own, split, metric, intervals: ends(intervals) });
  });
  const pairOptions = { metrics: headline, form, rng, resamples, permutations: resamples, confidence };
  const pairs = testPairs(tested, pairOptions);
  const weighed = { split, metric };
  const baseline = options.baseline && (models.find(({ path }) => path === options.baseline)?.name ?? options.baseline);
  return {
    schema_version: COMPARISON_VERSION,
    task,
    split,
    texts: rows[0]?.length ?? 0,
    metric,
    headline,
    models: compared,
    pairs,
    agreement: agreementOf(
      tested.map(({ seeds }) => seeds),
      form,
    ),
    pareto: paretoFronts(compared, weighed),
    ...(baseline ? { baseline, compression: compressionTable(compared, baseline, weighed) } : {}),
    ...(learning.length > 0
      ? {
          learning_curves: await learningCurves(learning, {
            reference: present(all[0], "a run"),
            split,
            headline,
            data,
          }),
        }
      : {}),
    verdict: verdictOf({ models: compared, pairs, ...weighed }),
    notes: notesOf(models, split),
    statistics: { resamples, permutations: resamples, confidence, seeds: seedsNote(models) },
  };
}

async function openModels(runs: readonly RunToCompare[], data: string | undefined): Promise<OpenedModel[]> {
  const short = shortNames(runs.map(({ run }) => run));
  const models: OpenedModel[] = [];
  for (const [at, { run, name }] of runs.entries()) {
    models.push({ name: name ?? present(short[at], "a name"), path: run, runs: await readRuns(run, data) });
  }
  return models;
}

interface LearningInput {
  /** A run of the comparison, whose texts the others must be measured on. */
  readonly reference: MeasuredRun;
  readonly split: string;
  readonly headline: readonly string[];
  readonly data?: string | undefined;
}

async function learningCurves(
  shared: readonly SharedRun[],
  { reference, split, headline, data }: LearningInput,
): Promise<LearningCurve[]> {
  const curves = new Map<string, LearningPoint[]>();
  for (const { name, share, run } of shared) {
    const runs = await readRuns(run, data);
    sameTexts([reference, ...runs], split);
    curves.set(name, [...(curves.get(name) ?? []), learningPoint(share, runs, { split, headline })]);
  }
  return [...curves].map(([name, points]) => ({ name, points }));
}

interface Measured {
  /** [runs][texts] */
  readonly rows: readonly (readonly Prediction[])[];
  /** [runs] */
  readonly statistics: readonly AdditiveStatistic[];
  readonly headline: readonly string[];
}

/** The runs of each model out of those of all, in order. */
function testedModels(models: readonly OpenedModel[], { rows, statistics, headline }: Measured): TestedModel[] {
  let at = 0;
  return models.map(({ name, runs }) => {
    const [from, to] = [at, at + runs.length];
    at = to;
    const seeds = statistics.slice(from, to).map((statistic) => onlyMetrics(statistic, headline));
    return { name, seeds: rows.slice(from, to), statistic: meanOverSeeds(seeds) };
  });
}

function knownMetrics(statistics: readonly AdditiveStatistic[]): string[] {
  const parts = statistics[0]?.parts ?? [];
  return parts.flatMap(({ contributions, metrics }) => Object.keys(metrics(new Float64Array(contributions.columns))));
}

function ends(intervals: ReturnType<typeof bootstrapIntervals>): Record<string, FigureInterval> {
  return Object.fromEntries(Object.entries(intervals).map(([name, { lower, upper }]) => [name, { lower, upper }]));
}

function seedsNote(models: readonly OpenedModel[]): string {
  if (models.every(({ runs }) => runs.length === 1)) return "One seed a model: the tests are over the texts.";
  return "The tests are over the texts, of the mean over a model's seeds; ± beside a figure is the standard deviation over its seeds.";
}

function nothingToCompare(): PinakesError {
  return new PinakesError("CLI_USAGE", {
    where: "compare",
    message: "there is nothing to compare.",
    fix: "name two run directories, or a config with several models.",
  });
}

function unknownMetric(metric: string, known: readonly string[]): PinakesError {
  return new PinakesError("CLI_USAGE", {
    where: `--metric ${metric}`,
    message: "the models have no such metric that can be tested.",
    fix: `use one of ${known.join(", ")}.`,
  });
}
