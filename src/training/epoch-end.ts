import { isHigherBetter } from "../metrics/index.js";
import type { NetworkRunner } from "../models/index.js";
import { ReduceOnPlateau } from "../optim/index.js";
import { present } from "../shared/index.js";
import type { EpochRecord, MetricValues } from "./events.js";
import type { TrainNetworkOptions } from "./options.js";
import { isBetter, newRunningEpoch, type Progress } from "./progress.js";
import { stageOf } from "./stages.js";
import { selectionMetric } from "./watched-metrics.js";

/** What stands at the end of an epoch. */
interface EpochContext {
  readonly learningRate: number;
  readonly plateau: ReduceOnPlateau | undefined;
}

/** The end of an epoch: validation, the record, the best epoch, the plateau schedule, early stopping. */
export class EpochEnd {
  /** The validation metric that chooses the best epoch. */
  readonly metric: string;

  constructor(
    private readonly options: TrainNetworkOptions,
    private readonly predictor: NetworkRunner | undefined,
  ) {
    this.metric = selectionMetric(options.config, options.defaultMetric);
  }

  createPlateau(): ReduceOnPlateau | undefined {
    const { schedule, plateau } = this.options.config;
    if (schedule !== "plateau") return undefined;
    return new ReduceOnPlateau({ mode: isHigherBetter(this.metric) ? "max" : "min", ...plateau, threshold: 0 });
  }

  async run(progress: Progress, { learningRate, plateau }: EpochContext): Promise<void> {
    const { clock, onEvent, config } = this.options;
    const start = clock();
    const validation = await this.validate();
    const { epoch, step, running } = progress;
    const { stages = [] } = this.options;
    const record: EpochRecord = {
      type: "epoch",
      epoch,
      step,
      ...(stages.length > 1 ? { stage: stages[stageOf(stages, epoch)]?.name ?? "" } : {}),
      train: this.trainFigures(progress),
      ...(validation ? { validation, metric: this.metric } : {}),
      learning_rate: learningRate,
      padding_waste: running.paddedTokens / running.tokens,
      seconds: running.seconds + (clock() - start) / 1000,
    };
    progress.history.push(record);
    const stop = validation ? this.compare(progress, validation, plateau) : false;
    progress.finished = stop || epoch === config.epochs;
    progress.epoch++;
    progress.batch = 0;
    progress.running = newRunningEpoch(running.total.length);
    onEvent?.(record);
    if (stop && progress.best) {
      onEvent?.({
        type: "early-stop",
        epoch,
        metric: config.early_stopping?.metric ?? "",
        bestEpoch: progress.best.epoch,
      });
    }
  }

  private async validate(): Promise<MetricValues | undefined> {
    const { validation, parameters, measure, validate } = this.options;
    if (validate) return validate(parameters);
    if (!validation || !this.predictor) return undefined;
    const { logits, loss } = await this.predictor.run(validation, parameters);
    return { loss, ...measure(logits, validation) };
  }

  /** Means over the epoch's steps, as they were seen in training. */
  private trainFigures({ running }: Progress): MetricValues {
    const { loss, model } = this.options;
    const ratio = (values: readonly number[], counts: readonly number[], head: number): number =>
      (counts[head] as number) > 0 ? (values[head] as number) / (counts[head] as number) : 0;
    const total = model.heads.reduce(
      (sum, _, head) => sum + (loss.headWeights[head] as number) * ratio(running.lossSums, running.lossWeights, head),
      0,
    );
    const figures = model.heads.map(({ name, kind }, head): [string, number] => {
      const metric = kind === "softmax" ? "accuracy" : "micro_f1";
      return [model.heads.length === 1 ? metric : `${name}.${metric}`, ratio(running.right, running.total, head)];
    });
    return { loss: total, ...Object.fromEntries(figures) };
  }

  /** Takes the epoch's figures into account; says whether to stop early. */
  private compare(progress: Progress, validation: MetricValues, plateau: ReduceOnPlateau | undefined): boolean {
    const { epoch, step } = progress;
    const value = present(validation[this.metric], "a watched metric");
    if (isBetter(this.metric, value, { best: progress.best?.value ?? null })) progress.best = { epoch, step, value };
    const loss = present(validation.loss, "a watched metric");
    if (isBetter("loss", loss, { best: progress.bestByLoss?.value ?? null }))
      progress.bestByLoss = { epoch, step, value: loss };
    plateau?.update(value);
    progress.plateau = plateau?.state() ?? null;
    return this.standsStill(progress, validation);
  }

  /** Patience is counted in the last stage alone: what is still to be unfrozen may do better. */
  private standsStill(progress: Progress, validation: MetricValues): boolean {
    const { config, stages = [] } = this.options;
    const rule = config.early_stopping;
    if (!rule) return false;
    const value = present(validation[rule.metric], "a watched metric");
    if (isBetter(rule.metric, value, { best: progress.stoppingBest, delta: rule.min_delta })) {
      progress.stoppingBest = value;
      progress.waited = 0;
      return false;
    }
    if (stageOf(stages, progress.epoch) < stages.length - 1) return false;
    progress.waited++;
    return progress.waited >= Math.max(1, rule.patience);
  }
}
