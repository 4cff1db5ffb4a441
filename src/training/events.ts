/** Figures of one split after an epoch, by the names of `evaluation.json`: loss, accuracy, level2.macro_f1, … */
export type MetricValues = Readonly<Record<string, number>>;

/** One step of the optimizer. */
export interface StepRecord {
  readonly type: "step";
  readonly epoch: number;
  /** From 1. */
  readonly step: number;
  readonly loss: number;
  readonly learning_rate: number;
  /** Global norm of the gradients before clipping. */
  readonly gradient_norm: number;
  /** Real tokens in the batch, and tokens with padding. */
  readonly tokens: number;
  readonly padded_tokens: number;
  readonly seconds: number;
}

/** One pass over the training split. */
export interface EpochRecord {
  readonly type: "epoch";
  /** From 1. */
  readonly epoch: number;
  readonly step: number;
  /** The name of its stage, where training has several. */
  readonly stage?: string;
  /** Running figures of the epoch's own steps, with dropout. */
  readonly train: MetricValues;
  readonly validation?: MetricValues;
  /** The validation metric that chooses the best epoch. */
  readonly metric?: string;
  readonly learning_rate: number;
  /** Tokens computed ÷ real tokens. */
  readonly padding_waste: number;
  readonly seconds: number;
}

/** Another set of parameters moves from now on. Told of trainings with several stages only. */
export interface StageStart {
  readonly type: "training-stage";
  /** In words. */
  readonly name: string;
  /** From 0. */
  readonly index: number;
  readonly count: number;
  /** Its first and last epoch, from 1. */
  readonly fromEpoch: number;
  readonly toEpoch: number;
  /** Numbers that move, and numbers in all. */
  readonly trainable: number;
  readonly total: number;
}

/** What training tells while it goes on. It never prints. */
export type TrainingEvent =
  | { readonly type: "start"; readonly totalSteps: number; readonly stepsPerEpoch: number; readonly fromStep: number }
  | StageStart
  | StepRecord
  | EpochRecord
  | { readonly type: "checkpoint"; readonly step: number; readonly path: string }
  | { readonly type: "early-stop"; readonly epoch: number; readonly metric: string; readonly bestEpoch: number };
