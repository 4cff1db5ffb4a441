import { PinakesError, type Rng } from "../../shared/index.js";
import type { Example } from "../types.js";
import { approximateMode } from "./approximate-mode.js";

/** Examples divided in two. */
export interface Drawn {
  readonly kept: readonly Example[];
  readonly held: readonly Example[];
}

/** What a stratified draw keeps the shares of. */
export type StratumKey = (example: Example) => string;

/** Draws a number of examples at random. */
export function drawRandom(examples: readonly Example[], held: number, rng: Rng): Drawn {
  const shuffled = rng.shuffle(examples);
  return { held: shuffled.slice(0, held), kept: shuffled.slice(held) };
}

/**
 * Draws a number of examples so that each class keeps its share, as scikit-learn's `StratifiedShuffleSplit` does. A
 * class with one example is kept whole (scikit-learn refuses it): a model can't be tested on what it never saw.
 * @throws PinakesError DATA_SPLIT where the classes with two or more examples don't have enough of them.
 */
export function drawStratified(
  examples: readonly Example[],
  held: number,
  options: { keyOf: StratumKey; rng: Rng },
): Drawn {
  const classes = [...groupBy(examples, options.keyOf).values()];
  const single = classes.filter((members) => members.length === 1).flat();
  const divisible = classes.filter((members) => members.length > 1);
  const available = examples.length - single.length;
  if (available <= held && held > 0) {
    throw new PinakesError("DATA_SPLIT", {
      where: "data.split",
      message: `a stratified part of ${held} rows can't be drawn: only ${available} of ${examples.length} rows have a label (or path) that another row has too.`,
      fix: "set data.split.method: random, or lower data.split.validation and data.split.test.",
    });
  }
  const kept = [...single];
  const drawn: Example[] = [];
  const sizes = divisible.map((members) => members.length);
  approximateMode(sizes, available - held, options.rng.split("sizes")).forEach((size, at) => {
    const members = options.rng.split("class", at).shuffle(divisible[at] as Example[]);
    kept.push(...members.slice(0, size));
    drawn.push(...members.slice(size));
  });
  return { kept, held: drawn };
}

/** Items by key, in order of first occurrence. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
