import type { Metrics } from "../metrics/index.js";
import type { Spread } from "../statistics/index.js";

/** The version of the form of a {@link Comparison}. */
export const COMPARISON_VERSION = 1;

/** A figure over the seeds of a model: its mean, their standard deviation (0 of one seed), and each seed's. */
export type Figure = Spread;

/** Where a figure of a model probably lies: bootstrap over the texts. */
export interface FigureInterval {
  readonly lower: number;
  readonly upper: number;
}

/** One epoch of one seed, as the curves need it. */
export interface CurvePoint {
  readonly epoch: number;
  /** Steps of the optimizer, and seconds of training, since the start. */
  readonly step: number;
  readonly seconds: number;
  readonly train: Metrics;
  readonly validation: Metrics;
}

/** What one prediction costs, in milliseconds. */
export interface InferenceTimes {
  /** One text at a time: median and 95th percentile, the means over seeds. */
  readonly p50?: number;
  readonly p95?: number;
  /** The mean length of the timed texts, in words. */
  readonly words?: number;
  /** A text of a batch of 32. */
  readonly batch?: number;
}

/** One model of a comparison: a run, or the runs of several seeds as one. */
export interface ComparedModel {
  /** Short, and of this model alone. */
  readonly name: string;
  /** The run directory. */
  readonly run: string;
  /** `model.type` of its config. */
  readonly model: string;
  readonly seeds: readonly number[];
  /** By split, then by the flat name of the metric (`level2.macro_f1`). */
  readonly metrics: Readonly<Record<string, Readonly<Record<string, Figure>>>>;
  /** Of the headline metrics on the compared split. */
  readonly intervals: Readonly<Record<string, FigureInterval>>;
  /** The deciding metric on the training texts less that on the compared split. */
  readonly gap?: Figure;
  /** Texts that it was trained on, where the run tells. */
  readonly train_texts?: number;
  /** The epoch that was taken, and the epochs that were made; of models that are trained in epochs. */
  readonly best_epoch?: Figure;
  readonly epochs?: Figure;
  readonly train_seconds: Figure;
  readonly inference_ms: InferenceTimes;
  readonly parameters: number;
  readonly trainable: number;
  readonly layers?: number;
  readonly size_bytes: number;
  readonly peak_memory_mib?: number;
  /** A list a seed; empty of models without epochs. */
  readonly curves: readonly (readonly CurvePoint[])[];
}

/** Tests of whether two models differ. */
export type PairTest = "mcnemar" | "permutation" | "bootstrap";

/** What a metric says of two models. */
export interface MetricDifference {
  /** First minus second. */
  readonly difference: number;
  /** Of the difference: paired bootstrap over the texts. */
  readonly lower: number;
  readonly upper: number;
  /** Two-sided p of each test that can be made. */
  readonly p: Readonly<Partial<Record<PairTest, number>>>;
  /** The test that decides, and its p corrected for the number of pairs (Holm 1979). */
  readonly test: PairTest;
  readonly adjusted_p: number;
}

/** Two models over the same texts. */
export interface ModelPair {
  /** Names. */
  readonly first: string;
  readonly second: string;
  /** By metric. */
  readonly metrics: Readonly<Record<string, MetricDifference>>;
  /** Of exactly right answers, of one seed each: what McNemar's test counts. */
  readonly only_first_right?: number;
  readonly only_second_right?: number;
}

/** How much models agree, in the order of the models. A model with itself: its seeds with each other. */
export interface Agreement {
  /** [M, M] the share of texts with the same answer. */
  readonly equal: readonly (readonly number[])[];
  /** [M, M] Cohen's κ of the answers, a whole set or path counting as one. */
  readonly kappa: readonly (readonly number[])[];
}

/** What a model costs, as {@link ParetoFront} and {@link CompressionRow} weigh it. */
export type Cost = "parameters" | "size_bytes" | "latency_ms" | "train_seconds";

/** The models that no other beats in quality and in a cost. */
export interface ParetoFront {
  readonly cost: Cost;
  /** Names, from the cheapest. */
  readonly front: readonly string[];
}

/** A cost of a model against the baseline's. */
export interface Saving {
  /** The baseline's ÷ the model's: 4 where it is a quarter. */
  readonly ratio: number;
  /** In percent of the baseline's; below 0 where it is more. */
  readonly reduction: number;
}

/** A model against the baseline. */
export interface CompressionRow {
  readonly name: string;
  readonly costs: Readonly<Partial<Record<Cost, Saving>>>;
  /** The deciding metric: the model's less the baseline's, and the share of the baseline's that is kept. */
  readonly difference: number;
  readonly kept: number;
}

/** A model trained on shares of its training texts. */
export interface LearningCurve {
  readonly name: string;
  readonly points: readonly LearningPoint[];
}

/** A point of a learning curve: the headline metrics on the compared split. */
export interface LearningPoint {
  /** In (0, 1]. */
  readonly share: number;
  readonly train_texts: number;
  readonly metrics: Readonly<Record<string, Figure>>;
}

/** How the statistics were made. */
export interface StatisticsNote {
  readonly resamples: number;
  readonly permutations: number;
  readonly confidence: number;
  /** Of the seeds, in words: what a resample holds. */
  readonly seeds: string;
}

/** Models side by side over the same texts: what every form of output shows. */
export interface Comparison {
  readonly schema_version: number;
  readonly task: string;
  /** The split that is compared, and its texts. */
  readonly split: string;
  readonly texts: number;
  /** The metric that decides, and all that are tested. */
  readonly metric: string;
  readonly headline: readonly string[];
  readonly models: readonly ComparedModel[];
  readonly pairs: readonly ModelPair[];
  readonly agreement: Agreement;
  readonly pareto: readonly ParetoFront[];
  readonly baseline?: string;
  readonly compression?: readonly CompressionRow[];
  readonly learning_curves?: readonly LearningCurve[];
  /** In plain sentences: who is best by the deciding metric, and how sure that is. */
  readonly verdict: readonly string[];
  /** What a reader has to know: other training texts, other machines, missing figures. */
  readonly notes: readonly string[];
  readonly statistics: StatisticsNote;
}
