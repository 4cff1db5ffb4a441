import { readFile, stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { stringify } from "yaml";
import { type LoadedPretrainConfig, resolvedYaml } from "../../config/index.js";
import { Rng } from "../../shared/index.js";
import { CheckpointStore, countParameters, type MetricValues } from "../../training/index.js";
import { systemClock } from "../clock.js";
import { createManifest, type DataFingerprint, fingerprints, readManifest } from "../directory/manifest.js";
import { checkSameData } from "../directory/resume-check.js";
import { RunDirectory, writeWhole } from "../directory/run-directory.js";
import { stopIfInterrupted } from "../interrupt.js";
import type { TrainRunOptions } from "../train-run.js";
import { type MaskedEncoder, openMaskedEncoder } from "./masked-encoder.js";
import { encodePretrainingTexts, type PretrainingTexts, readPretrainingTexts } from "./pretraining-texts.js";
import { saveMasked } from "./save-masked.js";
import { MaskedTraining } from "./train-masked.js";

/** What a pretraining came to: `pretraining.json`. */
export interface Pretraining {
  readonly schema_version: 1;
  readonly task: "masked-language-model";
  readonly model: string;
  /** Texts, the inputs that they became, and the tokens of these. */
  readonly train: { readonly texts: number; readonly inputs: number; readonly tokens: number };
  /** Figures of the texts that were held out: loss in nats a masked token, perplexity, accuracy. */
  readonly validation?: {
    readonly texts: number;
    readonly inputs: number;
    readonly before: MetricValues;
    readonly after: MetricValues;
    readonly best_epoch: number;
  };
  readonly epochs: number;
  readonly steps: number;
  readonly parameters: number;
  readonly train_seconds: number;
}

/** What a pretraining gives. */
export interface PretrainResult {
  readonly directory: string;
  /** The folder of the checkpoint: `model.checkpoint` of a run, or a name for Hugging Face's libraries. */
  readonly checkpoint: string;
  readonly pretraining: Pretraining;
}

/**
 * Trains an encoder on texts without labels to guess masked tokens (Devlin et al. 2019), from scratch or further
 * (Gururangan et al. 2020), and writes a checkpoint. Nothing is written before config, texts and model have been checked.
 * @throws PinakesError of the data, the config, the checkpoint or the run directory; INTERRUPTED where the signal aborts
 */
export async function pretrainRun(loaded: LoadedPretrainConfig, options: TrainRunOptions): Promise<PretrainResult> {
  const { config, input, baseDir } = loaded;
  const { resume = false, overwrite = false, onEvent, signal } = options;
  const directory = new RunDirectory(options.directory);
  const resolved = resolvedYaml(config);
  await directory.check(resolved, { resume, overwrite });
  const texts = await readPretrainingTexts(config, baseDir);
  const encoder = await openMaskedEncoder(config.model, { baseDir, onEvent, signal });
  onEvent?.({ type: "stage", message: encoder.line });
  const inputs = encodePretrainingTexts(texts, encoder.tokenizer, config.model.max_length);
  onEvent?.({ type: "stage", message: describeTexts(texts, inputs.train) });
  const training = new MaskedTraining(config, encoder, inputs);
  const files = await fingerprints(texts.files, baseDir);
  stopIfInterrupted(signal, { where: directory.path, begun: false });
  await directory.begin({ given: stringify(input), resolved }, { resume, overwrite });
  const done = await finishedBefore(directory, { resume, files });
  if (done) return resultOf(directory, done);
  return train(loaded, options, { directory, texts, encoder, inputs, training, files });
}

interface Prepared {
  readonly directory: RunDirectory;
  readonly texts: PretrainingTexts;
  readonly encoder: MaskedEncoder;
  readonly inputs: ReturnType<typeof encodePretrainingTexts>;
  readonly training: MaskedTraining;
  readonly files: readonly DataFingerprint[];
}

async function train(loaded: LoadedPretrainConfig, options: TrainRunOptions, prepared: Prepared) {
  const { config, baseDir } = loaded;
  const { resume = false, onEvent, signal, clock = systemClock } = options;
  const { directory, encoder, training, files } = prepared;
  const now = (): string => new Date(clock()).toISOString();
  const started = (await directory.hasManifest()) ? (await readManifest(directory.file("manifest"))).started : now();
  const manifest = createManifest({
    data: files,
    baseDir,
    resolved: resolvedYaml(config),
    seed: config.seed,
    threads: config.threads ?? availableParallelism(),
    started,
  });
  await directory.writeManifest(manifest);
  if (resume) await directory.rewindMetrics((await new CheckpointStore(directory.path, "all").index()).last ?? 0);
  const fitted = await training.fit({
    directory: directory.path,
    rng: Rng.fromSeed(config.seed),
    resume,
    clock,
    signal,
    onEvent: (event) => {
      if (event.type === "step" || event.type === "epoch") directory.appendMetrics(event);
      onEvent?.(event);
    },
  });
  onEvent?.({ type: "trained", network: fitted.trained });
  await saveMasked(directory.file("model"), encoder, fitted.trained.parameters);
  const pretraining = describeTraining(prepared, fitted);
  await writeWhole(directory.file("pretraining"), `${JSON.stringify(pretraining, null, 2)}\n`);
  await directory.writeManifest({
    ...manifest,
    finished: now(),
    notes: { ...encoder.notes, dropped: prepared.texts.dropped },
  });
  return resultOf(directory, pretraining);
}

function describeTraining(
  { texts, inputs, encoder }: Prepared,
  { before, trained }: Awaited<ReturnType<MaskedTraining["fit"]>>,
): Pretraining {
  const { best, epochs, steps, seconds, parameters } = trained;
  const after = epochs.find(({ epoch }) => epoch === best?.epoch)?.validation;
  return {
    schema_version: 1,
    task: "masked-language-model",
    model: encoder.network.architecture.type,
    train: { texts: texts.train.length, inputs: inputs.train.length, tokens: countTokens(inputs.train) },
    ...(before && after && best
      ? {
          validation: {
            texts: texts.validation.length,
            inputs: inputs.validation.length,
            before,
            after,
            best_epoch: best.epoch,
          },
        }
      : {}),
    epochs: epochs.length,
    steps,
    parameters: countParameters(parameters),
    train_seconds: seconds,
  };
}

/** What a resumed run came to, where it had ended. @throws PinakesError RUN_RESUME_MISMATCH where the data has changed */
async function finishedBefore(
  directory: RunDirectory,
  { resume, files }: { readonly resume: boolean; readonly files: readonly DataFingerprint[] },
): Promise<Pretraining | undefined> {
  if (!resume || !(await directory.hasManifest())) return undefined;
  await checkSameData(directory, { files });
  const path = directory.file("pretraining");
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  return isThere ? (JSON.parse(await readFile(path, "utf8")) as Pretraining) : undefined;
}

function resultOf(directory: RunDirectory, pretraining: Pretraining): PretrainResult {
  return { directory: directory.path, checkpoint: directory.file("model"), pretraining };
}

function describeTexts({ train: texts, validation, dropped }: PretrainingTexts, inputs: readonly Int32Array[]): string {
  const { unreadable, short, repeated } = dropped;
  const left = [
    [unreadable, "unreadable"],
    [short, "empty or too short"],
    [repeated, "repeated"],
  ] as const;
  const told = left.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  const held = validation.length > 0 ? `, ${validation.length} held out` : "";
  const out = told.length > 0 ? `; left out: ${told.join(", ")}` : "";
  return `${texts.length} texts to learn from (${inputs.length} inputs, ${countTokens(inputs)} tokens)${held}${out}`;
}

function countTokens(inputs: readonly Int32Array[]): number {
  return inputs.reduce((sum, ids) => sum + ids.length, 0);
}
