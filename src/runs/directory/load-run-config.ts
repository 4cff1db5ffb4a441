import { join } from "node:path";
import { parse } from "yaml";
import { type LoadedConfig, loadConfig, type RunConfigInput } from "../../config/index.js";
import { readResolved } from "./load-run.js";
import { readManifest } from "./manifest.js";
import { RunDirectory } from "./run-directory.js";

/**
 * The config that a run was made by, whose paths start where they did; also of the folder of several seeds.
 * @throws PinakesError RUN_NOT_FOUND; MODEL_ARTIFACT where the manifest is missing
 */
export async function loadRunConfig(run: string): Promise<LoadedConfig> {
  const resolved = parse(await readResolved(run)) as RunConfigInput;
  const { seed } = resolved;
  const one = Array.isArray(seed) ? join(run, `seed-${seed[0]}`) : run;
  const { base_dir: baseDir } = await readManifest(new RunDirectory(one).file("manifest"));
  return loadConfig(resolved, { baseDir });
}
