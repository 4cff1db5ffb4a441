import {
  compile,
  type Executable,
  type Graph,
  gradients,
  optimize,
  splitFixed,
  type Tensors,
} from "../engine/index.js";
import { countRows, type NeuralGraph, OUTPUT, type ParameterValues, parameterFeeds } from "../models/index.js";
import { present } from "../shared/index.js";
import { microBatchSizeOf } from "./config.js";
import type { TrainingStage, TrainNetworkOptions } from "./options.js";
import { TrainStep } from "./train-step.js";

/** A stage with what runs it. */
interface EnteredStage {
  readonly index: number;
  readonly executable: Executable;
  readonly step: TrainStep;
  readonly trained: ReadonlySet<string>;
}

/** Which of the stages an epoch belongs to, from 0; −1 where there are none. */
export function stageOf(stages: readonly TrainingStage[], epoch: number): number {
  return stages.findLastIndex(({ fromEpoch }) => fromEpoch <= epoch);
}

/** Numbers in the parameters of these names. */
function countNumbers(parameters: ParameterValues, names: Iterable<string>): number {
  return [...names].reduce((total, name) => total + present(parameters.get(name), name).length, 0);
}

/**
 * The stages of a training. Each compiles a graph that has the gradients of what moves in it and no other, so that the
 * way back ends at the lowest layer that moves; one of them is held at a time.
 */
export class Stages {
  private entered: EnteredStage | undefined;
  private readonly stages: readonly TrainingStage[];

  /** @param movable  names of the parameters that ever move */
  constructor(
    private readonly options: TrainNetworkOptions,
    private readonly neural: NeuralGraph,
    private readonly movable: readonly string[],
  ) {
    this.stages = options.stages ?? [{ name: "all", fromEpoch: 1, frozen: new Set() }];
  }

  /** The stage of an epoch, ready to run. The former one's session is released. */
  async enter(epoch: number): Promise<Pick<EnteredStage, "step" | "trained">> {
    const index = stageOf(this.stages, epoch);
    if (this.entered?.index === index) return this.entered;
    await this.release();
    const { frozen } = present(this.stages[index], "a stage of the epoch");
    const trained = this.movable.filter((name) => !frozen.has(name));
    this.entered = { ...(await this.compile(trained)), trained: new Set(trained), index };
    this.tell(index, trained);
    return this.entered;
  }

  async release(): Promise<void> {
    const { entered } = this;
    this.entered = undefined;
    await entered?.executable.release();
  }

  private async compile(trained: readonly string[]): Promise<Pick<EnteredStage, "executable" | "step">> {
    const { options, neural } = this;
    const { config, device, threads } = options;
    const whole = gradients(neural.graph, OUTPUT.loss, trained);
    const { graph, fixed } = options.int8 ? await this.prepare(whole, trained) : { graph: whole, fixed: {} };
    const executable = await compile(graph, { device, threads });
    const microBatchSize = microBatchSizeOf(config);
    const rowsOf = (text: number): number => countRows(options.train, text);
    return {
      executable,
      step: new TrainStep({ ...options, neural, executable, trained, fixed, microBatchSize, rowsOf }),
    };
  }

  /** Computes once what follows from parameters that stay as they are: their weights in 8 bits. */
  private async prepare(whole: Graph, trained: readonly string[]): Promise<{ graph: Graph; fixed: Tensors }> {
    const { parameters: specs } = this.neural;
    const still = specs.filter(({ name }) => !trained.includes(name));
    const { once, rest } = splitFixed(optimize(whole), new Set(still.map(({ name }) => name)));
    if (!once) return { graph: rest, fixed: {} };
    const executable = await compile(once, { threads: this.options.threads });
    try {
      return { graph: rest, fixed: await executable.run(parameterFeeds(still, this.options.parameters)) };
    } finally {
      await executable.release();
    }
  }

  private tell(index: number, trained: readonly string[]): void {
    const { parameters, config, onEvent } = this.options;
    const { stages } = this;
    if (stages.length === 1) return;
    const { name, fromEpoch } = present(stages[index], "a stage of the epoch");
    onEvent?.({
      type: "training-stage",
      name,
      index,
      count: stages.length,
      fromEpoch,
      toEpoch: (stages[index + 1]?.fromEpoch ?? config.epochs + 1) - 1,
      trainable: countNumbers(parameters, trained),
      total: countNumbers(parameters, parameters.keys()),
    });
  }
}
