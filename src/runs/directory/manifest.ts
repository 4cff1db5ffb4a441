import { createHash } from "node:crypto";
import { createReadStream, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { arch, cpus, platform, release, totalmem } from "node:os";
import { resolve } from "node:path";
import { z } from "zod";
import type { FileReport } from "../../data/index.js";
import { runtimeVersion } from "../../engine/index.js";
import { PinakesError } from "../../shared/index.js";

/** A data file as a run read it. */
export interface DataFingerprint {
  readonly file: string;
  readonly rows: number;
  readonly sha256: string;
}

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
  readonly data: readonly DataFingerprint[];
  readonly started: string;
  readonly finished?: string;
  readonly notes?: Readonly<Record<string, unknown>>;
}

/** What is read of a manifest again. */
const readForm = z.looseObject({
  base_dir: z.string(),
  data: z.array(z.object({ file: z.string(), rows: z.int(), sha256: z.string() })),
  started: z.string(),
});

/** Reads a manifest. @throws PinakesError MODEL_ARTIFACT where it is missing or broken */
export async function readManifest(path: string): Promise<Pick<Manifest, "base_dir" | "data" | "started">> {
  try {
    return readForm.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (cause) {
    throw new PinakesError("MODEL_ARTIFACT", {
      where: path,
      message: "the run's manifest is missing or broken.",
      fix: "copy the run directory again, or train it again.",
      cause,
    });
  }
}

/** The version of Pinakes itself. */
export function pinakesVersion(): string {
  const path = new URL("../../../package.json", import.meta.url);
  return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
}

async function sha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const block of createReadStream(path)) hash.update(block as Buffer);
  return hash.digest("hex");
}

/** Hashes of data files; their paths start from `baseDir`. */
export function fingerprints(files: readonly FileReport[], baseDir: string): Promise<DataFingerprint[]> {
  return Promise.all(
    files.map(async ({ file, rows }) => ({ file, rows, sha256: await sha256(resolve(baseDir, file)) })),
  );
}

/** The files that are not as they were. */
export function changedFiles(before: readonly DataFingerprint[], now: readonly DataFingerprint[]): string[] {
  const known = new Map(before.map(({ file, sha256: hash }) => [file, hash]));
  return now.filter(({ file, sha256: hash }) => known.get(file) !== hash).map(({ file }) => file);
}

/** What is known when a run starts. */
export interface ManifestInput {
  readonly data: readonly DataFingerprint[];
  readonly baseDir: string;
  readonly resolved: string;
  readonly seed: number;
  readonly threads: number;
  readonly started: string;
}

/** The manifest of a run that starts. */
export function createManifest({ data, baseDir, resolved, seed, threads, started }: ManifestInput): Manifest {
  const [cpu] = cpus();
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
    threads,
    seed,
    base_dir: baseDir,
    config_sha256: createHash("sha256").update(resolved).digest("hex"),
    data,
    started,
  };
}
