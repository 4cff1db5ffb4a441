import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Comparison, compareRuns, comparisonPage } from "../../compare/index.js";
import { type LoadedConfig, loadConfig } from "../../config/index.js";
import { hasSeveralPaths } from "../../labels/index.js";
import { PinakesError } from "../../shared/index.js";

/**
 * The config of a flat model: the same but for `hierarchy.method`, and for a decoding that a flat model does not know.
 * @throws PinakesError CLI_USAGE where there is no hierarchy, where the config's model is flat itself, or where texts have
 * several paths, which a flat model has no form for
 */
export async function flatConfig(
  { config }: LoadedConfig,
  { path, overrides }: { readonly path: string; readonly overrides: readonly string[] },
): Promise<LoadedConfig> {
  const { task, hierarchy } = config;
  if (task !== "hierarchical") throw noBaseline(`task is ${task}, which has no hierarchy.`);
  if (hierarchy.method === "flat") throw noBaseline("hierarchy.method is flat already.");
  if (hasSeveralPaths(hierarchy)) throw noBaseline("texts have several paths, and a flat model gives one.");
  const keepsDecoding = hierarchy.decoding !== "per_level";
  const flat = ["hierarchy.method=flat", ...(keepsDecoding ? [] : ["hierarchy.decoding=null"])];
  return loadConfig(path, { overrides: [...overrides, ...flat] });
}

/** Compares a run with that of a flat model, and writes the comparison beside the latter. */
export async function compareWithFlat(
  runs: { readonly run: string; readonly flat: string },
  method: string,
): Promise<Comparison> {
  const comparison = await compareRuns([
    { run: runs.run, name: method },
    { run: runs.flat, name: "flat" },
  ]);
  await writeFile(join(runs.flat, "comparison.json"), `${JSON.stringify(comparison, null, 2)}\n`);
  await writeFile(join(runs.flat, "comparison.html"), comparisonPage(comparison));
  return comparison;
}

function noBaseline(message: string): PinakesError {
  return new PinakesError("CLI_USAGE", {
    where: "--flat-baseline",
    message,
    fix: "leave --flat-baseline out.",
  });
}
