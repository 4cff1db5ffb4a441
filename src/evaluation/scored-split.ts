import { decodePrediction, type Gold, type HierarchyConfig, type LabelSpace, rowOf } from "../labels/index.js";

/** What is compared: golds and the model's probabilities. */
export interface ScoredSplit {
  readonly golds: readonly Gold[];
  /** [N, L] a head; of a hierarchy behind them the nodes', where the label scheme gives them */
  readonly scores: readonly Float32Array[];
  /** The labels that are answered; where not given, what `decodePrediction` makes of the scores. */
  readonly predicted?: readonly Gold[] | undefined;
  /** Of sets of labels: the probability that each label must reach, told beside its figures. */
  readonly thresholds?: readonly number[] | undefined;
  /** Of a hierarchy: what the scores come from. Figures that need the probability of each node are left out without. */
  readonly method?: HierarchyConfig["method"] | undefined;
}

/** The labels that are answered, a text each. */
export function answersOf(space: LabelSpace, { golds, scores, predicted }: ScoredSplit): readonly Gold[] {
  return predicted ?? golds.map((_, row) => decodePrediction(space, rowOf(scores, row, golds.length)));
}

/** Probability 0 for each label that the model doesn't know. */
export function widen(scores: Float32Array, width: number, wanted: number): Float32Array {
  if (width === wanted) return scores;
  const rows = scores.length / width;
  const wide = new Float32Array(rows * wanted);
  for (let row = 0; row < rows; row++) wide.set(scores.subarray(row * width, (row + 1) * width), row * wanted);
  return wide;
}
