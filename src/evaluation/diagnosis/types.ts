import type { Task } from "../../labels/index.js";
import type { Metrics } from "../../metrics/index.js";
import type { SplitEvaluation } from "../types.js";
import type { Diagnosis } from "./finding.js";

/** How often a label is meant in the training texts. */
export interface LabelPrior {
  /** The level, for a hierarchy. */
  readonly level?: string;
  readonly label: string;
  /** Of the texts that reach the level. */
  readonly share: number;
}

/** One epoch's figures by their names; a model that is fitted in one go has none. */
export interface DiagnosedEpoch {
  readonly epoch: number;
  readonly train: Metrics;
  readonly validation?: Metrics;
}

/** What of the config decides which advice is of use. */
export interface DiagnosedConfig {
  /** linear: fitted to convergence, frozen transformers among them. */
  readonly family: "majority" | "linear" | "recurrent" | "transformer";
  /** The most epochs that there could have been. */
  readonly epochs?: number;
  readonly learningRate?: number;
  /** Whether the loss weighs classes. */
  readonly hasClassWeights: boolean;
  /** Whether a sampler changes how often labels are learned from. */
  readonly hasSampler: boolean;
  /** Whether training stops when validation stands still. */
  readonly hasEarlyStopping: boolean;
  /** `hierarchy.method` and the decoding in use, for a hierarchy. */
  readonly hierarchyMethod?: string;
  readonly hierarchyDecoding?: string;
  /** `thresholds.method`, where labels are a set. */
  readonly thresholdMethod?: string;
}

/** What a run is judged by: its own figures. */
export interface DiagnosisInput {
  readonly task: Task;
  /** By name: train, validation, test. */
  readonly splits: Readonly<Record<string, SplitEvaluation>>;
  readonly priors: readonly LabelPrior[];
  readonly history: readonly DiagnosedEpoch[];
  readonly config: DiagnosedConfig;
}

/** One rule: what it finds in a run; nothing in most. */
export type Rule = (input: DiagnosisInput) => readonly Diagnosis[];
