import { formatBytes, PinakesError } from "../../shared/index.js";
import {
  type MemoryEstimate,
  microBatchSizeOf,
  type TrainingConfig,
  type TrainingMemory,
} from "../../training/index.js";

/** How the batches of a training are divided, and why. */
export interface MicroBatches {
  /** Texts a forward and backward pass; of texts in windows, these, or as many as one text has. */
  readonly size: number;
  readonly estimate: MemoryEstimate;
  /** Bytes that training may take. */
  readonly budget: number;
  /** What to tell the user; undefined where there is nothing to tell. */
  readonly message?: string;
}

/** What tells how much memory texts of a number and a length take. */
export type Estimator = Pick<TrainingMemory, "estimate" | "time"> & Partial<Pick<TrainingMemory, "windows">>;

/** Texts shorter than this are no way out. */
const SHORTEST = 8;

/**
 * Divides batches into as few equal parts as fit the budget: their gradients add up to those of the batch. A size that
 * the config gives is kept.
 * @param budget  bytes
 * @throws PinakesError MEMORY_BUDGET where not even one text fits
 */
export function divideBatches(memory: Estimator, config: TrainingConfig, budget: number): MicroBatches {
  const whole = microBatchSizeOf(config);
  const estimate = memory.estimate(whole);
  if (estimate.total <= budget) return { size: whole, estimate, budget };
  const needs = `${textsOf(whole, memory)} need about ${formatBytes(estimate.total)}, and training may take ${formatBytes(budget)}`;
  if (config.micro_batch_size !== undefined) {
    const message = `${needs}; lower training.micro_batch_size, or leave it out to have it chosen`;
    return { size: whole, estimate, budget, message };
  }
  for (let parts = 2; parts <= whole; parts++) {
    const size = Math.ceil(whole / parts);
    const divided = memory.estimate(size);
    if (divided.total > budget) continue;
    const message = `${needs} (training.memory_budget): batches go in micro-batches of ${size}, about ${formatBytes(divided.total)}`;
    return { size, estimate: divided, budget, message };
  }
  throw nothingFits(memory, budget);
}

function nothingFits(memory: Estimator, budget: number): PinakesError {
  const { total } = memory.estimate(1);
  const needed = `training.memory_budget: "${Math.ceil(total / 2 ** 20)} MiB"`;
  const length = longestThatFits(memory, budget);
  const fewer = (memory.windows ?? 1) > 1 ? "set a lower text.max_windows, " : "";
  const shorter = fewer + (length === undefined ? "take a smaller model" : `set text.max_length: ${length}`);
  return new PinakesError("MEMORY_BUDGET", {
    where: "training.memory_budget",
    message: `${textsOf(1, memory)} needs about ${formatBytes(total)}, and training may take ${formatBytes(budget)}.`,
    fix: `${shorter}, free memory, or set ${needed} where the machine has it.`,
  });
}

/** The longest text in tokens of which one fits; undefined where there is none. */
function longestThatFits(memory: Estimator, budget: number): number | undefined {
  let [fits, fails] = [SHORTEST, memory.time];
  if (fits >= fails || memory.estimate(1, fits).total > budget) return undefined;
  while (fails - fits > 1) {
    const middle = Math.floor((fits + fails) / 2);
    if (memory.estimate(1, middle).total <= budget) fits = middle;
    else fails = middle;
  }
  return fits;
}

function textsOf(count: number, { time, windows = 1 }: Estimator): string {
  if (windows > 1) return `${Math.max(count, windows)} windows of ${time} tokens`;
  return `${count} ${count === 1 ? "text" : "texts"} of ${time} tokens`;
}
