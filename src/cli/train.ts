import { basename, extname, join } from "node:path";
import type { Comparison } from "../compare/index.js";
import { type LoadedConfig, loadConfig } from "../config/index.js";
import type { Evaluation } from "../evaluation/index.js";
import { RUN_FILES, type RunResult, trainRun } from "../runs/index.js";
import { EXIT } from "../shared/index.js";
import type { TrainArguments } from "./command-types.js";
import { type Io, writeJson } from "./io.js";
import {
  classificationReport,
  comparisonText,
  diagnosisReport,
  foldTable,
  metricTable,
  seedTable,
  trustReport,
} from "./print/index.js";
import { compareWithFlat, flatConfig } from "./train/flat-baseline.js";
import { interruptible } from "./train/interruptible.js";
import { trainingReporter } from "./train/reporter.js";

/** `pinakes train`: from a config to a run directory. */
export async function run(args: TrainArguments, io: Io): Promise<number> {
  const overrides = args.folds === undefined ? args.set : [...args.set, `folds=${args.folds}`];
  const loaded = await loadConfig(args.config, { overrides });
  const flat = args.flatBaseline ? await flatConfig(loaded, { path: args.config, overrides }) : undefined;
  const directory = args.out ?? join("runs", basename(args.config, extname(args.config)));
  const reporter = trainingReporter(io.err);
  // A linear model has no steps to save, and its solver never gives way to a handler: there Ctrl-C ends the process.
  const savesSteps = !["majority", "tfidf-linear"].includes(loaded.config.model.type);
  const { resume, overwrite } = args;
  const train = (config: LoadedConfig, folder: string): Promise<RunResult> =>
    interruptible(reporter, { savesSteps }, (signal) =>
      trainRun(config, { directory: folder, resume, overwrite, report: true, onEvent: reporter.onEvent, signal }),
    );
  const result = await train(loaded, directory);
  if (!flat) {
    print(result, args, io);
    return EXIT.ok;
  }
  const folder = join(directory, RUN_FILES.flatBaseline);
  reporter.note("— flat baseline —");
  const other = await train(flat, folder);
  const comparison = await compareWithFlat({ run: directory, flat: folder }, loaded.config.hierarchy.method);
  print({ ...result, comparison, flat: other.evaluation, method: loaded.config.hierarchy.method }, args, io);
  return EXIT.ok;
}

interface Printed extends RunResult {
  /** With the flat baseline. */
  readonly comparison?: Comparison;
  readonly flat?: Evaluation | undefined;
  /** The hierarchical method of the run. */
  readonly method?: string;
}

function print({ directory, evaluation, seeds, ...beside }: Printed, { json }: TrainArguments, io: Io): void {
  if (json) {
    writeJson(io.out, {
      directory,
      ...(evaluation ?? seeds),
      ...(beside.comparison ? { flat_baseline: beside.comparison } : {}),
    });
    return;
  }
  if (seeds) io.out.write(`${seedTable(seeds)}\n`);
  const split =
    evaluation &&
    (evaluation.splits.test
      ? "test"
      : evaluation.splits.validation
        ? "validation"
        : evaluation.splits["out-of-fold"]
          ? "out-of-fold"
          : "train");
  if (evaluation && split) {
    const own = evaluation.splits[split];
    if (own) io.out.write(`${split}: ${own.count} texts\n\n${classificationReport(own)}\n${trustReport(own)}\n`);
    io.out.write(`${diagnosisReport(evaluation.diagnosis ?? [])}\n`);
  }
  if (evaluation?.folds) io.out.write(`${foldTable(evaluation)}\n`);
  if (beside.comparison) {
    const { comparison, flat, method = "hierarchical" } = beside;
    const [own, other] = [evaluation, flat].map((one) => one?.splits[comparison.split]);
    const figures = own && other ? `${metricTable({ [method]: own, flat: other })}\n` : "";
    io.out.write(`against the flat baseline: ${comparisonText(comparison)}\n${figures}`);
    io.out.write(`compared in: ${join(directory, RUN_FILES.flatBaseline, "comparison.html")}\n`);
  }
  io.out.write(`run directory: ${directory}\n`);
}
