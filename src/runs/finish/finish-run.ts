import { rm } from "node:fs/promises";
import { Classifier } from "../../classifier/index.js";
import type { RunConfig } from "../../config/index.js";
import { PARTS } from "../../data/index.js";
import { EVALUATION_VERSION, type Evaluation, type Prediction, type SplitEvaluation } from "../../evaluation/index.js";
import { isTransformer } from "../../models/index.js";
import { folderSize, type RunDirectory } from "../directory/run-directory.js";
import type { RunEvent } from "../events.js";
import { OUT_OF_FOLD } from "../folds/out-of-fold.js";
import { stopIfInterrupted } from "../interrupt.js";
import type { FittedModel, HeldOutTexts } from "../plan/fit-plan.js";
import type { PreparedData } from "../prepare-data.js";
import { summarizeLayers } from "../summary/summarize.js";
import { diagnoseRun } from "./diagnose-run.js";
import { evaluateExamples } from "./evaluate-model.js";
import { leafPaths } from "./leaf-paths.js";
import { measureSpeed } from "./measure-speed.js";
import { outOfScopeTexts, surenessOf } from "./out-of-scope.js";
import type { PeakMemory } from "./peak-memory.js";
import { needsHeldOut, settleDecisions } from "./settle-decisions.js";

/** What the end of a run works with. */
export interface FinishOptions {
  readonly config: RunConfig;
  /** The folder that relative paths of the config start from. */
  readonly baseDir: string;
  readonly directory: RunDirectory;
  readonly clock: () => number;
  readonly onEvent?: ((event: RunEvent) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Since the start of training. */
  readonly peakMemory: PeakMemory;
}

/** Saves the model, evaluates it on every split as a user would have it, and writes what is known. */
export async function finishRun(data: PreparedData, fitted: FittedModel, options: FinishOptions): Promise<Evaluation> {
  const { config, directory, clock, onEvent, peakMemory } = options;
  const { decisions, tunedOn, promisedOn } = settleDecisions(
    config,
    data.scheme,
    await heldOutTexts(data, fitted, options),
  );
  if (tunedOn > 0 && promisedOn > 0) {
    const message = `of the texts set aside, ${tunedOn} tune probabilities and thresholds, and ${promisedOn} others what is promised (conformal, abstain)`;
    onEvent?.({ type: "stage", message });
  }
  const classifier = new Classifier({
    space: data.space,
    hierarchy: config.hierarchy,
    text: config.text,
    config: config.model,
    model: fitted.model,
    decisions,
  });
  try {
    await rm(directory.file("model"), { recursive: true, force: true });
    await classifier.save(directory.file("model"), { onnx: isTransformer(config.model) && config.export.onnx });
    const { splits, predictions } = await evaluateParts(classifier, data, {
      ...options,
      fitted,
    });
    await directory.writePredictions(predictions);
    const speed = await measureSpeed(classifier, sampleTexts(data), clock);
    const evaluation: Evaluation = {
      schema_version: EVALUATION_VERSION,
      task: config.task,
      model: config.model.type,
      labels: labelNames(data),
      splits,
      diagnosis: diagnoseRun(config, { space: data.space, splits, epochs: fitted.network?.epochs }),
      timing: { train_seconds: fitted.trainSeconds, ...speed },
      parameters: { ...fitted.model.parameters },
      footprint: {
        layers: classifier.model.summarize().length,
        size_bytes: await folderSize(directory.file("model")),
        peak_memory_mib: peakMemory(),
      },
      layers: await summarizeLayers(classifier, { config, run: directory.path }),
      ...(config.task === "hierarchical" ? { taxonomy: leafPaths(data.space) } : {}),
      ...(fitted.folds ? { folds: fitted.folds.summary } : {}),
    };
    await directory.writeEvaluation(evaluation);
    onEvent?.({ type: "evaluated", evaluation, directory: directory.path });
    return evaluation;
  } finally {
    await classifier.release();
  }
}

/**
 * What thresholds, calibration and promises are settled on: texts that the model has not learned from, where any are set aside and anything is to be
 * tuned.
 */
async function heldOutTexts(
  data: PreparedData,
  { heldOut, refitted, logits, model }: FittedModel,
  { config, onEvent }: FinishOptions,
): Promise<HeldOutTexts | undefined> {
  if (!needsHeldOut(config, data.space)) return undefined;
  if (heldOut) return heldOut;
  const { golds, texts, examples } = data.parts.validation;
  if (texts.length === 0 || refitted) {
    onEvent?.({ type: "warning", message: NOTHING_TO_TUNE_ON });
    return undefined;
  }
  return {
    texts: examples.map(({ text }) => text),
    golds,
    logits: (await logits?.("validation")) ?? (await model.logits(texts)),
  };
}

const NOTHING_TO_TUNE_ON =
  "there are no validation texts to tune on: thresholds are 0.5 (thresholds.method: fixed says so), and there is no calibration, prediction set or abstention; data.split.validation: 0.1 sets texts aside";

/**
 * Figures of every part that has texts; predictions of all but the training part. A validation part that the model was
 * refitted on is left out: the accuracies that its strength was chosen by stand in the manifest.
 */
async function evaluateParts(
  classifier: Classifier,
  data: PreparedData,
  { config, baseDir, onEvent, signal, directory, fitted }: FinishOptions & { readonly fitted: FittedModel },
) {
  const outside = config.abstain && (await outOfScopeTexts(config, baseDir));
  const outOfScope = outside && (await surenessOf(classifier, outside));
  const splits: Record<string, SplitEvaluation> = fitted.folds ? { [OUT_OF_FOLD]: fitted.folds.evaluation } : {};
  const predictions: Prediction[] = [...(fitted.folds?.predictions ?? [])];
  for (const part of PARTS) {
    const { examples } = data.parts[part];
    if (examples.length === 0) continue;
    if (part === "validation" && fitted.refitted) {
      onEvent?.({
        type: "stage",
        message: "the validation texts were learned from (refit), so they are not evaluated",
      });
      continue;
    }
    stopIfInterrupted(signal, { where: directory.path, begun: true });
    onEvent?.({ type: "stage", message: `evaluating ${examples.length} ${part} texts` });
    const evaluated = await evaluateExamples(classifier, part, examples, {
      logits: await fitted.logits?.(part),
      intervals: config.intervals,
      outOfScope,
    });
    splits[part] = evaluated.evaluation;
    if (part !== "train") predictions.push(...evaluated.predictions);
  }
  return { splits, predictions };
}

function sampleTexts({ parts }: PreparedData): string[] {
  const { examples } = parts.test.examples.length > 0 ? parts.test : parts.train;
  return examples.map(({ text }) => text);
}

function labelNames({ space }: PreparedData): Evaluation["labels"] {
  if (space.task === "hierarchical") return Object.fromEntries(space.heads.map(({ name, labels }) => [name, labels]));
  return space.heads[0]?.labels ?? [];
}
