import {
  type BatchFeeds,
  batchFeeds,
  countTexts,
  countTokens,
  NetworkRunner,
  type NeuralGraph,
} from "../models/index.js";
import {
  clipCoefficient,
  countWarmupSteps,
  createOptimizer,
  createSchedule,
  globalNorm,
  type Optimizer,
  type ReduceOnPlateau,
  type Schedule,
} from "../optim/index.js";
import { PinakesError } from "../shared/index.js";
import { microBatchSizeOf } from "./config.js";
import { EpochEnd } from "./epoch-end.js";
import { evaluationBatchSize } from "./memory.js";
import { movableParameters, rateOptionsOf } from "./movable.js";
import type { TrainedNetwork, TrainNetworkOptions } from "./options.js";
import { newProgress, type Progress } from "./progress.js";
import { type EpochBatches, epochBatches } from "./sampling/epoch-batches.js";
import { Stages } from "./stages.js";
import type { StepResult } from "./train-step.js";

/**
 * Trains a network: epochs of steps, validation after each, checkpoints, early stopping. Stages differ in what moves;
 * the schedule, the optimizer and the best epoch are those of all of them. Emits events, never prints.
 */
export async function trainNetwork(options: TrainNetworkOptions): Promise<TrainedNetwork> {
  const { model, config, loss, int8, padding, validation, device, threads } = options;
  const neural = model.build({ mode: "training", loss, int8 });
  const optimizer = optimizerOf(options, neural);
  const shapes = new Map(neural.parameters.map(({ name, shape }) => [name, shape]));
  const stages = new Stages(options, neural, [...optimizer.rates.keys()]);
  let predictor: NetworkRunner | undefined;
  try {
    const batchSize = evaluationBatchSize(config, microBatchSizeOf(config));
    predictor = validation && (await NetworkRunner.create(model, { loss, padding, batchSize, device, threads }));
    return await new TrainingLoop(options, { stages, optimizer, predictor, shapes }).run();
  } finally {
    await stages.release();
    await predictor?.release();
  }
}

/** The optimizer of all parameters that ever move. */
function optimizerOf(options: TrainNetworkOptions, neural: NeuralGraph): Optimizer {
  const { config, parameters } = options;
  const trained = movableParameters(options, neural.parameters);
  const rateOptions = rateOptionsOf(options);
  // A group whose parameters are all frozen has none left for the optimizer, which refuses what matches nothing.
  const moving = rateOptions.groups.filter(({ pattern }) =>
    trained.some(({ name }) => new RegExp(pattern, "u").test(name)),
  );
  return createOptimizer({
    ...rateOptions,
    groups: moving,
    kind: config.optimizer,
    parameters: trained.map(({ name, decay }) => ({ name, decay, data: parameters.get(name) as Float32Array })),
    beta1: config.beta1,
    beta2: config.beta2,
    epsilon: config.epsilon,
    momentum: config.momentum,
  });
}

/** What the loop drives. */
interface LoopParts {
  readonly stages: Stages;
  readonly optimizer: Optimizer;
  readonly predictor: NetworkRunner | undefined;
  readonly shapes: ReadonlyMap<string, readonly number[]>;
}

class TrainingLoop {
  private progress: Progress;
  private readonly batches: EpochBatches;
  private readonly totalSteps: number;
  private readonly schedule: Schedule;
  private readonly plateau: ReduceOnPlateau | undefined;
  private readonly epochEnd: EpochEnd;

  constructor(
    private readonly options: TrainNetworkOptions,
    private readonly parts: LoopParts,
  ) {
    const { config, train, model } = options;
    const lengths = Array.from({ length: countTexts(train) }, (_, text) => countTokens(train, text));
    this.batches = epochBatches({ config, lengths, labels: options.labels, rng: options.rng });
    this.totalSteps = this.batches.steps * config.epochs;
    this.schedule = createSchedule({
      kind: config.schedule === "plateau" ? "constant" : config.schedule,
      totalSteps: this.totalSteps,
      warmupSteps: countWarmupSteps(config.warmup, this.totalSteps),
      power: config.polynomial_power,
    });
    this.epochEnd = new EpochEnd(options, parts.predictor);
    this.plateau = this.epochEnd.createPlateau();
    this.progress = newProgress(model.heads.length, microBatchSizeOf(config));
  }

  async run(): Promise<TrainedNetwork> {
    await this.resume();
    this.options.onEvent?.({
      type: "start",
      totalSteps: this.totalSteps,
      stepsPerEpoch: this.batches.steps,
      fromStep: this.progress.step,
    });
    while (!this.progress.finished) await this.runEpoch();
    return this.finish();
  }

  private async resume(): Promise<void> {
    const { checkpoints, parameters, resume } = this.options;
    if (!resume) return;
    const progress = await checkpoints.restoreLast({ parameters, optimizer: this.parts.optimizer });
    if (!progress) return;
    this.progress = progress;
    if (progress.plateau) this.plateau?.load(progress.plateau);
  }

  private async runEpoch(): Promise<void> {
    const { config } = this.options;
    const batches = this.batches.of(this.progress.epoch);
    while (this.progress.batch < batches.length) {
      await this.runStep(batches[this.progress.batch] as readonly number[]);
      const { step } = this.progress;
      const endsEpoch = this.progress.batch === batches.length;
      const due = config.checkpoints.every !== "epoch" && step % config.checkpoints.every === 0;
      if (!endsEpoch && (due || this.options.signal?.aborted)) await this.save(null);
      if (!endsEpoch) this.stopIfAborted();
    }
    const { epoch } = this.progress;
    await this.epochEnd.run(this.progress, { learningRate: this.learningRate(), plateau: this.plateau });
    await this.save(epoch);
    if (!this.progress.finished) this.stopIfAborted();
  }

  private async runStep(rows: readonly number[]): Promise<void> {
    const { config, rng, clock, onEvent } = this.options;
    const { step, trained } = await this.parts.stages.enter(this.progress.epoch);
    const start = clock();
    const number = this.progress.step + 1;
    const result = await step.run(rows, (part) => this.feed(part), rng.split("dropout", number));
    if (!Number.isFinite(result.loss)) throw diverged(number, `the loss is ${result.loss}`);
    const norm = globalNorm(result.gradients);
    if (!Number.isFinite(norm)) throw diverged(number, `the norm of the gradients is ${norm}`);
    const learning_rate = this.learningRate();
    this.parts.optimizer.step(result.gradients, {
      rateFactor: learning_rate / config.learning_rate,
      gradientScale: clipCoefficient(norm, config.clip_norm),
      only: trained,
    });
    const seconds = (clock() - start) / 1000;
    this.count(result, seconds);
    onEvent?.({
      type: "step",
      epoch: this.progress.epoch,
      step: number,
      loss: result.loss,
      learning_rate,
      gradient_norm: norm,
      tokens: result.tokens,
      padded_tokens: result.paddedTokens,
      seconds,
    });
  }

  private feed(rows: readonly number[]): BatchFeeds {
    const { feed, model, train, padding } = this.options;
    return feed ? feed(rows, this.progress.epoch) : batchFeeds(model, train, { rows, padding });
  }

  private count(result: StepResult, seconds: number): void {
    const { running } = this.progress;
    this.progress.step++;
    this.progress.batch++;
    running.tokens += result.tokens;
    running.paddedTokens += result.paddedTokens;
    running.seconds += seconds;
    result.headLosses.forEach(({ sum, weight }, head) => {
      running.lossSums[head] = (running.lossSums[head] as number) + sum;
      running.lossWeights[head] = (running.lossWeights[head] as number) + weight;
    });
    result.hits.forEach(({ right, total }, head) => {
      running.right[head] = (running.right[head] as number) + right;
      running.total[head] = (running.total[head] as number) + total;
    });
  }

  private learningRate(): number {
    return this.options.config.learning_rate * this.schedule(this.progress.step) * (this.plateau?.factor ?? 1);
  }

  private async save(endsEpoch: number | null): Promise<void> {
    const { checkpoints, parameters, onEvent } = this.options;
    const checkpoint = { progress: this.progress, parameters, optimizer: this.parts.optimizer.state() };
    const path = await checkpoints.save(checkpoint, {
      endsEpoch,
      bestStep: this.progress.best?.step ?? null,
      shapes: this.parts.shapes,
    });
    onEvent?.({ type: "checkpoint", step: this.progress.step, path });
  }

  private stopIfAborted(): void {
    if (!this.options.signal?.aborted) return;
    throw new PinakesError("INTERRUPTED", {
      where: `step ${this.progress.step} of ${this.totalSteps}`,
      message: "training was interrupted; the step was finished and a checkpoint written.",
      fix: "run the same command with --resume to go on.",
    });
  }

  private async finish(): Promise<TrainedNetwork> {
    const { checkpoints, parameters } = this.options;
    const { history, step, best, bestByLoss } = this.progress;
    if (best && best.step !== step) await checkpoints.restoreParameters(best.step, parameters);
    return {
      parameters,
      best,
      metric: this.epochEnd.metric,
      bestByLoss,
      epochs: history,
      steps: step,
      microBatchSize: this.progress.microBatchSize,
      stoppedEarly: history.length < this.options.config.epochs,
      // Those of the epochs, not of this call: a resumed run counts what came before.
      seconds: history.reduce((total, { seconds }) => total + seconds, 0),
    };
  }
}

function diverged(step: number, what: string): PinakesError {
  return new PinakesError("MODEL_DIVERGED", {
    where: `step ${step}`,
    message: `${what}.`,
    fix: "lower training.learning_rate (a tenth of it), or set training.clip_norm: 1.",
  });
}
