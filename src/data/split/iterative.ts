import { invariant, present, type Rng } from "../../shared/index.js";
import { groupBy } from "./draw.js";
import { PartWishes } from "./part-wishes.js";
import { type LabelSet, swapIntoShare } from "./swaps.js";

/**
 * Divides sets of labels into parts of given sizes so that each part has its share of every label, and nearly of every
 * combination:
 *
 * 1. Each combination gives every part the whole texts of its share.
 * 2. Iterative stratification divides the rest (Sechidis et al. 2011, algorithm 1): the label with the fewest texts left
 *    goes first; each of its texts goes to the part that still wants most texts of it, then to the one with most room,
 *    then to any. Unlike there, a part that is full takes no more, so that parts have exactly their size.
 * 3. Where that leaves a label a text or more off its share, texts change places.
 *
 * A label of one text goes to the first part: a model can't be tested on what it never saw.
 *
 * @param sets   the labels of each text, none of them twice; a text without labels goes where there is room
 * @param sizes  texts of each part; they sum to the number of texts
 * @returns      [N] the part of each text
 */
export function stratifySets(sets: readonly (readonly string[])[], sizes: readonly number[], rng: Rng): Int32Array {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  invariant(total === sets.length, `${sets.length} texts don't fill parts of ${sizes.join(", ")}`);
  const counts = new Map<string, number>();
  for (const label of sets.flat()) counts.set(label, (counts.get(label) ?? 0) + 1);
  const isLone = (labels: readonly string[]): boolean => labels.some((label) => counts.get(label) === 1);
  const rows = rng.split("texts").shuffle(sets.map((_, row) => row));
  const lone = rows.filter((row) => isLone(sets[row] as readonly string[])).slice(0, sizes[0]);
  const wishes = new PartWishes(counts, sizes);
  const parts = new Int32Array(sets.length).fill(-1);
  const put = (row: number, part: number): void => {
    parts[row] = part;
    wishes.take(sets[row] as readonly string[], part);
  };
  for (const row of lone) put(row, 0);
  const others = rows.filter((row) => parts[row] === -1);
  const combinations = [
    ...groupBy(others, (row) => JSON.stringify([...(sets[row] as readonly string[])].sort())).values(),
  ];
  for (const own of combinations) {
    const shares = sizes.map((size) => Math.floor((own.length * size) / total));
    shares
      .flatMap((share, part) => new Array<number>(Math.min(share, wishes.room[part] as number)).fill(part))
      .forEach((part, at) => {
        put(own[at] as number, part);
      });
  }
  divideRest({ sets, rows, parts, wishes, put }, rng.split("ties"));
  const movable = combinations.map((own): LabelSet => {
    const labels = sets[own[0] as number] as readonly string[];
    return { labels, rows: sizes.map((_, part) => own.filter((row) => parts[row] === part)) };
  });
  swapIntoShare(movable, wishes);
  for (const { rows: own } of movable) {
    for (const [part, held] of own.entries()) for (const row of held) parts[row] = part;
  }
  return parts;
}

interface Division {
  readonly sets: readonly (readonly string[])[];
  /** In random order. */
  readonly rows: readonly number[];
  /** [N] −1 for what is still to be put somewhere. */
  readonly parts: Int32Array;
  readonly wishes: PartWishes;
  readonly put: (row: number, part: number) => void;
}

/** Sechidis et al. 2011, algorithm 1, over the rows that have no part yet. */
function divideRest({ sets, rows, parts, wishes, put }: Division, rng: Rng): void {
  const rowsOf = new Map<string, number[]>();
  const rest = rows.filter((row) => parts[row] === -1);
  for (const row of rest) {
    for (const label of sets[row] as readonly string[]) {
      const own = rowsOf.get(label);
      if (own) own.push(row);
      else rowsOf.set(label, [row]);
    }
  }
  const left = new Map([...rowsOf].map(([label, own]) => [label, own.length]));
  for (let label = rarest(left); label !== undefined; label = rarest(left)) {
    for (const row of present(rowsOf.get(label), "texts of a label")) {
      if (parts[row] !== -1) continue;
      put(row, choose(wishes.of(label), wishes.room, rng));
      for (const one of sets[row] as readonly string[]) left.set(one, (left.get(one) as number) - 1);
    }
  }
  for (const row of rest) if (parts[row] === -1) put(row, choose(wishes.room, wishes.room, rng));
}

/** The label with the fewest texts left, the first of equal ones; undefined where none has any. */
function rarest(left: ReadonlyMap<string, number>): string | undefined {
  let found: string | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const [label, count] of left) {
    if (count === 0 || count >= fewest) continue;
    fewest = count;
    found = label;
  }
  return found;
}

/** Of the parts with room the one that wants most; of equal ones the one with most room, then any. */
function choose(wishes: readonly number[], room: readonly number[], rng: Rng): number {
  let best: number[] = [];
  for (const part of room.keys()) {
    if (room[part] === 0) continue;
    const other = best[0];
    const order = other === undefined ? 1 : compare(part, other, wishes) || compare(part, other, room);
    if (order > 0) best = [part];
    else if (order === 0) best.push(part);
  }
  return present(best[best.length === 1 ? 0 : rng.integer(best.length)], "a part with room");
}

const compare = (a: number, b: number, of: readonly number[]): number => (of[a] as number) - (of[b] as number);
