import { resolve } from "node:path";
import { parse } from "yaml";
import { loadConfig, type RunConfig, type RunConfigInput } from "../config/index.js";
import { type Example, PARTS, type Part, partExamples, readSplit } from "../data/index.js";
import type { Diagnosis, Prediction, SplitEvaluation } from "../evaluation/index.js";
import { PinakesError } from "../shared/index.js";
import { loadRunClassifier, readResolved } from "./directory/load-run.js";
import { changedFiles, type DataFingerprint, fingerprints, readManifest } from "./directory/manifest.js";
import { RunDirectory } from "./directory/run-directory.js";
import { diagnoseRun } from "./finish/diagnose-run.js";
import { evaluateExamples } from "./finish/evaluate-model.js";
import { outOfScopeTexts, surenessOf } from "./finish/out-of-scope.js";
import { readCleaned } from "./prepare-data.js";

/** What is evaluated. */
export interface EvaluateRunOptions {
  /** Which rows of the run's own data (default: test); of another file all rows are taken. */
  readonly split?: Part | "all";
  /** Another file with the columns of the run's config. */
  readonly data?: string;
  readonly checkpoint?: string;
  readonly threads?: number;
}

/** What {@link evaluateRun} gives. */
export interface RunEvaluation {
  readonly run: string;
  readonly checkpoint: string;
  readonly splits: Readonly<Record<string, SplitEvaluation>>;
  /** What these figures show, each finding with the line of the config to try next. */
  readonly diagnosis: readonly Diagnosis[];
  readonly predictions: readonly Prediction[];
}

/** Measures a trained model: on splits of its own data, as they were then, or on another file. */
export async function evaluateRun(run: string, options: EvaluateRunOptions = {}): Promise<RunEvaluation> {
  const { split = "test", checkpoint = "best", threads } = options;
  const classifier = await loadRunClassifier(run, { checkpoint, threads });
  try {
    const own = await configOf(run);
    const { config } = own;
    const parts = options.data === undefined ? await ownParts(run, split, own) : await otherFile(config, options.data);
    const outside = await outOfScopeTexts(config, own.baseDir);
    const outOfScope = outside && (await surenessOf(classifier, outside));
    const splits: Record<string, SplitEvaluation> = {};
    const predictions: Prediction[] = [];
    for (const { name, examples } of parts) {
      const evaluated = await evaluateExamples(classifier, name, examples, {
        intervals: config.intervals,
        outOfScope,
      });
      splits[name] = evaluated.evaluation;
      predictions.push(...evaluated.predictions);
    }
    const diagnosis = diagnoseRun(config, { space: classifier.space, splits, learned: await learnedFrom(run) });
    return { run, checkpoint, splits, diagnosis, predictions };
  } finally {
    await classifier.release();
  }
}

/** The texts of a part of a run's own data, as they were then. @throws PinakesError DATA_SPLIT where it has none */
export async function runExamples(run: string, split: Part): Promise<readonly Example[]> {
  return (await ownParts(run, split, await configOf(run))).flatMap(({ examples }) => examples);
}

interface NamedExamples {
  readonly name: string;
  readonly examples: readonly Example[];
}

/** The figures of the training texts, where the run came to its end. */
async function learnedFrom(run: string): Promise<SplitEvaluation | undefined> {
  const directory = new RunDirectory(run);
  return (await directory.isFinished()) ? (await directory.readEvaluation()).splits.train : undefined;
}

interface OwnConfig {
  readonly config: RunConfig;
  readonly baseDir: string;
}

async function configOf(run: string): Promise<OwnConfig> {
  const resolved = parse(await readResolved(run)) as RunConfigInput;
  const { base_dir: baseDir } = await readManifest(new RunDirectory(run).file("manifest"));
  return loadConfig(resolved, { baseDir });
}

/** The run's own rows, divided as its split.json says. */
async function ownParts(run: string, split: Part | "all", { config, baseDir }: OwnConfig): Promise<NamedExamples[]> {
  const { dataset } = await readCleaned(config, baseDir);
  await refuseChangedData(run, await fingerprints(dataset.report.files, baseDir));
  const indices = await readSplit(new RunDirectory(run).file("split"));
  const examples = partExamples(dataset, { ...indices, method: "the run's split.json", findings: [] });
  const wanted = split === "all" ? PARTS.filter((part) => examples[part].length > 0) : [split];
  const empty = wanted.find((part) => examples[part].length === 0);
  if (!empty) return wanted.map((part) => ({ name: part, examples: examples[part] }));
  throw new PinakesError("DATA_SPLIT", {
    where: run,
    message: `the run has no ${empty} texts.`,
    fix: `use --split ${PARTS.filter((part) => examples[part].length > 0).join(" or ")}, or --data FILE.`,
  });
}

/** The indices of split.json are of the files as they were. */
async function refuseChangedData(run: string, now: readonly DataFingerprint[]): Promise<void> {
  const { data } = await readManifest(new RunDirectory(run).file("manifest"));
  const changed = changedFiles(data, now);
  if (changed.length === 0) return;
  throw new PinakesError("DATA_SPLIT_FILE", {
    where: run,
    message: `${changed.join(", ")} changed since the run, so its split no longer tells which rows are which.`,
    fix: "restore the data, or measure the model on any file with --data FILE.",
  });
}

/** All rows of another file, cleaned and dropped as those of the run were. */
async function otherFile(config: RunConfig, file: string): Promise<NamedExamples[]> {
  const { split: _split, sample: _sample, validation: _validation, test: _test, ...columns } = config.data;
  const data = { ...columns, train: resolve(file), format: undefined };
  const { dataset } = await readCleaned({ ...config, data }, process.cwd());
  return [{ name: "data", examples: dataset.examples }];
}
