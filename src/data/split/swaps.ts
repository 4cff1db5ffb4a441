import type { PartWishes } from "./part-wishes.js";

/** Texts with the same labels. */
export interface LabelSet {
  readonly labels: readonly string[];
  /** The rows that each part has. */
  readonly rows: readonly number[][];
}

/** A label is in its share where rounding alone keeps it off. */
const OFF = 1;
/** A swap that gains less is none: it would only be rounding. */
const LEAST_GAIN = 1e-6;

/**
 * Swaps texts between two parts, whose sizes so stay, as long as a label is a text or more off its share and a swap gets
 * all labels together nearer to theirs.
 */
export function swapIntoShare(sets: readonly LabelSet[], wishes: PartWishes): void {
  while (wishes.offShare(OFF).some((worst) => swapOnce(sets, wishes, worst)));
}

interface Move {
  readonly label: string;
  readonly from: number;
  readonly to: number;
}

/** One text with the label goes where it is missing, one without it comes back. Each is the best for all labels. */
function swapOnce(sets: readonly LabelSet[], wishes: PartWishes, { label, from, to }: Move): boolean {
  const there = best(sets, wishes, { from, to, fits: ({ labels }) => labels.includes(label) });
  if (!there) return false;
  wishes.take(there.set.labels, from, -1);
  wishes.take(there.set.labels, to);
  const back = best(sets, wishes, { from: to, to: from, fits: ({ labels }) => !labels.includes(label) });
  if (!back || there.gain + back.gain < LEAST_GAIN) {
    wishes.take(there.set.labels, to, -1);
    wishes.take(there.set.labels, from);
    return false;
  }
  wishes.take(back.set.labels, to, -1);
  wishes.take(back.set.labels, from);
  moveRow(there.set, from, to);
  moveRow(back.set, to, from);
  return true;
}

function best(
  sets: readonly LabelSet[],
  wishes: PartWishes,
  { from, to, fits }: Omit<Move, "label"> & { readonly fits: (set: LabelSet) => boolean },
): { readonly set: LabelSet; readonly gain: number } | undefined {
  let found: { set: LabelSet; gain: number } | undefined;
  for (const set of sets) {
    if (rowsOf(set, from).length === 0 || !fits(set)) continue;
    const gain = wishes.gain(set.labels, from, to);
    if (!found || gain > found.gain) found = { set, gain };
  }
  return found;
}

function moveRow(set: LabelSet, from: number, to: number): void {
  const row = rowsOf(set, from).pop();
  if (row !== undefined) rowsOf(set, to).push(row);
}

const rowsOf = ({ rows }: LabelSet, part: number): number[] => rows[part] as number[];
