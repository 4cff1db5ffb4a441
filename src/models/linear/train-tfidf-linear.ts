import type { OutputSpec } from "../../labels/index.js";
import { invariant, PinakesError, present, type Rng, type SparseMatrix } from "../../shared/index.js";
import { type TfidfOptions, TfidfVectorizer } from "../../text/index.js";
import type { TfidfLinearConfig } from "../config.js";
import { type Choice, chooseStrength, DEFAULT_STRENGTHS } from "./choose-strength.js";
import { concatenate, holdOut, type LabelledTexts, pickTexts } from "./data.js";
import { fitOutput, type OutputProblem } from "./fit-output.js";
import { defaultJudge, type Judge } from "./judge.js";
import type { FittedOutput } from "./linear-output.js";
import { type HeadTraining, type TfidfLinearHead, TfidfLinearModel } from "./tfidf-linear.js";

/** What training is busy with: `choose` tries strengths, `fit` makes the final weights. */
export type TfidfLinearProgress =
  | { readonly stage: "vectors"; readonly texts: number }
  | {
      readonly stage: "choose" | "fit";
      readonly head: number;
      readonly strength: number;
      /** One-vs-rest problems solved so far (SVM). */
      readonly done: number;
      readonly outputs: number;
    };

/** What {@link trainTfidfLinear} works from. */
export interface TfidfLinearTraining extends LabelledTexts {
  readonly outputs: readonly OutputSpec[];
  readonly validation?: LabelledTexts;
  readonly config: TfidfLinearConfig;
  /** One array an output: see {@link OutputProblem}. */
  readonly classWeights?: readonly (ArrayLike<number> | undefined)[];
  /** One array an output: see {@link OutputProblem}. */
  readonly logitOffsets?: readonly (ArrayLike<number> | undefined)[] | undefined;
  /** What strengths are chosen by, an output; {@link defaultJudge} where not given. */
  readonly judges?: readonly (Judge | undefined)[];
  /** Of a single strength without a validation split, an output: the temperature that other texts have shown; 1 where not given. */
  readonly temperatures?: readonly number[] | undefined;
  /** Draws, by the labels of texts, those that are learned from; all are where not given. */
  readonly draw?: ((labels: readonly (readonly number[])[]) => readonly number[]) | undefined;
  readonly rng: Rng;
  readonly onProgress?: (progress: TfidfLinearProgress) => void;
}

/** What a model said of texts before it learned from them, if it ever did: enough to tune thresholds on. */
export interface HeldOutLogits {
  /** The texts: rows of the validation part, or of the training part. */
  readonly part: "validation" | "train";
  readonly rows: readonly number[];
  /** [rows, size] an output */
  readonly logits: readonly Float64Array[];
}

/** What {@link trainTfidfLinear} gives. */
export interface TrainedTfidfLinear {
  readonly model: TfidfLinearModel;
  /** Undefined where no text was set aside. */
  readonly heldOut: HeldOutLogits | undefined;
}

/**
 * Trains one TF-IDF vectorizer and linear classifiers for each output.
 *
 * A list of strengths (or none, for the default list) is chosen from an output at a time by the judge's figure on the
 * validation split; without one, on a stratified fifth of the training split, after which the model is trained on the
 * whole. A single strength is used as it is; of an SVM, whose margins are no logits, a fifth is set aside all the same for
 * their temperature. `refit` trains vectorizer and classifiers again on training + validation
 * texts; the temperature of an SVM stays that of the texts set aside, since it can't be fitted on texts that were learned
 * from.
 */
export async function trainTfidfLinear(training: TfidfLinearTraining): Promise<TrainedTfidfLinear> {
  const { config, outputs, rng } = training;
  if (config.word === false && config.char === false) throw noFeatures();
  invariant(training.targets.length === outputs.length, "there is one entry of targets an output");
  const train: LabelledTexts = { texts: training.texts, targets: training.targets, labels: training.labels };
  const given = typeof config.strength === "number" ? config.strength : undefined;
  const validation = training.validation?.texts.length ? training.validation : undefined;
  if (validation !== undefined) {
    const chosenOn = given === undefined ? "validation" : "config";
    const { vectorizer, choices, texts } = await choose(train, validation, training);
    const heldOut = heldOutOf(choices, "validation", [...validation.texts.keys()]);
    if (config.refit) {
      const model = await fitFinal(concatenate(train, validation), training, { plans: choices, chosenOn });
      return { model, heldOut };
    }
    const heads = choices.map((choice) => finishedHead(choice, choice.fitted, { chosenOn, texts }));
    return { model: new TfidfLinearModel(vectorizer, heads), heldOut };
  }
  const isScaled = config.classifier === "logistic" || training.temperatures !== undefined;
  if (given !== undefined && isScaled) return fitAsConfigured(given, train, training);
  const { train: learned, held, rows } = holdOut(train, outputs, rng.split("hold-out"));
  if (given !== undefined && rows.length === 0) return fitAsConfigured(given, train, training);
  const { choices } = await choose(learned, held, training);
  if (given !== undefined) {
    return { model: await fitFinal(train, training, { plans: choices, chosenOn: "config" }), heldOut: undefined };
  }
  const model = await fitFinal(train, training, { plans: choices, chosenOn: "hold_out" });
  return { model, heldOut: heldOutOf(choices, "train", rows) };
}

/** Where nothing is left to be found out. */
async function fitAsConfigured(
  strength: number,
  train: LabelledTexts,
  training: TfidfLinearTraining,
): Promise<TrainedTfidfLinear> {
  const plans = training.outputs.map((output, head) => ({
    strength,
    temperature: training.temperatures?.[head] ?? 1,
    candidates: [],
    metric: defaultJudge(output).metric,
  }));
  return { model: await fitFinal(train, training, { plans, chosenOn: "config" }), heldOut: undefined };
}

function heldOutOf(
  choices: readonly Choice[],
  part: HeldOutLogits["part"],
  rows: readonly number[],
): HeldOutLogits | undefined {
  return rows.length === 0 ? undefined : { part, rows, logits: choices.map(({ logits }) => logits) };
}

/** What is settled about an output before its final weights are learned. */
type Plan = Pick<Choice, "strength" | "temperature" | "candidates"> & Pick<Judge, "metric">;

/** Learns vectors from `train` and chooses the strength of each output on `judged`. */
async function choose(
  train: LabelledTexts,
  judged: LabelledTexts,
  training: TfidfLinearTraining,
): Promise<{ vectorizer: TfidfVectorizer; choices: (Choice & Pick<Judge, "metric">)[]; texts: number }> {
  const { config, outputs, rng, onProgress } = training;
  const learned = drawn(train, training);
  const { vectorizer, matrix } = vectors(learned, training);
  const x = vectorizer.transform(judged.texts);
  const strengths = [config.strength ?? DEFAULT_STRENGTHS[config.classifier]].flat();
  const choices: (Choice & Pick<Judge, "metric">)[] = [];
  for (const [head, output] of outputs.entries()) {
    const judge = training.judges?.[head] ?? defaultJudge(output);
    const choice = await chooseStrength(
      outputProblem(matrix, learned, { head, training }),
      { x, targets: present(judged.targets[head], "the targets of the output") },
      {
        classifier: config.classifier,
        strengths,
        judge,
        rng: rng.split("choose", head),
        onOutput: (strength, done, all) => onProgress?.({ stage: "choose", head, strength, done, outputs: all }),
      },
    );
    choices.push({ ...choice, metric: judge.metric });
  }
  return { vectorizer, choices, texts: learned.texts.length };
}

/** What is learned from. It is drawn behind any setting aside, so that no text that is judged comes again in it. */
function drawn(data: LabelledTexts, { outputs, draw }: TfidfLinearTraining): LabelledTexts {
  return draw ? pickTexts(data, outputs, draw(present(data.labels, "the labels of the texts"))) : data;
}

/** Learns vectors and the final weights of all outputs. */
async function fitFinal(
  all: LabelledTexts,
  training: TfidfLinearTraining,
  { plans, chosenOn }: { readonly plans: readonly Plan[]; readonly chosenOn: HeadTraining["chosenOn"] },
): Promise<TfidfLinearModel> {
  const { config, rng, onProgress } = training;
  const data = drawn(all, training);
  const { vectorizer, matrix } = vectors(data, training);
  const heads: TfidfLinearHead[] = [];
  for (const [head, plan] of plans.entries()) {
    const { strength } = plan;
    const fitted = await fitOutput(outputProblem(matrix, data, { head, training }), {
      classifier: config.classifier,
      strength,
      rng: rng.split("fit", head),
      onOutput: (done, outputs) => onProgress?.({ stage: "fit", head, strength, done, outputs }),
    });
    heads.push(finishedHead(plan, fitted, { chosenOn, texts: data.texts.length }));
  }
  return new TfidfLinearModel(vectorizer, heads);
}

function vectors(
  data: LabelledTexts,
  { config, onProgress }: TfidfLinearTraining,
): { vectorizer: TfidfVectorizer; matrix: SparseMatrix } {
  onProgress?.({ stage: "vectors", texts: data.texts.length });
  return TfidfVectorizer.fitTransform(data.texts, tfidfOptions(config));
}

/** The vectorizer's options of a config. */
export function tfidfOptions(config: TfidfLinearConfig): TfidfOptions {
  const block = (features: TfidfLinearConfig["word"]) =>
    features && { ngrams: features.ngrams, minDf: features.min_df, maxFeatures: features.max_features };
  return {
    word: block(config.word),
    char: block(config.char),
    lowercase: config.lowercase,
    stripAccents: config.strip_accents,
    sublinearTf: config.sublinear_tf,
  };
}

function outputProblem(
  x: SparseMatrix,
  data: LabelledTexts,
  { head, training }: { readonly head: number; readonly training: TfidfLinearTraining },
): OutputProblem {
  return {
    spec: present(training.outputs[head], "the output"),
    x,
    targets: present(data.targets[head], "the targets of the output"),
    classWeights: training.classWeights?.[head],
    logitOffsets: training.logitOffsets?.[head],
  };
}

/** The output without its solvers, whose state is as large as the training split. */
function finishedHead(
  { strength, temperature, candidates, metric }: Plan,
  fitted: FittedOutput,
  { chosenOn, texts }: Pick<HeadTraining, "chosenOn" | "texts">,
): TfidfLinearHead {
  const ends = fitted.blocks.map(({ solver }) => present(solver, "the solver of a fitted block"));
  const blocks = fitted.blocks.map(({ kind, places, model: { features, outputs, weights, bias } }) => ({
    kind,
    places,
    model: { features, outputs, weights, bias },
  }));
  return {
    fitted: { ...fitted, blocks },
    temperature,
    training: {
      strength,
      chosenOn,
      metric,
      candidates,
      texts,
      objective: ends.reduce((sum, { objective }) => sum + objective, 0),
      iterations: Math.max(0, ...ends.map(({ iterations }) => iterations)),
      converged: ends.every(({ converged }) => converged),
    },
  };
}

function noFeatures(): PinakesError {
  return new PinakesError("CONFIG_CONFLICT", {
    where: "model",
    message: "word and char are both false, so the model would see nothing of a text",
    fix: "leave out model.word or model.char; the default is both.",
  });
}
