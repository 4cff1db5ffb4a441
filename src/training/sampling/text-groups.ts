import { present, type Rng } from "../../shared/index.js";

/** The ids of each text's finest labels. */
export type LabelledRows = readonly (readonly number[])[];

/** Texts with the same labels. */
export interface TextGroup {
  /** Ids from 0 up to the number of labels. */
  readonly labels: readonly number[];
  readonly rows: readonly number[];
}

/** All texts, by their labels. */
export interface TextGroups {
  readonly groups: readonly TextGroup[];
  /** Number of texts of each label, all above 0. */
  readonly counts: readonly number[];
}

/** Puts texts with the same labels together. Labels that no text has are left out; having none is a label of its own. */
export function groupTexts(labels: LabelledRows): TextGroups {
  const ids = new Map<number, number>();
  const counts: number[] = [];
  const count = (label: number): number => {
    const id = ids.get(label) ?? ids.size;
    ids.set(label, id);
    counts[id] = (counts[id] ?? 0) + 1;
    return id;
  };
  const byKey = new Map<string, { labels: readonly number[]; rows: number[] }>();
  for (const [row, given] of labels.entries()) {
    const own = (given.length === 0 ? [NONE] : [...given].sort((a, b) => a - b)).map(count);
    const key = own.join();
    const known = byKey.get(key);
    if (known) known.rows.push(row);
    else byKey.set(key, { labels: own, rows: [row] });
  }
  return { groups: [...byKey.values()], counts };
}

/** The id of having no label. */
const NONE = -1;

/** A number of texts of a group in random order: none comes again before all others of the group have come. */
export function drawTexts({ rows }: TextGroup, times: number, rng: Rng): number[] {
  const drawn: number[] = [];
  while (drawn.length < times) drawn.push(...rng.shuffle(rows).slice(0, times - drawn.length));
  return drawn;
}

/** Labels from the rarest to the commonest. */
export function rarestFirst({ counts }: Pick<TextGroups, "counts">): number[] {
  return [...counts.keys()].sort((a, b) => present(counts[a], "a count") - present(counts[b], "a count") || a - b);
}
