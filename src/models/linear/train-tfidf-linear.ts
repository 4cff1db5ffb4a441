import { invariant, PinakesError, present, type Rng, type SparseMatrix } from "../../shared/index.js";
import { type TfidfOptions, TfidfVectorizer } from "../../text/index.js";
import type { TfidfLinearConfig } from "../config.js";
import { type Choice, chooseStrength, DEFAULT_STRENGTHS } from "./choose-strength.js";
import { concatenate, holdOut, type LabelledTexts } from "./data.js";
import { fitHead, type HeadProblem } from "./linear-head.js";
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
  /** Number of classes of each head. */
  readonly classes: readonly number[];
  /** Names of the heads, for errors; "head 1", … where not given. */
  readonly names?: readonly string[];
  readonly validation?: LabelledTexts;
  readonly config: TfidfLinearConfig;
  /** One array a head: [classes] weight of each class in the loss. */
  readonly classWeights?: readonly (ArrayLike<number> | undefined)[];
  readonly rng: Rng;
  readonly onProgress?: (progress: TfidfLinearProgress) => void;
}

/**
 * Trains one TF-IDF vectorizer and a linear classifier a head.
 *
 * A list of strengths (or none, for the default list) is chosen from a head at a time by accuracy on the validation
 * split; without one, on a stratified fifth of the training split, after which the model is trained on the whole. A
 * single strength is used as it is. `refit` trains vectorizer and heads again on training + validation texts; the
 * temperature of an SVM stays that of the texts set aside, since it can't be fitted on texts that were learned from.
 */
export function trainTfidfLinear(training: TfidfLinearTraining): TfidfLinearModel {
  const { config, rng } = training;
  if (config.word === false && config.char === false) throw noFeatures();
  invariant(training.targets.length === training.classes.length, "there is one array of targets a head");
  const train: LabelledTexts = { texts: training.texts, targets: training.targets };
  const given = typeof config.strength === "number" ? config.strength : undefined;
  const validation = training.validation?.texts.length ? training.validation : undefined;
  if (validation !== undefined) {
    const chosenOn = given === undefined ? "validation" : "config";
    const { vectorizer, choices } = choose(train, validation, training);
    if (config.refit) return fitFinal(concatenate(train, validation), training, { plans: choices, chosenOn });
    const heads = choices.map((choice) => finishedHead(choice, choice.head, { chosenOn, texts: train.texts.length }));
    return new TfidfLinearModel(vectorizer, heads);
  }
  if (given !== undefined) {
    const plans = training.classes.map(() => ({ strength: given, temperature: 1, candidates: [] }));
    return fitFinal(train, training, { plans, chosenOn: "config" });
  }
  const { train: learned, held } = holdOut(train, rng.split("hold-out"));
  const { choices } = choose(learned, held, training);
  return fitFinal(train, training, { plans: choices, chosenOn: "hold_out" });
}

/** What is settled about a head before its final weights are learned. */
type Plan = Pick<Choice, "strength" | "temperature" | "candidates">;

/** Learns vectors from `train` and chooses the strength of each head on `judged`. */
function choose(
  train: LabelledTexts,
  judged: LabelledTexts,
  training: TfidfLinearTraining,
): { vectorizer: TfidfVectorizer; choices: Choice[] } {
  const { config, rng, onProgress } = training;
  const { vectorizer, matrix } = vectors(train, training);
  const x = vectorizer.transform(judged.texts);
  const strengths = [config.strength ?? DEFAULT_STRENGTHS[config.classifier]].flat();
  const choices = training.classes.map((_, head) =>
    chooseStrength(
      headProblem(matrix, train, { head, training }),
      { x, targets: present(judged.targets[head], "the targets of the head") },
      {
        classifier: config.classifier,
        strengths,
        rng: rng.split("choose", head),
        onOutput: (strength, done, outputs) => onProgress?.({ stage: "choose", head, strength, done, outputs }),
      },
    ),
  );
  return { vectorizer, choices };
}

/** Learns vectors and the heads' final weights from all of `data`. */
function fitFinal(
  data: LabelledTexts,
  training: TfidfLinearTraining,
  { plans, chosenOn }: { readonly plans: readonly Plan[]; readonly chosenOn: HeadTraining["chosenOn"] },
): TfidfLinearModel {
  const { config, rng, onProgress } = training;
  const { vectorizer, matrix } = vectors(data, training);
  const heads = plans.map((plan, head) => {
    const { strength } = plan;
    const fitted = fitHead(headProblem(matrix, data, { head, training }), {
      classifier: config.classifier,
      strength,
      rng: rng.split("fit", head),
      onOutput: (done, outputs) => onProgress?.({ stage: "fit", head, strength, done, outputs }),
    });
    return finishedHead(plan, fitted, { chosenOn, texts: data.texts.length });
  });
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

function headProblem(
  x: SparseMatrix,
  data: LabelledTexts,
  { head, training }: { readonly head: number; readonly training: TfidfLinearTraining },
): HeadProblem {
  return {
    name: training.names?.[head] ?? `head ${head + 1}`,
    x,
    targets: present(data.targets[head], "the targets of the head"),
    classes: present(training.classes[head], "the number of classes of the head"),
    classWeights: training.classWeights?.[head],
  };
}

/** The head without its solver, whose state is as large as the training split. */
function finishedHead(
  { strength, temperature, candidates }: Plan,
  { solver, ...head }: Choice["head"],
  { chosenOn, texts }: Pick<HeadTraining, "chosenOn" | "texts">,
): TfidfLinearHead {
  const { objective, iterations, converged, features, outputs, weights, bias } = solver;
  return {
    fitted: { ...head, model: { features, outputs, weights, bias } },
    temperature,
    training: { strength, chosenOn, candidates, texts, objective, iterations, converged },
  };
}

function noFeatures(): PinakesError {
  return new PinakesError("CONFIG_CONFLICT", {
    where: "model",
    message: "word and char are both false, so the model would see nothing of a text",
    fix: "leave out model.word or model.char; the default is both.",
  });
}
