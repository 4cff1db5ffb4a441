import type { Rng } from "../../shared/index.js";
import type { Dataset, Example, Split } from "../types.js";
import { groupBy } from "./draw.js";

/**
 * The split with a share of its training part, at least one row; validation and test stay. Each label (path, set of labels)
 * keeps its share to about a row, and a smaller share is a part of a larger one: the rows of a label stand in random order,
 * evenly spread over (0, 1), and a share takes those below it.
 */
export function takeTrainShare({ examples }: Dataset, split: Split, options: { share: number; rng: Rng }): Split {
  const { share, rng } = options;
  if (share >= 1) return split;
  const inTrain = new Set(split.train);
  const own = examples.filter(({ index }) => inTrain.has(index));
  const count = Math.max(1, Math.round(share * own.length));
  const ordered = places(own, rng).sort((a, b) => a.place - b.place || a.index - b.index);
  const train = ordered.slice(0, count).map(({ index }) => index);
  return {
    ...split,
    train: train.sort((a, b) => a - b),
    method: `${split.method}; ${Number((100 * share).toPrecision(4))} % of the training part`,
  };
}

interface Placed {
  readonly index: number;
  /** In (0, 1). */
  readonly place: number;
}

function places(examples: readonly Example[], rng: Rng): Placed[] {
  return [...groupBy(examples, ({ gold }) => JSON.stringify(gold))].flatMap(([key, members]) => {
    const own = rng.split("share", key);
    const start = own.uniform();
    return own.shuffle(members).map(({ index }, rank) => ({ index, place: (rank + start) / members.length }));
  });
}
