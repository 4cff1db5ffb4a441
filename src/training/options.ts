import type { Device, Int8Bits } from "../engine/index.js";
import type { BatchFeeds, EncodedSplit, LossSpec, NeuralModel, Padding, ParameterValues } from "../models/index.js";
import type { Rng } from "../shared/index.js";
import type { CheckpointStore } from "./checkpoint-store.js";
import type { TrainingConfig } from "./config.js";
import type { EpochRecord, MetricValues, TrainingEvent } from "./events.js";
import type { BestEpoch } from "./progress.js";
import type { LabelledRows } from "./sampling/text-groups.js";

/** A batch of rows of the training split as the graph takes it in an epoch, counted from 1: a pure function of the two. */
export type BatchFeeder = (rows: readonly number[], epoch: number) => BatchFeeds;

/** Epochs in which the same parameters move. */
export interface TrainingStage {
  /** In words. */
  readonly name: string;
  /** Its first epoch, from 1; it ends where the next one begins. */
  readonly fromEpoch: number;
  /** Names of the parameters that stay as they are. */
  readonly frozen: ReadonlySet<string>;
}

/** What `trainNetwork` works with. */
export interface TrainNetworkOptions {
  readonly model: NeuralModel;
  readonly config: TrainingConfig;
  readonly loss: LossSpec;
  readonly padding: Padding;
  readonly train: EncodedSplit;
  readonly validation?: EncodedSplit | undefined;
  /** The ids of each training text's finest labels, which a sampler draws by. */
  readonly labels?: LabelledRows | undefined;
  /** Start values; they are moved in place. */
  readonly parameters: ParameterValues;
  /** Names of parameters that are not trained. */
  readonly frozen: ReadonlySet<string>;
  /** What else stays as it is for some epochs, the first stage from epoch 1 on; nothing where not given. */
  readonly stages?: readonly TrainingStage[] | undefined;
  /** Whether the token table is moved row by row (lazy) or whole. */
  readonly lazyRows: boolean;
  /** Figures of the validation split from its logits, [N, L] a head. */
  readonly measure: (logits: readonly Float32Array[], split: EncodedSplit) => MetricValues;
  /** How rows of the training split are fed in an epoch (from 1); with their ids and targets as they are where not given. */
  readonly feed?: BatchFeeder | undefined;
  /** Figures after an epoch, `loss` among them, in place of those of a validation split. */
  readonly validate?: ((parameters: ParameterValues) => Promise<MetricValues>) | undefined;
  /** The validation metric that chooses the best epoch where the config names none; accuracy where not given. */
  readonly defaultMetric?: string | undefined;
  readonly rng: Rng;
  readonly checkpoints: CheckpointStore;
  /** Go on from the newest checkpoint, where there is one. */
  readonly resume?: boolean;
  readonly device?: Device | undefined;
  /** Of a transformer: bits of the weights where training steps multiply in 8 bits; float32 where not given. */
  readonly int8?: Int8Bits | undefined;
  readonly threads?: number | undefined;
  /** Milliseconds from some fixed moment. */
  readonly clock: () => number;
  readonly onEvent?: (event: TrainingEvent) => void;
  /** Aborts after the step under way: a checkpoint is written and INTERRUPTED raised. */
  readonly signal?: AbortSignal;
}

/** What training ends with. */
export interface TrainedNetwork {
  /** Those of the best epoch; of the last one without a validation split. */
  readonly parameters: ParameterValues;
  /** Null without a validation split. */
  readonly best: BestEpoch | null;
  /** The metric that chose the best epoch. */
  readonly metric: string;
  readonly bestByLoss: BestEpoch | null;
  readonly epochs: readonly EpochRecord[];
  readonly steps: number;
  /** Texts a forward and backward pass. */
  readonly microBatchSize: number;
  readonly stoppedEarly: boolean;
  /** Of all epochs, validation included. */
  readonly seconds: number;
}
