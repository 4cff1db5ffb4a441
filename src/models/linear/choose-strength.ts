import type { Rng, SparseMatrix } from "../../shared/index.js";
import { NO_LABEL } from "./data.js";
import { type ClassifierKind, type FittedHead, fitHead, type HeadProblem, headDecisions } from "./linear-head.js";
import { argmaxRows, fitTemperature } from "./softmax.js";

/** The strengths that are tried where none is given. */
export const DEFAULT_STRENGTHS: Readonly<Record<ClassifierKind, readonly number[]>> = {
  logistic: [1, 10, 100],
  svm: [0.1, 0.25, 0.5, 1, 2],
};

/** A strength and how it did. */
export interface Candidate {
  readonly strength: number;
  /** Share of the texts set aside whose class was right. */
  readonly accuracy: number;
}

/** Texts that the strength is chosen on. */
export interface JudgedRows {
  /** [M, features] */
  readonly x: SparseMatrix;
  /** [M] */
  readonly targets: Int32Array;
}

/** What {@link chooseStrength} found. */
export interface Choice {
  readonly head: FittedHead & Required<Pick<FittedHead, "solver">>;
  readonly strength: number;
  /** Softmax temperature of the decision values: 1 for logistic. */
  readonly temperature: number;
  readonly candidates: readonly Candidate[];
}

/** How strengths are tried. */
export interface ChoiceOptions {
  readonly classifier: ClassifierKind;
  readonly strengths: readonly number[];
  readonly rng: Rng;
  readonly onOutput?: (strength: number, done: number, outputs: number) => void;
}

/**
 * Trains a head at each strength, from the smallest up, each beginning where the one before ended, and takes the one
 * of highest accuracy on the judged rows; of equal ones the smallest, which is the most regularised.
 */
export function chooseStrength(problem: HeadProblem, judged: JudgedRows, options: ChoiceOptions): Choice {
  const { classifier, rng, onOutput } = options;
  const candidates: Candidate[] = [];
  let best: { head: Choice["head"]; strength: number; accuracy: number; decisions: Float64Array } | undefined;
  let start: FittedHead | undefined;
  for (const strength of [...options.strengths].sort((a, b) => a - b)) {
    const head = fitHead(problem, {
      classifier,
      strength,
      rng,
      start,
      onOutput: (done, outputs) => onOutput?.(strength, done, outputs),
    });
    const decisions = headDecisions(judged.x, head);
    const accuracy = accuracyOf(decisions, judged.targets, problem.classes);
    candidates.push({ strength, accuracy });
    if (best === undefined || accuracy > best.accuracy) best = { head, strength, accuracy, decisions };
    start = head;
  }
  if (best === undefined) throw new RangeError("there is no strength to choose from");
  const temperature = classifier === "svm" ? fitTemperature(best.decisions, judged.targets, problem.classes) : 1;
  return { head: best.head, strength: best.strength, temperature, candidates };
}

/** Share of the rows with a label whose largest decision value is that of their class; 0 where there are none. */
function accuracyOf(decisions: Float64Array, targets: Int32Array, classes: number): number {
  const predicted = argmaxRows(decisions, classes);
  let counted = 0;
  let right = 0;
  for (const [row, id] of targets.entries()) {
    if (id === NO_LABEL) continue;
    counted++;
    if (predicted[row] === id) right++;
  }
  return counted === 0 ? 0 : right / counted;
}
