/** Counts of one label, or of all labels together, under some threshold. */
export interface CutCounts {
  /** Decisions that are positive in truth. */
  readonly positives: number;
  /** Decisions that are said to be positive. */
  readonly predicted: number;
  /** Of these, the right ones. */
  readonly right: number;
}

/** What a threshold is worth: larger is better, and 0 or less is worth nothing. */
export type Objective = (counts: CutCounts) => number;

/** F-beta from counts: (1 + β²)·right / (β²·positives + predicted); 0 / 0 is 0. */
export function fBeta(beta: number): Objective {
  const square = beta * beta;
  return ({ positives, predicted, right }) => {
    const below = square * positives + predicted;
    return below === 0 ? 0 : ((1 + square) * right) / below;
  };
}

/** Recall where the precision is at least `least`, and nothing elsewhere. */
export function recallAtPrecision(least: number): Objective {
  return ({ positives, predicted, right }) =>
    predicted === 0 || positives === 0 || right < least * predicted ? 0 : right / positives;
}
