import { createHash } from "node:crypto";
import { createReadStream, readFileSync } from "node:fs";
import { arch, cpus, platform, release, totalmem } from "node:os";
import { resolve } from "node:path";
import type { DataReport } from "../data/index.js";
import { runtimeVersion } from "../engine/index.js";

/** What a run was made with: enough to make it again, and to see why another one differs. */
export interface Manifest {
  readonly format_version: 1;
  readonly pinakes: string;
  readonly node: string;
  readonly onnxruntime: string;
  readonly machine: {
    readonly platform: string;
    readonly cpu: string;
    readonly cores: number;
    readonly memory_gib: number;
  };
  readonly threads: number;
  readonly seed: number;
  /** The folder that relative paths of the config start from. */
  readonly base_dir: string;
  readonly config_sha256: string;
  readonly data: readonly { readonly file: string; readonly rows: number; readonly sha256: string }[];
  readonly started: string;
  readonly finished?: string;
  readonly notes?: Readonly<Record<string, unknown>>;
}

/** The version of Pinakes itself. */
export function pinakesVersion(): string {
  const path = new URL("../../package.json", import.meta.url);
  return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
}

async function sha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const block of createReadStream(path)) hash.update(block as Buffer);
  return hash.digest("hex");
}

/** What is known when a run starts. */
export interface ManifestInput {
  readonly report: DataReport;
  readonly baseDir: string;
  readonly resolved: string;
  readonly seed: number;
  readonly threads: number | undefined;
  readonly started: string;
}

/** The manifest of a run, hashes of its data included. */
export async function createManifest({
  report,
  baseDir,
  resolved,
  seed,
  threads,
  started,
}: ManifestInput): Promise<Manifest> {
  const [cpu] = cpus();
  const files = report.files.map(async ({ file, rows }) => ({
    file,
    rows,
    sha256: await sha256(resolve(baseDir, file)),
  }));
  return {
    format_version: 1,
    pinakes: pinakesVersion(),
    node: process.version,
    onnxruntime: runtimeVersion(),
    machine: {
      platform: `${platform()} ${release()} ${arch()}`,
      cpu: cpu?.model ?? "unknown",
      cores: cpus().length,
      memory_gib: Math.round(totalmem() / 2 ** 30),
    },
    threads: threads ?? cpus().length,
    seed,
    base_dir: baseDir,
    config_sha256: createHash("sha256").update(resolved).digest("hex"),
    data: await Promise.all(files),
    started,
  };
}
