import { stat } from "node:fs/promises";
import { loadConfig } from "../config/index.js";
import { type ModelSummary, summarizeConfig, summarizeRun } from "../runs/index.js";
import { EXIT, PinakesError } from "../shared/index.js";
import type { SummaryArguments } from "./command-types.js";
import { type Io, writeJson } from "./io.js";
import { modelSummary } from "./print/index.js";

/** `pinakes summary`: the layers of a config's model, or of a run's. */
export async function run(args: SummaryArguments, io: Io): Promise<number> {
  const summary = await summarizeTarget(args);
  if (args.json) writeJson(io.out, summary);
  else io.out.write(modelSummary(summary));
  return EXIT.ok;
}

/** A folder is a run, anything else a config. */
async function summarizeTarget({ target, set }: SummaryArguments): Promise<ModelSummary> {
  const isFolder = await stat(target).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) return summarizeConfig(await loadConfig(target, { overrides: set }));
  if (set.length === 0) return summarizeRun(target);
  throw new PinakesError("CLI_USAGE", {
    where: target,
    message: "--set changes a config, but this is a run, whose model is trained already.",
    fix: "leave --set out, or name the config file.",
  });
}
