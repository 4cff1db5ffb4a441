import type { DiskCache } from "../../cache/index.js";
import type { TextModel } from "../../classifier/index.js";
import type { RunConfig } from "../../config/index.js";
import type { Part } from "../../data/index.js";
import type { Device } from "../../engine/index.js";
import type { FoldsEvaluation, Prediction, SplitEvaluation } from "../../evaluation/index.js";
import type { Gold } from "../../labels/index.js";
import type { Rng } from "../../shared/index.js";
import type { TrainedNetwork } from "../../training/index.js";
import type { TokenReport } from "../encode/token-report.js";
import type { RunEvent } from "../events.js";

/** What a plan is made from, beside the data. */
export interface PlanOptions {
  readonly config: RunConfig;
  /** The folder that relative paths of the config start from. */
  readonly baseDir: string;
  readonly onEvent?: ((event: RunEvent) => void) | undefined;
  /** Where ids and vectors of texts are kept for the next run. */
  readonly cache?: DiskCache | undefined;
  /** Stops a download. */
  readonly signal?: AbortSignal | undefined;
  /** Of `tfidf-linear`, an output: the temperature that folds have shown. */
  readonly temperatures?: readonly number[] | undefined;
  /** Where networks are trained; the CPU where not given. */
  readonly device?: Device | undefined;
}

/** A model that is ready to be trained: what config and data can be wrong about has been checked. */
export interface FitPlan {
  /** Trains it once. */
  fit(options: FitOptions): Promise<FittedModel>;
}

/** What one training works with. */
export interface FitOptions {
  /** Where checkpoints are written. */
  readonly directory: string;
  readonly rng: Rng;
  readonly resume: boolean;
  /** Milliseconds from some fixed moment. */
  readonly clock: () => number;
  readonly onEvent?: ((event: RunEvent) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a model said of texts that it had not learned from: what thresholds and the like are tuned on. */
export interface HeldOutTexts {
  /** As they were read. */
  readonly texts: readonly string[];
  readonly golds: readonly Gold[];
  /** [N, size] an output */
  readonly logits: readonly Float32Array[];
}

/** What the models of folds said of the texts that they had not learned from. */
export interface FoldFigures {
  readonly summary: FoldsEvaluation;
  /** Of all of these texts together. */
  readonly evaluation: SplitEvaluation;
  readonly predictions: readonly Prediction[];
}

/** A trained model, and how training went. */
export interface FittedModel {
  readonly model: TextModel;
  readonly trainSeconds: number;
  /** What the model gives for a part's texts, where they need not be read and encoded again. */
  readonly logits?: (part: Part) => Promise<readonly Float32Array[]>;
  /** Whether the final weights were learned from the validation texts too: figures on these would say nothing. */
  readonly refitted?: boolean;
  /** Where it is not simply what the model says of the validation texts. */
  readonly heldOut?: HeldOutTexts;
  /** Of a network. */
  readonly network?: TrainedNetwork;
  readonly tokens?: TokenReport;
  /** What cross-validation found, where it came before. */
  readonly folds?: FoldFigures;
  /** Remarks for the manifest: chosen strengths, iterations. */
  readonly notes?: Readonly<Record<string, unknown>>;
}
