import { rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { stringify } from "yaml";
import { Classifier } from "../classifier/index.js";
import { type LoadedConfig, type RunConfig, resolvedYaml } from "../config/index.js";
import { PARTS, writeSplit } from "../data/index.js";
import { EVALUATION_VERSION, type Evaluation, type Prediction, type SplitEvaluation } from "../evaluation/index.js";
import { Rng } from "../shared/index.js";
import { CheckpointStore } from "../training/index.js";
import { evaluateExamples } from "./evaluate-model.js";
import type { RunEvent } from "./events.js";
import { fitModel } from "./fit-model.js";
import type { FittedModel } from "./fit-options.js";
import { createManifest, type Manifest } from "./manifest.js";
import { measureLatency } from "./measure-speed.js";
import { type PreparedData, prepareData } from "./prepare-data.js";
import { RunDirectory } from "./run-directory.js";
import { type SeedSummary, summarizeSeeds } from "./seeds.js";

/** How a run is made. */
export interface TrainRunOptions {
  /** The run directory; with several seeds the folder of theirs. */
  readonly directory: string;
  readonly resume?: boolean;
  readonly overwrite?: boolean;
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
 * Trains and evaluates what a config says, and writes the run directory: once, or once a seed.
 * @throws PinakesError of the data, the config or the run directory; INTERRUPTED where the signal aborts
 */
export async function trainRun(loaded: LoadedConfig, options: TrainRunOptions): Promise<RunResult> {
  const { config, baseDir } = loaded;
  const { seed } = config;
  const outer = new RunDirectory(options.directory);
  const mode = { resume: options.resume ?? false, overwrite: options.overwrite ?? false };
  await outer.open({ given: givenText(loaded), resolved: resolvedYaml(config) }, mode);
  for (const { path, message } of loaded.warnings)
    options.onEvent?.({ type: "warning", message: `${path} ${message}` });
  const data = await prepareData(config, baseDir);
  options.onEvent?.({ type: "data", report: data.report, findings: data.findings });
  if (typeof seed === "number") {
    return { directory: outer.path, evaluation: await trainSeed(data, { ...options, loaded, seed, directory: outer }) };
  }
  const evaluations: Evaluation[] = [];
  for (const [index, one] of seed.entries()) {
    options.onEvent?.({ type: "seed", seed: one, index, count: seed.length });
    const directory = new RunDirectory(`${outer.path}/seed-${one}`);
    await directory.open({ given: givenText(loaded), resolved: resolvedYaml({ ...config, seed: one }) }, mode);
    evaluations.push(await trainSeed(data, { ...options, loaded, seed: one, directory }));
  }
  const summary = summarizeSeeds(seed, evaluations);
  await outer.writeEvaluation(summary);
  return { directory: outer.path, seeds: summary };
}

/** Steady within a process, as times between two moments need. */
function systemClock(): number {
  return performance.timeOrigin + performance.now();
}

function givenText({ input }: LoadedConfig): string {
  return stringify(input);
}

interface SeedOptions extends Omit<TrainRunOptions, "directory"> {
  readonly loaded: LoadedConfig;
  readonly seed: number;
  readonly directory: RunDirectory;
}

async function trainSeed(data: PreparedData, options: SeedOptions): Promise<Evaluation> {
  const { directory, loaded, seed, resume = false, onEvent, signal } = options;
  if (resume && (await directory.isFinished())) return directory.readEvaluation();
  const clock = options.clock ?? systemClock;
  const config: RunConfig = { ...loaded.config, seed };
  const manifest = await startManifest(data, options, config);
  await directory.writeManifest(manifest);
  await writeSplit(directory.file("split"), data.split);
  if (resume) await directory.rewindMetrics((await new CheckpointStore(directory.path, "all").index()).last ?? 0);
  const fitted = await fitModel(data, {
    config,
    baseDir: loaded.baseDir,
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
  const evaluation = await finishRun(data, fitted, { config, directory, clock, onEvent });
  const finished = {
    ...manifest,
    finished: new Date((options.clock ?? systemClock)()).toISOString(),
    notes: notesOf(fitted),
  };
  await directory.writeManifest(finished);
  return evaluation;
}

function startManifest(data: PreparedData, options: SeedOptions, config: RunConfig): Promise<Manifest> {
  return createManifest({
    report: data.report,
    baseDir: options.loaded.baseDir,
    resolved: resolvedYaml(config),
    seed: options.seed,
    threads: config.threads ?? availableParallelism(),
    started: new Date((options.clock ?? systemClock)()).toISOString(),
  });
}

function notesOf({ network, tokens, notes }: FittedModel): Record<string, unknown> {
  if (!network) return { ...notes };
  const { best, metric, bestByLoss, steps, stoppedEarly } = network;
  return { ...notes, best: { metric, ...best }, best_by_loss: bestByLoss, steps, stopped_early: stoppedEarly, tokens };
}

interface FinishOptions {
  readonly config: RunConfig;
  readonly directory: RunDirectory;
  readonly clock: () => number;
  readonly onEvent: ((event: RunEvent) => void) | undefined;
}

/** Saves the model, evaluates it on every split as a user would have it, and writes what is known. */
async function finishRun(data: PreparedData, fitted: FittedModel, options: FinishOptions): Promise<Evaluation> {
  const { config, directory, clock, onEvent } = options;
  const classifier = new Classifier({
    space: data.space,
    text: config.text,
    config: config.model,
    model: fitted.model,
  });
  try {
    await rm(directory.file("model"), { recursive: true, force: true });
    await classifier.save(directory.file("model"));
    const splits: Record<string, SplitEvaluation> = {};
    const predictions: Prediction[] = [];
    for (const part of PARTS) {
      const { examples } = data.parts[part];
      if (examples.length === 0) continue;
      onEvent?.({ type: "stage", message: `evaluating ${examples.length} ${part} texts` });
      const evaluated = await evaluateExamples(classifier, part, examples);
      splits[part] = evaluated.evaluation;
      if (part !== "train") predictions.push(...evaluated.predictions);
    }
    await directory.writePredictions(predictions);
    const sample = data.parts[data.parts.test.examples.length > 0 ? "test" : "train"].examples.map(({ text }) => text);
    const latency = await measureLatency(classifier, sample, clock);
    const evaluation: Evaluation = {
      schema_version: EVALUATION_VERSION,
      task: config.task,
      model: config.model.type,
      labels: labelNames(data),
      splits,
      timing: { train_seconds: fitted.trainSeconds, ...(latency ? { inference_ms: latency } : {}) },
      parameters: { ...fitted.model.parameters },
    };
    await directory.writeEvaluation(evaluation);
    onEvent?.({ type: "evaluated", evaluation, directory: directory.path });
    return evaluation;
  } finally {
    await classifier.release();
  }
}

function labelNames({ space }: PreparedData): Evaluation["labels"] {
  if (space.task === "hierarchical") return Object.fromEntries(space.heads.map(({ name, labels }) => [name, labels]));
  return space.heads[0]?.labels ?? [];
}
