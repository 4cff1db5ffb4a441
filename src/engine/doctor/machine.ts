import { readFileSync } from "node:fs";
import { arch, availableParallelism, cpus, freemem, loadavg, platform, release, totalmem } from "node:os";

/** The machine, as far as it matters to the engine. */
export interface MachineReport {
  /** Operating system, its release and the architecture. */
  readonly platform: string;
  readonly cpu: string;
  /** Those that make matrix products fast; absent where the system does not tell. */
  readonly cpu_features?: readonly string[];
  /** Threads that this process may run at the same time. */
  readonly threads: number;
  readonly memory_gib: number;
  readonly free_memory_gib: number;
  /** Processes that compete for the threads, over the last minute; 0 on Windows, which does not tell. */
  readonly load: number;
}

/** Vector instructions that the runtime's kernels choose by, as Linux names them: x86, then ARM. */
const FEATURES = [
  ...["avx2", "fma", "f16c", "avx_vnni", "avx512f", "avx512_vnni", "avx512_bf16", "amx_int8", "amx_bf16"],
  ...["asimd", "asimddp", "i8mm", "bf16", "sve", "sve2"],
];

/** The machine that this process runs on. */
export function describeMachine(): MachineReport {
  const features = readFeatures();
  // Node reports 0 or a huge number where nothing bounds the process.
  const bound = process.constrainedMemory() || Number.POSITIVE_INFINITY;
  return {
    platform: `${platform()} ${release()} ${arch()}`,
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    ...(features ? { cpu_features: features } : {}),
    threads: availableParallelism(),
    memory_gib: gib(Math.min(totalmem(), bound)),
    free_memory_gib: gib(Math.min(freemem(), bound)),
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  };
}

/** The vector instructions that a `/proc/cpuinfo` names, of the first processor. */
export function cpuFeatures(cpuinfo: string): string[] {
  const line = /^(?:flags|Features)\s*:(.*)$/mu.exec(cpuinfo)?.[1] ?? "";
  const known = new Set(line.trim().split(/\s+/u));
  return FEATURES.filter((feature) => known.has(feature));
}

function readFeatures(): string[] | undefined {
  try {
    return cpuFeatures(readFileSync("/proc/cpuinfo", "utf8"));
  } catch {
    return undefined;
  }
}

function gib(bytes: number): number {
  return Math.round((bytes / 2 ** 30) * 10) / 10;
}
