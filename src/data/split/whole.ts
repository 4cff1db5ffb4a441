import { PinakesError, present, type Rng } from "../../shared/index.js";
import type { Example } from "../types.js";
import { groupBy } from "./draw.js";
import type { SplitSizes } from "./sizes.js";

/** Examples of each part. */
export interface Parts {
  readonly train: readonly Example[];
  readonly validation: readonly Example[];
  readonly test: readonly Example[];
}

/** The first rows for training, those that follow for validation, the last for test. */
export function splitSequential(examples: readonly Example[], sizes: SplitSizes): Parts {
  const testStart = examples.length - sizes.test;
  const validationStart = testStart - sizes.validation;
  return {
    train: examples.slice(0, validationStart),
    validation: examples.slice(validationStart, testStart),
    test: examples.slice(testStart),
  };
}

/**
 * Whole groups, in random order: a group goes to test while it fits in there, else to validation while it fits, else
 * to train. The held-out parts may thus be smaller than asked for, never larger.
 * @throws PinakesError DATA_SPLIT where a part that was asked for stays empty.
 */
export function splitByGroup(examples: readonly Example[], sizes: SplitSizes, rng: Rng): Parts {
  const groups = [...groupBy(examples, (example) => present(example.group, "a group")).values()];
  const parts = { train: [] as Example[], validation: [] as Example[], test: [] as Example[] };
  for (const group of rng.shuffle(groups)) {
    const part = (["test", "validation"] as const).find((name) => parts[name].length + group.length <= sizes[name]);
    parts[part ?? "train"].push(...group);
  }
  const largest = groups.reduce((most, group) => Math.max(most, group.length), 0);
  return checkParts(parts, sizes, `there are ${groups.length} groups, the largest of ${largest} rows`);
}

/**
 * By time: the last rows are test, those before them validation. Rows of the same time are never divided: a border
 * that would fall between them moves to the nearest change of time.
 * @throws PinakesError DATA_SPLIT where a part that was asked for stays empty.
 */
export function splitByTime(examples: readonly Example[], sizes: SplitSizes): Parts {
  const timeOf = (example: Example | undefined) => present(example?.time, "a time");
  const ordered = [...examples].sort((a, b) => timeOf(a) - timeOf(b) || a.index - b.index);
  const borders = ordered.flatMap((example, at) => (at > 0 && timeOf(ordered[at - 1]) !== timeOf(example) ? [at] : []));
  const nearestBorder = (wanted: number) =>
    borders.reduce((best, at) => (Math.abs(at - wanted) < Math.abs(best - wanted) ? at : best), 0);
  const testStart = sizes.test === 0 ? ordered.length : nearestBorder(ordered.length - sizes.test);
  const validationStart = sizes.validation === 0 ? testStart : nearestBorder(testStart - sizes.validation);
  const parts = {
    train: ordered.slice(0, validationStart),
    validation: ordered.slice(validationStart, testStart),
    test: ordered.slice(testStart),
  };
  return checkParts(parts, sizes, `there are ${borders.length + 1} different times`);
}

function checkParts(parts: Parts, sizes: SplitSizes, known: string): Parts {
  const wanted = { train: 1, ...sizes };
  const empty = (["train", "validation", "test"] as const).find((name) => parts[name].length === 0 && wanted[name] > 0);
  if (empty === undefined) return parts;
  throw new PinakesError("DATA_SPLIT", {
    where: "data.split",
    message: `the ${empty} part stays empty, since rows that belong together are not divided: ${known}.`,
    fix: "take larger shares, or another column in data.split.by.",
  });
}
