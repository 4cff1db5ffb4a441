import { freemem, totalmem } from "node:os";

/** What is known of the machine's memory, in bytes. */
export interface MachineMemory {
  /** What this process holds now. */
  readonly held: number;
  /** What the machine could give without swapping. */
  readonly free: number;
  /** What the process's group may hold in all (a container's limit); undefined where it has none. */
  readonly limit: number | undefined;
}

/** The share of free memory that training takes by itself: others live on the machine too. */
const SHARE = 0.8;

const UNITS = { MiB: 2 ** 20, GiB: 2 ** 30 } as const;

/** The machine's memory now. A container's limit counts as far as Node tells it. */
export function machineMemory(): MachineMemory {
  const limit = process.constrainedMemory();
  return {
    held: process.memoryUsage().rss,
    free: Math.min(freemem(), process.availableMemory?.() ?? Number.POSITIVE_INFINITY),
    limit: limit > 0 && limit < totalmem() ? limit : undefined,
  };
}

/**
 * Bytes that the process may hold in all while it trains.
 * @param setting  `training.memory_budget`: auto, or an amount such as "8 GiB"
 */
export function memoryBudget(setting: string, { held, free, limit }: MachineMemory): number {
  const amount = /^([\d.]+) ?([GM]iB)$/u.exec(setting);
  if (amount) return Number(amount[1]) * UNITS[amount[2] as keyof typeof UNITS];
  const left = Math.min(free, (limit ?? Number.POSITIVE_INFINITY) - held);
  return held + SHARE * Math.max(0, left);
}
