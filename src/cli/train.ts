import { basename, extname, join } from "node:path";
import { loadConfig } from "../config/index.js";
import { type RunResult, trainRun } from "../runs/index.js";
import { EXIT } from "../shared/index.js";
import type { TrainArguments } from "./command-types.js";
import { type Io, writeJson } from "./io.js";
import { classificationReport, seedTable } from "./print/index.js";
import { trainingReporter } from "./train/reporter.js";

/** `pinakes train`: from a config to a run directory. */
export async function run(args: TrainArguments, io: Io): Promise<number> {
  const loaded = await loadConfig(args.config, { overrides: args.set });
  const directory = args.out ?? join("runs", basename(args.config, extname(args.config)));
  const interrupt = new AbortController();
  const reporter = trainingReporter(io.err);
  const onSignal = (): void => {
    if (interrupt.signal.aborted) process.exit(EXIT.interrupted);
    interrupt.abort();
    reporter.note("finishing the step under way and saving; press Ctrl-C again to quit at once");
  };
  // A linear model has no steps to save, and its solver never gives way to a handler: there Ctrl-C ends the process.
  const savesSteps = !["majority", "tfidf-linear"].includes(loaded.config.model.type);
  if (savesSteps) process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  try {
    const { resume, overwrite } = args;
    const result = await trainRun(loaded, {
      directory,
      resume,
      overwrite,
      onEvent: reporter.onEvent,
      signal: interrupt.signal,
    });
    reporter.stop();
    print(result, args, io);
  } finally {
    reporter.stop();
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  }
  return EXIT.ok;
}

function print({ directory, evaluation, seeds }: RunResult, { json }: TrainArguments, io: Io): void {
  if (json) {
    writeJson(io.out, { directory, ...(evaluation ?? seeds) });
    return;
  }
  if (seeds) io.out.write(`${seedTable(seeds)}\n`);
  const split = evaluation && (evaluation.splits.test ? "test" : evaluation.splits.validation ? "validation" : "train");
  if (evaluation && split) {
    const own = evaluation.splits[split];
    if (own) io.out.write(`${split}: ${own.count} texts\n\n${classificationReport(own)}\n`);
  }
  io.out.write(`run directory: ${directory}\n`);
}
