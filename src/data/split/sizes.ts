import { PinakesError } from "../../shared/index.js";

/** What a config asks for: shares of all rows (below 1), or numbers of rows. */
export interface SplitShares {
  readonly validation?: number;
  readonly test?: number;
}

/** Rows of the held-out parts. */
export interface SplitSizes {
  readonly validation: number;
  readonly test: number;
}

/**
 * Sizes as scikit-learn's `train_test_split` rounds them, applied twice: test first, ⌈share · n⌉; then validation from
 * the rest, with its share of the rest.
 * @throws PinakesError DATA_SPLIT where nothing is left to train on.
 */
export function splitSizes(rows: number, shares: SplitShares): SplitSizes {
  const test = count(rows, shares.test ?? 0);
  const validation = validationSize(rows, test, shares);
  if (test + validation < rows) return { validation, test };
  throw new PinakesError("DATA_SPLIT", {
    where: "data.split",
    message: `validation takes ${validation} and test ${test} of ${rows} rows, so that none is left for training.`,
    fix: "lower data.split.validation or data.split.test.",
  });
}

function validationSize(rows: number, test: number, shares: SplitShares): number {
  const { validation = 0, test: testShare = 0 } = shares;
  const bothShares = validation < 1 && testShare > 0 && testShare < 1;
  if (!bothShares || validation + testShare >= 1) return count(rows, validation);
  // 0.16 / 0.8 is 0.2 as a person would write it, not 0.20000000000000004, which could round one row up.
  const shareOfRest = Number((validation / (1 - testShare)).toPrecision(12));
  return count(rows - test, shareOfRest);
}

function count(rows: number, share: number): number {
  return share < 1 ? Math.ceil(share * rows) : share;
}
