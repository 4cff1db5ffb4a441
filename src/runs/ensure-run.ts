import { type LoadedConfig, resolvedYaml } from "../config/index.js";
import { changedFiles, fingerprints, readManifest } from "./directory/manifest.js";
import { RunDirectory } from "./directory/run-directory.js";
import { readOutcome } from "./seeds.js";
import { type RunResult, type TrainRunOptions, trainRun } from "./train-run.js";

/** A run that is there now. */
export interface EnsuredRun extends RunResult {
  /** Whether it was there already, finished. */
  readonly kept: boolean;
}

/**
 * The run of a config: kept where it was made before, resumed where it was begun, trained where it is missing.
 * @throws PinakesError RUN_RESUME_MISMATCH where the folder holds the run of another config, and `overwrite` is not set;
 * what {@link trainRun} throws
 */
export async function ensureRun(loaded: LoadedConfig, options: Omit<TrainRunOptions, "resume">): Promise<EnsuredRun> {
  const { overwrite = false, directory: path } = options;
  const directory = new RunDirectory(path);
  if (!overwrite && (await isMade(loaded, directory))) {
    const evaluation = await readOutcome(directory);
    return { directory: path, kept: true, ...("seeds" in evaluation ? { seeds: evaluation } : { evaluation }) };
  }
  return { ...(await trainRun(loaded, { ...options, resume: !overwrite })), kept: false };
}

/** Whether a run of this config is finished, of data that is still the same. */
async function isMade(loaded: LoadedConfig, directory: RunDirectory): Promise<boolean> {
  if (!(await directory.hasRun()) || !(await directory.isFinished())) return false;
  await directory.check(resolvedYaml(loaded.config), { resume: true, overwrite: false });
  const { seed } = loaded.config;
  const one = typeof seed === "number" ? directory : new RunDirectory(`${directory.path}/seed-${seed[0]}`);
  const { data, base_dir: baseDir } = await readManifest(one.file("manifest"));
  // A file that is gone is one that changed: training tells so.
  const now = await fingerprints(data, baseDir).catch(() => []);
  return now.length === data.length && changedFiles(data, now).length === 0;
}
