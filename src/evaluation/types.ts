import type { Task } from "../labels/index.js";
import type { Metrics } from "../metrics/index.js";
import type { Diagnosis } from "./diagnosis/finding.js";
import type {
  AbstentionEvaluation,
  CalibrationEvaluation,
  ConformalEvaluation,
  HierarchicalCurveEvaluation,
  MetricInterval,
  RiskCoverageEvaluation,
} from "./trust-types.js";

/** The version of the form of `evaluation.json`. A change that breaks readers raises it. */
export const EVALUATION_VERSION = 1;

/** The scores of one label. */
export interface LabelRow {
  /** The level, for a hierarchy. */
  readonly level?: string;
  readonly label: string;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Texts that have the label. */
  readonly support: number;
  /** Of these, those that were predicted so: `right` of `support` is the label's accuracy. */
  readonly right: number;
  /** Texts that the label was predicted for. */
  readonly predicted: number;
  /** Of sets of labels: the probability that the label must reach; absent where it is never said, or the best k are. */
  readonly threshold?: number;
  /** Of sets of labels: how well its probability ranks the texts that have it above the others. */
  readonly roc_auc?: number;
  readonly average_precision?: number;
}

/** How often each label (row) was predicted as each (column). */
export interface ConfusionRows {
  readonly labels: readonly string[];
  readonly counts: readonly (readonly number[])[];
}

/** One level of a hierarchy. */
export interface LevelEvaluation {
  readonly metrics: Metrics;
  readonly best_label?: string;
  readonly worst_label?: string;
  /** Not of several paths a text. */
  readonly confusion?: ConfusionRows;
  /**
   * Below the first level, of one path a text: the texts that reach the level and whose node there is wrong, and how many
   * of these are under another parent already.
   */
  readonly errors?: { readonly count: number; readonly leaving_parent: number };
  /** Of the texts that reach the level. */
  readonly calibration?: CalibrationEvaluation;
}

/** All figures of one split. */
export interface SplitEvaluation {
  readonly count: number;
  readonly metrics: Metrics;
  /** Of a hierarchy, by level. */
  readonly levels?: Readonly<Record<string, LevelEvaluation>>;
  readonly per_label: readonly LabelRow[];
  /** The labels with the highest and the lowest F1; of a hierarchy, by level instead. */
  readonly best_label?: string;
  readonly worst_label?: string;
  /** Of one label a text. */
  readonly confusion?: ConfusionRows;
  /** By the flat name of the metric: `macro_f1`, `level2.accuracy`. Not of the training texts. */
  readonly intervals?: Readonly<Record<string, MetricInterval>>;
  readonly calibration?: CalibrationEvaluation;
  /** Where the config asks for prediction sets. */
  readonly conformal?: ConformalEvaluation;
  /** Where the config lets the model abstain. */
  readonly abstention?: AbstentionEvaluation;
  /** From the surest texts to all, at most 200 points. Not of the training texts. */
  readonly risk_coverage?: readonly RiskCoverageEvaluation[];
  /** Hierarchical precision over recall, at most 200 points. */
  readonly hierarchical_curve?: readonly HierarchicalCurveEvaluation[];
}

/** One text's prediction: a line of `predictions.jsonl`. */
export interface Prediction {
  readonly id: string;
  readonly split: string;
  readonly text: string;
  /** The label; the path, for a hierarchy; a list, for a set of labels. */
  readonly gold: string | readonly string[];
  readonly predicted: string | readonly string[];
  /** Probabilities by label; by level, then label, for a hierarchy. */
  readonly scores: Readonly<Record<string, number>> | Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Where the model may abstain: whether no answer is given; `predicted` tells what it would have been. */
  readonly abstained?: boolean;
  /** Where prediction sets are asked for: the set; of one path, the nodes down to the deepest one that is sure. */
  readonly prediction_set?: readonly string[];
}

/** Times and sizes of a run. */
export interface Timing {
  /** From the first step to the last, validation included. */
  readonly train_seconds: number;
  /** One text at a time, after warm-up, in milliseconds; `words` is the mean length of these texts. */
  readonly inference_ms?: {
    readonly p50: number;
    readonly p95: number;
    readonly texts: number;
    readonly words?: number;
  };
  /** One text of a batch of 32, in milliseconds. */
  readonly batch_ms_per_text?: number;
  /** Texts a second in batches. */
  readonly texts_per_second?: number;
}

/** What a model takes to keep and to make. */
export interface Footprint {
  /** Layers, as `pinakes summary` counts them. */
  readonly layers: number;
  /** Bytes of the saved model: all files of its folder. */
  readonly size_bytes: number;
  /** The most memory that the process held from the start of training to the end of evaluation, in MiB. */
  readonly peak_memory_mib: number;
}

/** What cross-validation found. Its pooled figures are the split `out-of-fold`. */
export interface FoldsEvaluation {
  readonly count: number;
  /** By the flat name of the metric; the folds' own are `values`. */
  readonly metrics: Readonly<
    Record<string, { readonly mean: number; readonly sd: number; readonly values: readonly number[] }>
  >;
  readonly each: readonly {
    /** Texts that were held out, and learned from. */
    readonly texts: number;
    readonly train_texts: number;
    readonly train_seconds: number;
    readonly best_epoch?: number;
  }[];
  /** What the final model took over: epochs, and the strength of a linear classifier, of a frozen encoder's head too. */
  readonly epochs?: number;
  readonly strength?: number;
}

/** A layer of the model, as `pinakes summary` tells it. */
export interface LayerRow {
  readonly name: string;
  readonly kind: string;
  /** B texts, T tokens. */
  readonly output_shape: readonly (number | string)[];
  /** Numbers in its parameters, and how many of them training moves. */
  readonly parameters: number;
  readonly trainable: number;
}

/** The contract of `evaluation.json`. */
export interface Evaluation {
  readonly schema_version: number;
  readonly task: Task;
  readonly model: string;
  /** Names by id; of a hierarchy, by level. */
  readonly labels: readonly string[] | Readonly<Record<string, readonly string[]>>;
  readonly splits: Readonly<Record<string, SplitEvaluation>>;
  /** What the run's own figures show, each with the line of the config to try next; empty where nothing was found. */
  readonly diagnosis?: readonly Diagnosis[];
  readonly timing: Timing;
  readonly parameters: { readonly total: number; readonly trainable: number };
  /** Absent in runs of former versions. */
  readonly footprint?: Footprint;
  /** From the input to the heads. Absent in runs of former versions. */
  readonly layers?: readonly LayerRow[];
  /** Of a hierarchy: the path to each leaf, names from the first level down. Absent in runs of former versions. */
  readonly taxonomy?: readonly (readonly string[])[];
  /** Where the config asks for folds. */
  readonly folds?: FoldsEvaluation;
}
