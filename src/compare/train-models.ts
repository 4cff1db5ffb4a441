import { basename, extname, join } from "node:path";
import { type LoadedConfig, loadModels } from "../config/index.js";
import { ensureRun, type RunEvent } from "../runs/index.js";
import { PinakesError } from "../shared/index.js";
import type { RunToCompare } from "./run-to-compare.js";

/** A model that is to be trained, or is trained. */
export interface PlannedModel {
  readonly name: string;
  readonly directory: string;
  readonly loaded: LoadedConfig;
}

/** What training several models tells. */
export type CompareEvent =
  | RunEvent
  | { readonly type: "model"; readonly name: string; readonly index: number; readonly count: number };

/** How several models are trained. */
export interface TrainModelsOptions {
  /** Train again what is there. */
  readonly overwrite?: boolean;
  readonly onEvent?: (event: CompareEvent) => void;
  /** Aborts after the step under way. */
  readonly signal?: AbortSignal;
}

/** How the configs of a comparison are found. */
export interface PlanOptions {
  readonly overrides?: readonly string[];
  readonly vary?: readonly string[];
  /** The folder below which runs are kept. Default `runs`. */
  readonly out?: string;
}

/**
 * The models that a config file makes, each with its run directory: `runs/NAME` for a plain config, as `pinakes train`
 * has it, `runs/NAME/MODEL` for each model of a config with several, and `runs/NAME-variants/VALUE` for each value that is
 * varied in a plain one.
 */
export async function planModels(file: string, options: PlanOptions = {}): Promise<PlannedModel[]> {
  const { overrides, vary, out = "runs" } = options;
  const base = basename(file, extname(file));
  const models = await loadModels(file, { overrides, vary });
  // Variants of a plain config don't lie within the run of the config itself.
  const isVaried = models.every(({ key }) => key === "") && (vary?.length ?? 0) > 0;
  const folder = isVaried ? `${base}-variants` : base;
  const planned = models.map(({ name, loaded }) =>
    name === ""
      ? { name: base, directory: join(out, base), loaded }
      : { name, directory: join(out, folder, folderName(name)), loaded },
  );
  const twice = planned.find(({ directory }, at) => planned.findIndex((one) => one.directory === directory) < at);
  if (!twice) return planned;
  throw new PinakesError("CONFIG_CONFLICT", {
    where: `${file}: models.${twice.name}`,
    message: `another model would be kept in ${twice.directory} too.`,
    fix: "give the models names that differ in letters or digits.",
  });
}

/** A name as a folder: what a file system or a shell might take amiss becomes a hyphen. */
function folderName(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N}._=+-]+/gu, "-").replaceAll(/^[-.]+|-+$/gu, "") || "model";
}

/** Trains what is not there yet, one model after the other; runs that were begun are resumed. */
export async function trainModels(
  models: readonly PlannedModel[],
  { overwrite = false, onEvent, signal }: TrainModelsOptions = {},
): Promise<RunToCompare[]> {
  const runs: RunToCompare[] = [];
  for (const [index, { name, directory, loaded }] of models.entries()) {
    onEvent?.({ type: "model", name, index, count: models.length });
    const { kept } = await ensureRun(loaded, { directory, overwrite, onEvent, signal });
    if (kept) onEvent?.({ type: "stage", message: `${directory} is there already` });
    runs.push({ name, run: directory });
  }
  return runs;
}
