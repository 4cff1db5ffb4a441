import { availableParallelism } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { type LoadedConfig, type RunConfig, resolvedYaml } from "../config/index.js";
import { writeSplit } from "../data/index.js";
import type { Evaluation } from "../evaluation/index.js";
import { Rng } from "../shared/index.js";
import { CheckpointStore } from "../training/index.js";
import { systemClock } from "./clock.js";
import { createManifest, type DataFingerprint, fingerprints, readManifest } from "./directory/manifest.js";
import { checkSameData } from "./directory/resume-check.js";
import { RunDirectory } from "./directory/run-directory.js";
import { openCache } from "./encode/run-cache.js";
import type { RunEvent } from "./events.js";
import { finishRun } from "./finish/finish-run.js";
import { watchPeakMemory } from "./finish/peak-memory.js";
import { planFolds } from "./folds/plan-folds.js";
import { stopIfInterrupted } from "./interrupt.js";
import type { FitPlan, FittedModel } from "./plan/fit-plan.js";
import { planFit } from "./plan/plan-fit.js";
import { startDevice } from "./plan/start-device.js";
import { type PreparedData, prepareData, prepareFolds } from "./prepare-data.js";
import { type SeedSummary, summarizeSeeds } from "./seeds.js";

/** How a run is made. */
export interface TrainRunOptions {
  /** The run directory; with several seeds the folder of theirs. */
  readonly directory: string;
  readonly resume?: boolean;
  readonly overwrite?: boolean;
  /** Whether report.html and README.md, the model card, are written too (default false; `pinakes train` wants them). */
  readonly report?: boolean;
  /** Milliseconds since 1970; the system's clock where not given. */
  readonly clock?: () => number;
  readonly onEvent?: (event: RunEvent) => void;
  /** Aborts after the step under way. */
  readonly signal?: AbortSignal;
}

/** What a run gives. */
export interface RunResult {
  readonly directory: string;
  /** Of one seed. */
  readonly evaluation?: Evaluation;
  /** Of several seeds. */
  readonly seeds?: SeedSummary;
}

/**
 * Trains and evaluates what a config says, and writes the run directory: once, or once a seed. Nothing is written, nor
 * a former run removed, before config, data and model have been checked.
 * @throws PinakesError of the data, the config or the run directory; INTERRUPTED where the signal aborts
 */
export async function trainRun(loaded: LoadedConfig, options: TrainRunOptions): Promise<RunResult> {
  const { config } = loaded;
  const { seed } = config;
  const outer = new RunDirectory(options.directory);
  const mode = { resume: options.resume ?? false, overwrite: options.overwrite ?? false };
  await outer.check(resolvedYaml(config), mode);
  const prepared = await prepare(loaded, options);
  await outer.begin(configTexts(loaded, config), mode);
  const context = { ...options, ...prepared, loaded };
  if (typeof seed === "number") {
    return { directory: outer.path, evaluation: await trainSeed(context, seed, outer) };
  }
  const evaluations: Evaluation[] = [];
  for (const [index, one] of seed.entries()) {
    stopIfInterrupted(options.signal, { where: outer.path, begun: true });
    options.onEvent?.({ type: "seed", seed: one, index, count: seed.length });
    const directory = new RunDirectory(join(outer.path, `seed-${one}`));
    const texts = configTexts(loaded, { ...config, seed: one });
    await directory.check(texts.resolved, mode);
    await directory.begin(texts, mode);
    evaluations.push(await trainSeed(context, one, directory));
  }
  const summary = summarizeSeeds(seed, evaluations);
  await outer.writeEvaluation(summary);
  if (options.report) await reportOn(outer);
  return { directory: outer.path, seeds: summary };
}

/** What all seeds share. */
interface Prepared {
  readonly data: PreparedData;
  readonly files: readonly DataFingerprint[];
  readonly plan: FitPlan;
}

async function prepare(loaded: LoadedConfig, options: TrainRunOptions): Promise<Prepared> {
  const { directory, onEvent, signal, clock = systemClock } = options;
  const { config, baseDir, warnings } = loaded;
  for (const { path, message } of warnings) onEvent?.({ type: "warning", message: `${path} ${message}` });
  const device = await startDevice(config);
  const folds = config.folds === undefined ? undefined : await prepareFolds(config, baseDir, config.folds);
  const data = folds?.whole ?? (await prepareData(config, baseDir));
  onEvent?.({ type: "data", report: data.report, findings: data.findings });
  const cache = openCache(config, { baseDir, clock });
  const planning = { config, baseDir, cache, device, onEvent, signal };
  const plan = folds ? await planFolds(folds, planning) : await planFit(data, planning);
  const files = await fingerprints(data.report.files, baseDir);
  stopIfInterrupted(signal, { where: directory, begun: false });
  return { data, files, plan };
}

function configTexts({ input }: LoadedConfig, config: RunConfig) {
  return { given: stringify(input), resolved: resolvedYaml(config) };
}

interface SeedContext extends Omit<TrainRunOptions, "directory">, Prepared {
  readonly loaded: LoadedConfig;
}

async function trainSeed(context: SeedContext, seed: number, directory: RunDirectory): Promise<Evaluation> {
  const { data, files, plan, loaded, resume = false, onEvent, signal, clock = systemClock } = context;
  const resumed = resume && (await directory.hasManifest());
  if (resumed) await checkSameData(directory, { files, split: data.split });
  if (resume && (await directory.isFinished())) return directory.readEvaluation();
  const now = (): string => new Date(clock()).toISOString();
  const started = resumed ? (await readManifest(directory.file("manifest"))).started : now();
  const config: RunConfig = { ...loaded.config, seed };
  const manifest = createManifest({
    data: files,
    baseDir: loaded.baseDir,
    resolved: resolvedYaml(config),
    seed,
    threads: config.threads ?? availableParallelism(),
    started,
  });
  await writeSplit(directory.file("split"), data.split);
  await directory.writeManifest(manifest);
  if (resume) await directory.rewindMetrics((await new CheckpointStore(directory.path, "all").index()).last ?? 0);
  const peakMemory = watchPeakMemory();
  const fitted = await plan.fit({
    directory: directory.path,
    rng: Rng.fromSeed(seed),
    resume,
    clock,
    onEvent: (event) => {
      if (event.type === "step" || event.type === "epoch") directory.appendMetrics(event);
      onEvent?.(event);
    },
    signal,
  });
  const evaluation = await finishRun(data, fitted, {
    config,
    baseDir: loaded.baseDir,
    directory,
    clock,
    onEvent,
    signal,
    peakMemory,
  });
  await directory.writeManifest({ ...manifest, finished: now(), notes: notesOf(fitted) });
  if (context.report) await reportOn(directory);
  return evaluation;
}

/** Charts are loaded where they are wanted: a run without a report begins sooner. */
async function reportOn({ path }: RunDirectory): Promise<void> {
  const { writeReport } = await import("../report/index.js");
  await writeReport(path, { card: true });
}

function notesOf({ network, tokens, notes }: FittedModel): Record<string, unknown> {
  if (!network) return { ...notes };
  const { best, metric, bestByLoss, steps, stoppedEarly } = network;
  return {
    ...notes,
    ...(best ? { best: { metric, ...best }, best_by_loss: bestByLoss } : {}),
    steps,
    stopped_early: stoppedEarly,
    tokens,
  };
}
