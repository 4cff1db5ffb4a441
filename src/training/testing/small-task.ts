import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type EncodedSplit,
  type LossSpec,
  modelConfig,
  type ParameterValues,
  type RecurrentConfig,
  recurrentModel,
} from "../../models/index.js";
import { Rng } from "../../shared/index.js";
import { CheckpointStore } from "../checkpoint-store.js";
import { trainingConfig } from "../config.js";
import type { TrainingEvent } from "../events.js";
import { initializeParameters } from "../initialize.js";
import type { TrainedNetwork, TrainingStage } from "../options.js";
import { trainNetwork } from "../train-network.js";

const VOCABULARY = 40;
const MAX_LENGTH = 12;
const CLASSES = 3;

/** Texts of 1 to 12 ids of which three name the class, with shares of 4 : 2 : 1. Ids from 30 on never occur. */
export function smallSplit(count: number, seed = 5): EncodedSplit {
  const rng = Rng.fromSeed(seed);
  const targets = Int32Array.from({ length: count }, (_, row) => [0, 0, 0, 0, 1, 1, 2][row % 7] as number);
  const ids = Array.from(targets, (target) =>
    Int32Array.from({ length: 1 + rng.integer(MAX_LENGTH) }, () =>
      rng.uniform() < 0.4 ? 2 + target : 5 + rng.integer(25),
    ),
  );
  return { ids, targets: [{ kind: "softmax", ids: targets }] };
}

/** What a small training is made from. */
export interface SmallTask {
  readonly model?: Readonly<Record<string, unknown>>;
  readonly training?: Readonly<Record<string, unknown>>;
  readonly loss?: Partial<LossSpec>;
  readonly padding?: "longest" | "fixed";
  readonly frozen?: readonly string[];
  readonly stages?: readonly TrainingStage[] | undefined;
  readonly validation?: EncodedSplit;
  /** Figures of validation, an epoch each, in place of the model's own. */
  readonly measured?: readonly Readonly<Record<string, number>>[];
  readonly directory?: string;
  readonly resume?: boolean;
  readonly stopAfter?: number;
}

/** A small training that ended, with all that happened. */
export interface SmallResult extends TrainedNetwork {
  readonly events: readonly TrainingEvent[];
  readonly directory: string;
  /** The start values. */
  readonly start: ParameterValues;
}

/** Trains a small LSTM on {@link smallSplit}: two epochs of plain SGD without dropout, where nothing else is said. */
export async function trainSmall(task: SmallTask = {}): Promise<SmallResult> {
  const config = modelConfig.parse({ type: "lstm", hidden_size: 5, dropout: 0, ...task.model }) as RecurrentConfig;
  const training = { epochs: 2, batch_size: 16, optimizer: "sgd", learning_rate: 0.1, momentum: 0, ...task.training };
  const heads = [{ name: "label", size: CLASSES, kind: "softmax" as const }];
  const model = recurrentModel({ config, vocabularySize: VOCABULARY, embeddingSize: 6, heads, maxLength: MAX_LENGTH });
  const specs = model.build({ mode: "prediction" }).parameters;
  const parameters = initializeParameters(specs, Rng.fromSeed(1).split("parameters"));
  const directory = task.directory ?? (await mkdtemp(join(tmpdir(), "pinakes-training-")));
  const events: TrainingEvent[] = [];
  const stop = new AbortController();
  const parsed = { ...trainingConfig.parse(training), learning_rate: training.learning_rate };
  let epoch = 0;
  const start = new Map([...parameters].map(([name, data]) => [name, data.slice()]));
  const trained = await trainNetwork({
    model,
    config: parsed,
    loss: { headWeights: [1], classWeights: [undefined], labelSmoothing: 0, focalGamma: 0, ...task.loss },
    padding: { padId: 0, fixedTime: model.fixedTime ?? (task.padding === "fixed" ? MAX_LENGTH : undefined) },
    train: smallSplit(70),
    validation: task.validation ?? (task.measured ? smallSplit(7, 8) : undefined),
    parameters,
    frozen: new Set(task.frozen ?? []),
    stages: task.stages,
    lazyRows: config.embedding_update === "lazy",
    measure: () => task.measured?.[epoch++] ?? { accuracy: 0 },
    rng: Rng.fromSeed(1).split("training"),
    checkpoints: new CheckpointStore(directory, parsed.checkpoints.keep),
    resume: task.resume ?? false,
    clock: () => 0,
    onEvent: (event) => {
      events.push(event);
      if (event.type === "step" && event.step === task.stopAfter) stop.abort();
    },
    signal: stop.signal,
  });
  return { ...trained, events, directory, start };
}

/** The largest difference between two sets of parameters. */
export function largestDifference(one: ParameterValues, two: ParameterValues): number {
  let largest = 0;
  for (const [name, data] of one) {
    const other = two.get(name);
    data.forEach((value, at) => {
      largest = Math.max(largest, Math.abs(value - (other?.[at] ?? Number.NaN)));
    });
  }
  return largest;
}
