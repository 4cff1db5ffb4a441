/** A metric's confidence interval: bootstrap over the texts of the split. */
export interface MetricInterval {
  readonly low: number;
  readonly high: number;
  /** How often such an interval should hold the true value: 0.95. */
  readonly level: number;
  readonly method: "bca" | "percentile";
}

/** Decisions of about the same confidence: a point of the reliability curve. */
export interface CalibrationBin {
  /** Confidences in (from, to]; the first bin holds its lower end too. */
  readonly from: number;
  readonly to: number;
  /** Mean confidence, and the share of decisions that came true; 0 of an empty bin. */
  readonly confidence: number;
  readonly accuracy: number;
  readonly count: number;
}

/**
 * How far probabilities can be believed. What is a decision depends on the task: of one label a text, its most probable
 * label; of sets, each label of each text; of a path, the deepest node that is answered (a level's own decisions stand
 * there).
 */
export interface CalibrationFigures {
  /** Expected calibration error: the mean distance of confidence from accuracy, over 15 bins of equal width, in [0, 1]. */
  readonly ece: number;
  /**
   * Mean squared distance of probabilities from what is true: of one label a text and of a level summed over the labels
   * (0 to 2), of sets and of paths the mean over decisions (0 to 1).
   */
  readonly brier: number;
  /** All of equal width, the empty ones too. */
  readonly bins: readonly CalibrationBin[];
}

/** The figures of the probabilities as they are told, and as the model gave them where calibration changed them. */
export interface CalibrationEvaluation extends CalibrationFigures {
  readonly before?: CalibrationFigures;
}

/** What prediction sets were worth on the texts of the split. */
export type ConformalEvaluation =
  | (SetFigures & {
      /** label: one label a text. */
      readonly kind: "label";
      readonly method: "lac" | "aps";
    })
  | (SetFigures & {
      /** labels: several labels a text, or the nodes of several paths; each label by itself. */
      readonly kind: "labels";
    })
  | {
      /** depth: how far down its path an answer goes. */
      readonly kind: "depth";
      readonly alpha: number;
      /** 1 − the share of answers whose node is not on the gold path. */
      readonly coverage: number;
      /** Levels an answer. */
      readonly mean_depth: number;
      /** The share of answers that are the whole predicted path, and of those that say nothing. */
      readonly whole_rate: number;
      readonly root_rate: number;
      readonly count: number;
    };

/** Figures of prediction sets. */
interface SetFigures {
  /** The error rate that was promised: coverage should be at least 1 − alpha. */
  readonly alpha: number;
  /** The share of gold labels that are in their text's set. */
  readonly coverage: number;
  /** Labels a set. */
  readonly mean_size: number;
  /** The share of sets of exactly one label. */
  readonly singleton_rate: number;
  readonly count: number;
}

/** What answering only where the model is sure enough was worth on the texts of the split. */
export interface AbstentionEvaluation {
  /** The share of wrong answers that was promised. */
  readonly max_error: number;
  /** How surely, where that was asked for. */
  readonly confidence?: number;
  /** The least score of an answer; null where none keeps the promise, and nothing is answered. */
  readonly threshold: number | null;
  /** The share of texts that get an answer, and the share of answers that are wrong. */
  readonly coverage: number;
  readonly error: number;
  readonly count: number;
  /** Texts that are none of the task's, where a file of them was given. */
  readonly out_of_scope?: {
    /** How well scores tell the split's texts from these: the probability that one of its texts has the larger score. */
    readonly auroc: number;
    /** The share of these that get an answer. */
    readonly answered: number;
    readonly count: number;
  };
}

/** What answering only from a score on would mean. */
export interface RiskCoverageEvaluation {
  readonly threshold: number;
  /** The share of texts that get an answer. */
  readonly coverage: number;
  /** The share of answers that are wrong: of sets of labels, and of paths, those that are not exactly right. */
  readonly risk: number;
}

/** Predicting all nodes of the tree that are at least so probable. */
export interface HierarchicalCurveEvaluation {
  readonly threshold: number;
  readonly precision: number;
  readonly recall: number;
}
