import { PinakesError, present, Rng } from "../../shared/index.js";
import type { SplitConfig } from "../config.js";
import type { Dataset, Example, Split } from "../types.js";
import { groupBy } from "./draw.js";
import { stratifySets } from "./iterative.js";

/** How the texts that are not for the test are divided. */
export interface FoldOptions {
  /** Number of folds, at least 2. */
  readonly count: number;
  /** The config's split, whose method the folds follow. */
  readonly config: SplitConfig | undefined;
  /** The seed where the split has none. */
  readonly seed: number;
}

/** The split with its validation texts among those of training: what a model is trained on once the folds have spoken. */
export function joinValidation(split: Split): Split {
  const train = [...split.train, ...split.validation].sort((a, b) => a - b);
  return { ...split, train, validation: [] };
}

/**
 * Divides the training and validation texts of a split into folds: each is the validation part of one of the splits, the
 * others its training part; the test part stays. Folds follow the method of the config's split: groups stay whole,
 * sequential and time give blocks in order, random draws; all else gives each fold its share of every label (or set of
 * labels, or path). The same seed gives the same folds, whatever `seed` trains with.
 * @throws PinakesError DATA_SPLIT where there are fewer texts, groups or times than folds
 */
export function makeFolds(dataset: Dataset, split: Split, options: FoldOptions): Split[] {
  const { count, config, seed } = options;
  const pool = new Set(joinValidation(split).train);
  const examples = dataset.examples.filter(({ index }) => pool.has(index));
  const method = config !== undefined && "method" in config ? config.method : "stratified";
  const own = config !== undefined && "seed" in config ? config.seed : undefined;
  const rng = Rng.fromSeed(own ?? seed).split("folds");
  if (examples.length < count) throw tooFew(count, `${examples.length} texts`);
  const folds = divide(examples, { method, count, rng, sets: dataset.task === "multi-label" || dataset.severalPaths });
  return Array.from({ length: count }, (_, fold) => {
    const indices = (isHeld: boolean): number[] =>
      examples.flatMap(({ index }, row) => ((folds[row] === fold) === isHeld ? [index] : [])).sort((a, b) => a - b);
    const words = `fold ${fold + 1} of ${count}, ${method}, of what is not for the test (${split.method})`;
    return { train: indices(false), validation: indices(true), test: split.test, method: words, findings: [] };
  });
}

interface Division {
  readonly method: string;
  readonly count: number;
  readonly rng: Rng;
  /** Whether golds are sets: of labels, or of the nodes of several paths. */
  readonly sets: boolean;
}

/** The fold of each example. */
function divide(examples: readonly Example[], { method, count, rng, sets }: Division): ArrayLike<number> {
  switch (method) {
    case "group":
      return byGroup(examples, count, rng);
    case "time":
      return inBlocks(examples, count, ({ time }) => present(time, "a time"));
    case "sequential":
      return inBlocks(examples, count, ({ index }) => index);
    case "random":
      return evenly(rng.shuffle(examples.map((_, row) => row)), count);
    default: {
      const sizes = new Array<number>(count).fill(0);
      for (let row = 0; row < examples.length; row++) sizes[row % count] = (sizes[row % count] as number) + 1;
      const strata = examples.map(({ gold }) => (sets ? gold : [JSON.stringify(gold)]));
      return stratifySets(strata, sizes, rng);
    }
  }
}

/** Rows dealt out in their order. */
function evenly(order: readonly number[], count: number): Int32Array {
  const folds = new Int32Array(order.length);
  for (const [at, row] of order.entries()) folds[row] = at % count;
  return folds;
}

/** Whole groups, the largest first, each to the fold with the fewest texts. */
function byGroup(examples: readonly Example[], count: number, rng: Rng): Int32Array {
  const rows = examples.map((_, row) => row);
  const groups = rng.shuffle([...groupBy(rows, (row) => present(examples[row]?.group, "a group")).values()]);
  if (groups.length < count) throw tooFew(count, `${groups.length} groups`);
  const folds = new Int32Array(examples.length);
  const sizes = new Array<number>(count).fill(0);
  for (const group of [...groups].sort((a, b) => b.length - a.length)) {
    const smallest = sizes.indexOf(Math.min(...sizes));
    for (const row of group) folds[row] = smallest;
    sizes[smallest] = (sizes[smallest] as number) + group.length;
  }
  return folds;
}

/** Blocks of about equal size in the order of a number; examples of the same number stay together. */
function inBlocks(examples: readonly Example[], count: number, keyOf: (example: Example) => number): Int32Array {
  const keys = examples.map(keyOf);
  const order = keys.map((_, row) => row).sort((a, b) => (keys[a] as number) - (keys[b] as number) || a - b);
  const folds = new Int32Array(examples.length);
  let [fold, last] = [0, Number.NaN];
  for (const [at, row] of order.entries()) {
    const key = keys[row] as number;
    if (key !== last) fold = Math.floor((at * count) / order.length);
    folds[row] = fold;
    last = key;
  }
  const filled = new Set(folds).size;
  if (filled < count) throw tooFew(count, `times that leave ${filled} blocks`);
  return folds;
}

function tooFew(count: number, there: string): PinakesError {
  return new PinakesError("DATA_SPLIT", {
    where: "folds",
    message: `there are ${there} for ${count} folds.`,
    fix: "lower folds.",
  });
}
