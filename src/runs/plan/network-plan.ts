import { NetworkTextModel } from "../../classifier/index.js";
import type { RunConfig } from "../../config/index.js";
import { answerer } from "../../decisions/index.js";
import type { Int8Bits } from "../../engine/index.js";
import { evaluateScores, flatMetrics } from "../../evaluation/index.js";
import {
  countRows,
  countTexts,
  type EncodedSplit,
  type LossSpec,
  type NeuralModel,
  type Padding,
  type ParameterValues,
} from "../../models/index.js";
import { PinakesError, present, type Rng } from "../../shared/index.js";
import type { JsonObject } from "../../text/index.js";
import {
  CheckpointStore,
  checkWatchedMetrics,
  countParameters,
  defaultMetric,
  type MetricValues,
  type TrainedNetwork,
  type TrainingConfig,
  TrainingMemory,
  type TrainingStage,
  trainNetwork,
} from "../../training/index.js";
import { type EncodedParts, maxLengthOf } from "../encode/encode-parts.js";
import { tuneThresholds } from "../finish/tune-thresholds.js";
import type { PreparedData } from "../prepare-data.js";
import type { FitOptions, FitPlan, FittedModel, PlanOptions } from "./fit-plan.js";
import { machineMemory, memoryBudget } from "./memory-budget.js";
import { divideBatches, type MicroBatches } from "./micro-batches.js";
import { describeSampler, sampledBy } from "./sampling.js";

/** What is settled before a network is trained: all that each seed shares. */
export interface NetworkParts {
  readonly data: PreparedData;
  readonly network: NeuralModel;
  /** Names of the parameters that are not trained. */
  readonly frozen: ReadonlySet<string>;
  /** What moves when, where not all does from the start. */
  readonly stages?: readonly TrainingStage[];
  readonly encoded: EncodedParts;
  readonly loss: LossSpec;
  readonly training: TrainingConfig;
  /** Whether the token table is moved row by row. */
  readonly lazyRows: boolean;
  /** Bits of the weights where training steps multiply in 8 bits; undefined for float32. */
  readonly int8?: Int8Bits | undefined;
  /** Bytes of parameters that are read already. */
  readonly loadedBytes?: number;
  /** What config.json must say so that the network can be built again. */
  readonly description: JsonObject;
  /** Of a transformer, its checkpoint's config.json. */
  readonly checkpointConfig?: JsonObject;
  /** Remarks for the manifest. */
  readonly notes?: JsonObject;
  /** The values that a seed starts from, made for it alone. */
  startValues(rng: Rng): Promise<ParameterValues>;
}

/** Trains a network by gradient descent, once a seed. */
export class NetworkPlan implements FitPlan {
  /** Undefined on a device with a memory of its own. */
  private readonly microBatches: MicroBatches | undefined;
  /** Names of the validation figures; undefined without a validation part. */
  private readonly available: readonly string[] | undefined;
  /** In words. */
  private readonly sampler: string | undefined;

  /**
   * @throws PinakesError CONFIG_CONFLICT, CONFIG_INVALID where nothing moves, a metric is watched that is not there, or
   * batches are too small for their sampler
   */
  constructor(
    private readonly plan: PlanOptions,
    private readonly parts: NetworkParts,
  ) {
    const { data, encoded, training } = parts;
    refuseAllFrozen(parts);
    this.available = encoded.validation && ["loss", ...Object.keys(measure(plan.config, data, zeros(data)))];
    checkWatchedMetrics(training, this.available);
    this.sampler = describeSampler(plan.config, data);
    this.microBatches = this.divideBatches();
  }

  async fit(options: FitOptions): Promise<FittedModel> {
    return this.fitFrom(await this.parts.startValues(options.rng.split("parameters")), options);
  }

  /** Trains from these values, which are moved. */
  async fitFrom(values: ParameterValues, options: FitOptions): Promise<FittedModel> {
    const { encoded, notes } = this.parts;
    const trained = await this.train(values, options);
    options.onEvent?.({ type: "trained", network: trained });
    const model = networkTextModel(this.plan, this.parts, trained.parameters);
    return {
      model,
      logits: (part) => model.tokenLogits(present(encoded[part], "the ids of a part")),
      trainSeconds: trained.seconds,
      network: trained,
      tokens: encoded.tokens,
      notes: { ...notes, ...memoryNotes(this.microBatches, trained.microBatchSize) },
    };
  }

  /** What one micro-batch takes must fit into memory; whether it does is known before anything is written. */
  private divideBatches(): MicroBatches | undefined {
    if ((this.plan.device ?? "cpu") !== "cpu") return undefined;
    const { network, encoded, training, loadedBytes = 0 } = this.parts;
    const machine = machineMemory();
    const { fixedTime } = paddingOf(this.plan, this.parts);
    const timeOf = (ids: readonly Int32Array[]): number =>
      fixedTime ?? ids.reduce((longest, { length }) => Math.max(longest, length), 1);
    const memory = new TrainingMemory({
      ...this.parts,
      model: network,
      config: training,
      time: timeOf(encoded.train.ids),
      windows: Math.max(windowsOf(encoded.train), encoded.validation ? windowsOf(encoded.validation) : 1),
      tokens: countDifferent(encoded.train.ids),
      validationTime: encoded.validation && timeOf(encoded.validation.ids),
      base: machine.held - loadedBytes,
    });
    const divided = divideBatches(memory, training, memoryBudget(training.memory_budget, machine));
    if (divided.message !== undefined) this.plan.onEvent?.({ type: "stage", message: divided.message });
    return divided;
  }

  private async train(parameters: ParameterValues, options: FitOptions): Promise<TrainedNetwork> {
    const { data, network, frozen, stages, encoded, loss, training, lazyRows, int8 } = this.parts;
    const { config } = this.plan;
    const { directory, rng, resume, clock, onEvent, signal } = options;
    const checkpoints = new CheckpointStore(directory, training.checkpoints.keep);
    // A resumed run goes on as it began, whatever memory is free by now.
    const before = resume ? await checkpoints.lastProgress() : undefined;
    if (this.sampler !== undefined) onEvent?.({ type: "stage", message: this.sampler });
    return trainNetwork({
      model: network,
      config: {
        ...training,
        micro_batch_size: before?.microBatchSize ?? this.microBatches?.size ?? training.micro_batch_size,
      },
      loss,
      padding: paddingOf(this.plan, this.parts),
      train: encoded.train,
      validation: encoded.validation,
      labels: sampledBy(data),
      parameters,
      frozen,
      stages,
      lazyRows,
      int8,
      measure: (logits) => measure(config, data, logits),
      defaultMetric: this.available && defaultMetric(this.available),
      rng: rng.split("training"),
      checkpoints,
      resume,
      device: this.plan.device,
      threads: config.threads,
      clock,
      onEvent,
      signal,
    });
  }
}

/** Windows of the text that has the most. */
function windowsOf(split: EncodedSplit): number {
  let most = 1;
  for (let text = 0; text < countTexts(split); text++) most = Math.max(most, countRows(split, text));
  return most;
}

/** Different ids of some texts. */
function countDifferent(ids: readonly Int32Array[]): number {
  const seen = new Set<number>();
  for (const row of ids) for (const id of row) seen.add(id);
  return seen.size;
}

function memoryNotes(divided: MicroBatches | undefined, size: number) {
  if (!divided) return {};
  const mib = (bytes: number): number => Math.round(bytes / 2 ** 20);
  const { estimate, budget } = divided;
  return { memory: { micro_batch_size: size, estimate_mib: mib(estimate.total), budget_mib: mib(budget) } };
}

/** A trained network with its tokenizer, as it is saved. */
export function networkTextModel(
  { config }: PlanOptions,
  { network, frozen, encoded, description, checkpointConfig }: NetworkParts,
  values: ParameterValues,
): NetworkTextModel {
  const total = countParameters(values);
  const still = [...frozen].reduce((sum, name) => sum + (values.get(name)?.length ?? 0), 0);
  return new NetworkTextModel({
    type: config.model.type,
    network,
    values,
    input: encoded.input,
    parameters: { total, trainable: total - still },
    description,
    checkpointConfig,
    threads: config.threads,
  });
}

/** How a network's batches are padded. */
export function paddingOf({ config }: PlanOptions, { network, encoded, training }: NetworkParts): Padding {
  return {
    padId: encoded.input.options.encoder.padId,
    fixedTime: network.fixedTime ?? (training.padding === "fixed" ? maxLengthOf(config) : undefined),
  };
}

/** The validation figures as they would be if training ended here: thresholds are tuned on the same texts. */
function measure(
  config: RunConfig,
  { space, scheme, parts }: PreparedData,
  logits: readonly Float32Array[],
): MetricValues {
  const scores = scheme.probabilities(logits);
  const { golds } = parts.validation;
  const answer = answerer(space, config.hierarchy, tuneThresholds(config, space, { golds, scores }));
  return flatMetrics(evaluateScores(space, { golds, scores, predicted: answer(scores) }));
}

/** Logits that say nothing: enough to learn which figures a validation split has. */
function zeros({ scheme, parts }: PreparedData): Float32Array[] {
  return scheme.outputs.map(({ size }) => new Float32Array(parts.validation.golds.length * size));
}

function refuseAllFrozen({ network, frozen, stages = [] }: NetworkParts): void {
  const moving = network.build({ mode: "prediction" }).parameters.filter(({ name }) => !frozen.has(name));
  const still = stages.find((stage) => moving.every(({ name }) => stage.frozen.has(name)));
  if (still) throw nothingMoves(`stage ${still.name} trains nothing but parameters of learning rate 0.`);
  if (moving.length === 0) throw nothingMoves("every parameter has learning rate 0, so nothing is trained.");
}

function nothingMoves(message: string): PinakesError {
  return new PinakesError("CONFIG_CONFLICT", {
    where: "training.parameter_groups",
    message,
    fix: "give at least one group a learning rate above 0.",
  });
}
