import { stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  type Comparison,
  compareRuns,
  comparisonCsv,
  comparisonMarkdown,
  comparisonPage,
  type PlannedModel,
  planLearningCurve,
  planModels,
  type RunToCompare,
  type SharedRun,
  trainModels,
} from "../compare/index.js";
import type { RunEvent } from "../runs/index.js";
import { EXIT, PinakesError } from "../shared/index.js";
import type { CompareArguments } from "./command-types.js";
import { type Io, writeJson } from "./io.js";
import { comparisonText } from "./print/index.js";
import { interruptible } from "./train/interruptible.js";
import { trainingReporter } from "./train/reporter.js";

/** `pinakes compare`: models side by side, trained first where configs are given. */
export async function run(args: CompareArguments, io: Io): Promise<number> {
  const { runs, planned } = await openTargets(args);
  await train(planned, args, io);
  const learning = args.learningCurve ? await learningRuns(runs, args, io) : [];
  const { split, data, metric, baseline, resamples } = args;
  const comparison = await compareRuns(runs, { split, data, metric, baseline, resamples, learning });
  const { markdown, csv } = args;
  const written = await writeFiles(comparison, { markdown, csv, html: pagePath(args, planned) });
  if (args.json) writeJson(io.out, comparison);
  else io.out.write(comparisonText(comparison));
  for (const file of written) (args.json ? io.err : io.out).write(`written: ${file}\n`);
  return EXIT.ok;
}

interface Targets {
  readonly runs: readonly RunToCompare[];
  /** Models of configs, which are trained or kept. */
  readonly planned: readonly PlannedModel[];
}

/** A folder is a run, anything else a config. */
async function openTargets({ targets, set, vary, out }: CompareArguments): Promise<Targets> {
  const planned: PlannedModel[] = [];
  const runs: RunToCompare[] = [];
  for (const target of targets) {
    if (await isFolder(target)) {
      runs.push({ run: target });
      continue;
    }
    if (!(await exists(target))) throw notFound(target);
    const models = await planModels(target, { overrides: set, vary, out });
    planned.push(...models);
    runs.push(...models.map(({ name, directory }) => ({ name, run: directory })));
  }
  if (planned.length > 0 || (set.length === 0 && vary.length === 0)) return { runs: withOwnNames(runs), planned };
  throw new PinakesError("CLI_USAGE", {
    where: targets.join(" "),
    message: "--set and --vary change configs, but these are runs, which are trained already.",
    fix: "leave them out, or name a config file.",
  });
}

/** Names that two configs share give way to the paths. */
function withOwnNames(runs: readonly RunToCompare[]): RunToCompare[] {
  const isShared = (name: string): boolean => runs.filter((run) => run.name === name).length > 1;
  return runs.map(({ run: path, name }) =>
    name === undefined || isShared(name) ? { run: path } : { run: path, name },
  );
}

function notFound(target: string): PinakesError {
  return new PinakesError("RUN_NOT_FOUND", {
    where: target,
    message: "there is neither a run directory nor a config of this name.",
    fix: "name the folder that pinakes train wrote, or a YAML or JSON config.",
  });
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function train(planned: readonly PlannedModel[], { overwrite }: CompareArguments, io: Io): Promise<void> {
  if (planned.length === 0) return;
  const reporter = trainingReporter(io.err);
  const isNews = newsOf();
  await interruptible(reporter, { savesSteps: true }, (signal) =>
    trainModels(planned, {
      overwrite,
      signal,
      onEvent: (event) => {
        if (event.type === "model") reporter.note(`— ${event.name} (${event.index + 1} of ${event.count}) —`);
        else if (isNews(event)) reporter.onEvent(event);
      },
    }),
  );
}

/** Models of the same data tell of it once. */
function newsOf(): (event: RunEvent) => boolean {
  let told = "";
  return (event) => {
    if (event.type !== "data") return true;
    const [before, now] = [told, JSON.stringify(event)];
    told = now;
    return before !== now;
  };
}

async function learningRuns(runs: readonly RunToCompare[], args: CompareArguments, io: Io): Promise<SharedRun[]> {
  const learning: SharedRun[] = [];
  for (const model of runs) {
    const curve = await planLearningCurve(model, args.shares);
    await train(curve.planned, args, io);
    learning.push(...curve.runs);
  }
  return learning;
}

/** Of configs, and with --out, there is a page without asking: beside the runs. */
function pagePath({ html, out, targets }: CompareArguments, planned: readonly PlannedModel[]): string | undefined {
  if (html !== undefined || (planned.length === 0 && out === undefined)) return html;
  const [first] = planned;
  const isOneConfig = first !== undefined && targets.length === 1 && planned.length > 1;
  return join(isOneConfig ? dirname(first.directory) : (out ?? "runs"), "compare.html");
}

async function writeFiles(
  comparison: Comparison,
  { markdown, csv, html }: { readonly markdown?: string; readonly csv?: string; readonly html?: string },
): Promise<string[]> {
  const files = [
    ...(markdown ? [{ path: markdown, text: comparisonMarkdown(comparison) }] : []),
    ...(csv ? [{ path: csv, text: comparisonCsv(comparison) }] : []),
    ...(html ? [{ path: html, text: comparisonPage(comparison) }] : []),
  ];
  for (const { path, text } of files) {
    await writeFile(path, text).catch((cause: unknown) => {
      throw new PinakesError("FILE_ACCESS", {
        where: path,
        message: "the file can't be written.",
        fix: "name a file in a folder that is there and may be written to.",
        cause,
      });
    });
  }
  return files.map(({ path }) => path);
}
