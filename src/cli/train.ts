import { basename, extname, join } from "node:path";
import { loadConfig } from "../config/index.js";
import { type RunResult, trainRun } from "../runs/index.js";
import { EXIT } from "../shared/index.js";
import type { TrainArguments } from "./command-types.js";
import { type Io, writeJson } from "./io.js";
import { classificationReport, diagnosisReport, seedTable, trustReport } from "./print/index.js";
import { interruptible } from "./train/interruptible.js";
import { trainingReporter } from "./train/reporter.js";

/** `pinakes train`: from a config to a run directory. */
export async function run(args: TrainArguments, io: Io): Promise<number> {
  const loaded = await loadConfig(args.config, { overrides: args.set });
  const directory = args.out ?? join("runs", basename(args.config, extname(args.config)));
  const reporter = trainingReporter(io.err);
  // A linear model has no steps to save, and its solver never gives way to a handler: there Ctrl-C ends the process.
  const savesSteps = !["majority", "tfidf-linear"].includes(loaded.config.model.type);
  const { resume, overwrite } = args;
  const result = await interruptible(reporter, { savesSteps }, (signal) =>
    trainRun(loaded, { directory, resume, overwrite, report: true, onEvent: reporter.onEvent, signal }),
  );
  print(result, args, io);
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
    if (own) io.out.write(`${split}: ${own.count} texts\n\n${classificationReport(own)}\n${trustReport(own)}\n`);
    io.out.write(`${diagnosisReport(evaluation.diagnosis ?? [])}\n`);
  }
  io.out.write(`run directory: ${directory}\n`);
}
