import { readFileSync, writeFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Tells the most memory that the process has held since, in MiB. */
export type PeakMemory = () => number;

/**
 * Begins to watch the memory that this process holds (its resident set, native code included). On Linux the kernel's
 * high-water mark is put back first, so that several runs in one process are told apart; elsewhere it is that of the
 * process's whole life.
 */
export function watchPeakMemory(): PeakMemory {
  collectGarbage();
  const isReset = resetHighWaterMark();
  return () => Math.round((isReset ? highWaterMark() : undefined) ?? process.resourceUsage().maxRSS / 1024);
}

/** So that what a run before has left does not count. V8 offers its collector under a flag alone. */
function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect === "function") collect();
}

function resetHighWaterMark(): boolean {
  try {
    // proc(5): 5 resets the peak resident set size to what is held now.
    writeFileSync("/proc/self/clear_refs", "5");
    return highWaterMark() !== undefined;
  } catch {
    return false;
  }
}

/** In MiB; undefined where the system doesn't tell. */
function highWaterMark(): number | undefined {
  try {
    const kib = /^VmHWM:\s+(\d+) kB$/mu.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
    return kib === undefined ? undefined : Number(kib) / 1024;
  } catch {
    return undefined;
  }
}
