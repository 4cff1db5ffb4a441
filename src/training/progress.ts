import { z } from "zod";
import { isHigherBetter } from "../metrics/index.js";
import type { PlateauState } from "../optim/index.js";
import type { EpochRecord } from "./events.js";

/** The best epoch so far by some metric. */
export interface BestEpoch {
  readonly epoch: number;
  readonly step: number;
  readonly value: number;
}

/** Sums over the steps of the epoch under way. */
export interface RunningEpoch {
  lossSums: number[];
  lossWeights: number[];
  right: number[];
  total: number[];
  tokens: number;
  paddedTokens: number;
  seconds: number;
}

/** Where training stands: with the weights and the optimizer's state, all that resuming needs. Plain JSON. */
export interface Progress {
  /** Steps of the optimizer done. */
  step: number;
  /** The epoch under way, from 1. */
  epoch: number;
  /** Batches of it that are done. */
  batch: number;
  running: RunningEpoch;
  history: EpochRecord[];
  best: BestEpoch | null;
  bestByLoss: BestEpoch | null;
  /** Epochs since the metric of early stopping was better. */
  waited: number;
  /** The best value of early stopping's metric. */
  stoppingBest: number | null;
  plateau: PlateauState | null;
  finished: boolean;
  /** Texts a forward and backward pass: other sizes give gradients that differ in their last bits. */
  microBatchSize: number;
}

const numbers = z.array(z.number());
const bestEpoch = z.object({ epoch: z.int(), step: z.int(), value: z.number() }).nullable();

/** {@link Progress} as a checkpoint holds it. Figures that are not finite are null in JSON. */
export const progressForm = z.object({
  step: z.int().gte(0),
  epoch: z.int().gte(1),
  batch: z.int().gte(0),
  running: z.object({
    lossSums: numbers,
    lossWeights: numbers,
    right: numbers,
    total: numbers,
    tokens: z.number(),
    paddedTokens: z.number(),
    seconds: z.number(),
  }),
  history: z.array(z.looseObject({ type: z.literal("epoch"), epoch: z.int(), step: z.int() })),
  best: bestEpoch,
  bestByLoss: bestEpoch,
  waited: z.int().gte(0),
  stoppingBest: z.number().nullable(),
  plateau: z.object({ factor: z.number(), best: z.number().nullable(), badEpochs: z.int() }).nullable(),
  finished: z.boolean(),
  microBatchSize: z.int().gte(1),
});

/** An epoch's sums at its start. */
export function newRunningEpoch(heads: number): RunningEpoch {
  const zeros = (): number[] => new Array<number>(heads).fill(0);
  return {
    lossSums: zeros(),
    lossWeights: zeros(),
    right: zeros(),
    total: zeros(),
    tokens: 0,
    paddedTokens: 0,
    seconds: 0,
  };
}

/** Training at its start. */
export function newProgress(heads: number, microBatchSize: number): Progress {
  return {
    step: 0,
    epoch: 1,
    batch: 0,
    running: newRunningEpoch(heads),
    history: [],
    best: null,
    bestByLoss: null,
    waited: 0,
    stoppingBest: null,
    plateau: null,
    finished: false,
    microBatchSize,
  };
}

/** Whether a value is better than the best so far by more than `delta`; NaN never is. */
export function isBetter(
  metric: string,
  value: number,
  { best, delta = 0 }: { readonly best: number | null; readonly delta?: number },
): boolean {
  if (Number.isNaN(value)) return false;
  if (best === null) return true;
  return isHigherBetter(metric) ? value > best + delta : value < best - delta;
}
