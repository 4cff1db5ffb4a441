import { gradients, type MemoryPlan, planMemory, resolveShape } from "../engine/index.js";
import { EVALUATION_BATCH, OUTPUT } from "../models/index.js";
import { type MaskSpec, type ParameterSpec, TABLE_ROWS } from "../nn/index.js";
import type { TrainingConfig } from "./config.js";
import { movableParameters } from "./movable.js";
import type { TrainNetworkOptions } from "./options.js";
import { TokenRowGatherer } from "./token-rows.js";

/** What the memory of a training depends on, beside the size of its micro-batches. */
export interface MemoryTask
  extends Pick<TrainNetworkOptions, "model" | "config" | "loss" | "frozen" | "stages" | "lazyRows" | "int8"> {
  /** Tokens of the longest text, padding to a fixed length included; of the longest window, of texts in windows. */
  readonly time: number;
  /** Windows of the text that has the most; 1 where not given. */
  readonly windows?: number;
  /** How many different tokens the texts have: rows of the token table that training reads. */
  readonly tokens: number;
  /** Tokens of the longest validation text; undefined without a validation part. */
  readonly validationTime?: number | undefined;
  /** Bytes that the process holds before training, without the parameters; those of a bare one where not given. */
  readonly base?: number | undefined;
}

/** Bytes at the worst moment of a training, by what they are for. */
export interface MemoryEstimate {
  /** Values of all parameters. */
  readonly weights: number;
  /** The optimizer's moments. */
  readonly optimizer: number;
  /** As the optimizer reads them, as the runtime writes them, and those of a further micro-batch. */
  readonly gradients: number;
  /** What the forward pass keeps for the way back, and what else the graph needs at once. */
  readonly activations: number;
  readonly masks: number;
  /** The graph of the validation part, which stays open beside that of training. */
  readonly validation: number;
  /** The process itself, its texts, the runtime and its sessions. */
  readonly runtime: number;
  readonly total: number;
}

const MIB = 2 ** 20;
const FLOAT = 4;

/** A Node process with Pinakes loaded. */
const BARE_PROCESS = 80 * MIB;
/** What the runtime and JavaScript's heap grow by in the first steps. */
const GROWTH = 60 * MIB;
/** A session's own, a node. */
const SESSION_NODE = 60 * 1024;
/** The runtime's blocks are larger than the tensors in them: measured 1.04 to 1.14. */
const ARENA = 1.12;

interface Stage {
  readonly trained: readonly ParameterSpec[];
  readonly plan: MemoryPlan;
}

/** The memory of a training with micro-batches of any size. The graphs are built once. */
export class TrainingMemory {
  private readonly specs: readonly ParameterSpec[];
  private readonly movable: readonly ParameterSpec[];
  private readonly masks: readonly MaskSpec[];
  private readonly stages: readonly Stage[];
  private readonly validation: MemoryPlan | undefined;

  constructor(private readonly task: MemoryTask) {
    const { model, loss, int8, stages = [] } = task;
    const neural = model.build({ mode: "training", loss, int8 });
    this.specs = neural.parameters;
    this.masks = neural.masks;
    this.movable = movableParameters(task, neural.parameters);
    const frozen = stages.length > 0 ? stages.map((stage) => stage.frozen) : [new Set<string>()];
    this.stages = frozen.map((still) => {
      const trained = this.movable.filter(({ name }) => !still.has(name));
      const graph = gradients(
        neural.graph,
        OUTPUT.loss,
        trained.map(({ name }) => name),
      );
      return { trained, plan: planMemory(graph) };
    });
    if (task.validationTime !== undefined) {
      this.validation = planMemory(model.build({ mode: "evaluation", loss }).graph);
    }
  }

  /** Tokens of the longest text, or window. */
  get time(): number {
    return this.task.time;
  }

  /** Windows of the text that has the most, all of which are in one pass; 1 where texts are not in windows. */
  get windows(): number {
    return this.task.windows ?? 1;
  }

  /**
   * @param microBatchSize  texts a forward and backward pass; of texts in windows, these, or as many as one text has
   * @param time            tokens of each of them; as many as the longest has where not given
   */
  estimate(microBatchSize: number, time = this.time): MemoryEstimate {
    const stages = this.stages.map((stage) => this.estimateStage(stage, microBatchSize, time));
    return stages.reduce((largest, one) => (one.total > largest.total ? one : largest));
  }

  private estimateStage({ trained, plan }: Stage, microBatchSize: number, time: number): MemoryEstimate {
    const { config, base = BARE_PROCESS } = this.task;
    const lazy = this.lazyTable(trained);
    const rows = lazy ? this.batchRows(time) : this.tableRows();
    const rowBytes = lazy ? rows * (lazy.shape[1] as number) * FLOAT : 0;
    const sizes = sizesOf({ batch: microBatchSize, windows: this.windows, time, rows });
    // The optimizer's and the runtime's own; a further one that later micro-batches are added from.
    const buffers = microBatchSize < config.batch_size * this.windows ? 3 : 2;
    const parts = {
      weights: bytesOf(this.specs) + rowBytes,
      optimizer: this.movedBytes() * (config.optimizer === "sgd" ? 1 : 2),
      gradients: (bytesOf(trained.filter((spec) => spec !== lazy)) + rowBytes) * buffers,
      activations: plan.peak(sizes) * ARENA,
      masks: this.masks.reduce((sum, { shape }) => sum + countOf(resolveShape(shape, sizes)), 0),
      validation: this.validationBytes(microBatchSize, time),
      runtime: base + GROWTH + (plan.nodes + (this.validation?.nodes ?? 0)) * SESSION_NODE,
    };
    return { ...parts, total: Object.values(parts).reduce((sum, bytes) => sum + bytes, 0) };
  }

  /** The token table, where it is moved row by row. */
  private lazyTable(trained: readonly ParameterSpec[]): ParameterSpec | undefined {
    const { lazyRows, model } = this.task;
    return lazyRows ? trained.find(({ name }) => name === model.tokenTable) : undefined;
  }

  private tableRows(): number {
    return this.specs.find(({ name }) => name === this.task.model.tokenTable)?.shape[0] ?? 0;
  }

  /** Rows that a batch reads at most. */
  private batchRows(time: number): number {
    const { tokens, config } = this.task;
    return TokenRowGatherer.padded(Math.min(tokens, config.batch_size * this.windows * time));
  }

  /** Values that the optimizer ever reads moments of: of a table that is moved row by row, the rows of the texts. */
  private movedBytes(): number {
    const lazy = this.lazyTable(this.movable);
    if (!lazy) return bytesOf(this.movable);
    const unread = Math.max(0, (lazy.shape[0] as number) - this.task.tokens);
    return bytesOf(this.movable) - unread * (lazy.shape[1] as number) * FLOAT;
  }

  private validationBytes(microBatchSize: number, longest: number): number {
    const { validationTime, config } = this.task;
    if (validationTime === undefined || !this.validation) return 0;
    const [batch, time] = [evaluationBatchSize(config, microBatchSize), Math.min(validationTime, longest)];
    return this.validation.peak(sizesOf({ batch, windows: this.windows, time, rows: this.tableRows() })) * ARENA;
  }
}

/** Texts a validation batch: fewer than usual where memory is scarce, so that training goes in micro-batches. */
export function evaluationBatchSize(config: Pick<TrainingConfig, "batch_size">, microBatchSize: number): number {
  return microBatchSize < config.batch_size ? Math.min(microBatchSize, EVALUATION_BATCH) : EVALUATION_BATCH;
}

function countOf(shape: readonly number[]): number {
  return shape.reduce((count, size) => count * size, 1);
}

function bytesOf(specs: readonly ParameterSpec[]): number {
  return specs.reduce((sum, { shape }) => sum + countOf(shape) * FLOAT, 0);
}

interface Sizes {
  readonly batch: number;
  readonly windows: number;
  readonly time: number;
  readonly rows: number;
}

function sizesOf({ batch, windows, time, rows }: Sizes): ReadonlyMap<string, number> {
  return new Map([
    ["B", batch],
    ["W", Math.max(batch, windows)],
    ["S", windows],
    ["T", time],
    [TABLE_ROWS, rows],
  ]);
}
