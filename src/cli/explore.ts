import { basename } from "node:path";
import { type LoadedConfig, loadConfig } from "../config/index.js";
import { type Exploration, explorationFigures, explorationPage } from "../explore/index.js";
import { saveFigures } from "../page/index.js";
import { exploreConfig } from "../runs/index.js";
import { EXIT, PinakesError, writeFileWhole } from "../shared/index.js";
import type { ExploreArguments } from "./command-types.js";
import { guess } from "./init/guess.js";
import { proposalConfig } from "./init/proposal-yaml.js";
import { SAMPLE_ROWS, sampleFile } from "./init/sample-file.js";
import { type Io, writeJson } from "./io.js";
import { explorationSummary } from "./print/index.js";

/** `pinakes explore`: what is in a data file, or in the data of a config. */
export async function run(args: ExploreArguments, io: Io): Promise<number> {
  const exploration = await explore(args, io);
  if (args.json) writeJson(io.out, exploration);
  else io.out.write(explorationSummary(exploration));
  await writePage(args, exploration, io);
  return EXIT.ok;
}

/** The page and its figures. With `--json`, only what is asked for by name. */
async function writePage({ target, out, figures, json }: ExploreArguments, exploration: Exploration, io: Io) {
  const file = out ?? (json ? undefined : `explore-${basename(target).replace(/\.[^.]+$/u, "")}.html`);
  try {
    if (file !== undefined) {
      await writeFileWhole(file, [Buffer.from(explorationPage(exploration))]);
      io.err.write(`wrote ${file}\n`);
    }
    if (figures !== undefined) {
      const files = await saveFigures(explorationFigures(exploration), figures);
      io.err.write(`wrote ${files.length} pictures into ${figures}\n`);
    }
  } catch (cause) {
    if (!(cause instanceof Error) || !("code" in cause)) throw cause;
    throw new PinakesError("FILE_ACCESS", {
      where: file ?? figures ?? target,
      message: `the page or its figures can't be written (${cause.message})`,
      fix: "name a place that can be written with --out, and a folder with --figures.",
      cause,
    });
  }
}

async function explore(args: ExploreArguments, io: Io): Promise<Exploration> {
  const isConfig = /\.(?:ya?ml|json)$/iu.test(args.target);
  const loaded = isConfig ? await loadConfig(args.target, { overrides: args.set }) : await guessed(args, io);
  for (const { message } of loaded.warnings) io.err.write(`warning: ${message}\n`);
  const name = basename(args.target);
  return exploreConfig(loaded, {
    name,
    divide: isConfig,
    language: args.language,
    onEvent: (event) => {
      if (event.type === "stage") io.err.write(`${event.message}\n`);
      if (event.type === "warning") io.err.write(`warning: ${event.message}\n`);
    },
  });
}

/** The config that `pinakes init` would propose for a data file. */
async function guessed({ target, set }: ExploreArguments, io: Io): Promise<LoadedConfig> {
  if (set.length > 0) {
    throw new PinakesError("CLI_USAGE", {
      where: target,
      message: "--set changes a config, but this is a data file.",
      fix: `write a config first: pinakes init ${target}; then explore that.`,
    });
  }
  const proposal = guess(await sampleFile(target, SAMPLE_ROWS), target);
  const labels = [proposal.labels].flat().join(", ");
  io.err.write(`guessed: ${proposal.task}, text ${proposal.text}, labels ${labels} (a config says otherwise)\n`);
  const config = proposalConfig(proposal, target);
  // A model and its settings are not what is looked at.
  return loadConfig({ task: config.task, data: { ...config.data, on_bad_row: "skip" }, model: { type: "majority" } });
}
