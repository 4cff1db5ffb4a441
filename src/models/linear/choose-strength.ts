import type { OutputTargets } from "../../labels/index.js";
import type { Rng, SparseMatrix } from "../../shared/index.js";
import { type FitOptions, fitOutput, type OutputProblem } from "./fit-output.js";
import type { Judge } from "./judge.js";
import { type ClassifierKind, type FittedOutput, outputDecisions } from "./linear-output.js";
import { temperatureOf } from "./temperature.js";

/** The strengths that are tried where none is given. */
export const DEFAULT_STRENGTHS: Readonly<Record<ClassifierKind, readonly number[]>> = {
  logistic: [1, 10, 100],
  svm: [0.1, 0.25, 0.5, 1, 2],
};

/** A strength and how it did. */
export interface Candidate {
  readonly strength: number;
  /** The judge's figure on the texts set aside. */
  readonly score: number;
}

/** Texts that the strength is chosen on. */
export interface JudgedRows {
  /** [M, features] */
  readonly x: SparseMatrix;
  /** [M] */
  readonly targets: OutputTargets;
}

/** What {@link chooseStrength} found. */
export interface Choice {
  readonly fitted: FittedOutput;
  readonly strength: number;
  /** What decision values are divided by to be logits: 1 for logistic. */
  readonly temperature: number;
  readonly candidates: readonly Candidate[];
  /** [M, size] logits of the judged rows. */
  readonly logits: Float64Array;
}

/** How strengths are tried. */
export interface ChoiceOptions {
  readonly classifier: ClassifierKind;
  readonly strengths: readonly number[];
  readonly judge: Judge;
  readonly rng: Rng;
  readonly dense?: FitOptions["dense"];
  readonly onOutput?: (strength: number, done: number, outputs: number) => void;
}

/**
 * Trains an output at each strength, from the smallest up, each beginning where the one before ended, and takes the one
 * that the judge finds best on the judged rows; of equal ones the smallest, which is the most regularised.
 */
export async function chooseStrength(
  problem: OutputProblem,
  judged: JudgedRows,
  options: ChoiceOptions,
): Promise<Choice> {
  const { classifier, judge, rng, dense, onOutput } = options;
  const { spec } = problem;
  const candidates: Candidate[] = [];
  let best: (Omit<Choice, "candidates" | "temperature"> & { score: number }) | undefined;
  let start: FittedOutput | undefined;
  for (const strength of [...options.strengths].sort((a, b) => a - b)) {
    const fitted = await fitOutput(problem, {
      classifier,
      strength,
      rng,
      start,
      dense,
      onOutput: (done, outputs) => onOutput?.(strength, done, outputs),
    });
    const logits = outputDecisions(judged.x, fitted);
    const score = judge.score(logits, judged.targets);
    candidates.push({ strength, score });
    if (best === undefined || score > best.score) best = { fitted, strength, score, logits };
    start = fitted;
  }
  if (best === undefined) throw new RangeError("there is no strength to choose from");
  const scaled = { output: spec, logits: best.logits, targets: judged.targets };
  const temperature = classifier === "svm" ? temperatureOf(scaled) : 1;
  const logits = best.logits.map((value) => value / temperature);
  return { fitted: best.fitted, strength: best.strength, temperature, candidates, logits };
}
