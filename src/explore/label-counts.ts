import { headLabels } from "../data/index.js";
import type { LabelSpace } from "../labels/index.js";
import { countWords } from "../text/index.js";
import type { ExploreInput, PartName } from "./input.js";
import { type NumberSummary, summarizeNumbers } from "./numbers.js";

/** One label, and the texts that have it. */
export interface LabelCount {
  /** Its id for a model; absent for a label that the training part does not have. */
  readonly id?: number;
  readonly label: string;
  readonly texts: number;
  readonly parts: Readonly<Partial<Record<PartName, number>>>;
  /** Mean words (between white space) of its texts. */
  readonly mean_words: number;
}

/** Texts a label: their spread, and the labels at its ends. */
export interface TextsPerLabel extends NumberSummary {
  readonly smallest: readonly string[];
  readonly largest: readonly string[];
}

/** The labels of a task, or of one level of a hierarchy. */
export interface HeadCounts {
  /** `label`, `labels`, `level1`, … */
  readonly head: string;
  /** The commonest first. */
  readonly labels: readonly LabelCount[];
  /** Over all parts, and of each; a label that a part does not have counts as 0 there. */
  readonly texts_per_label: TextsPerLabel;
  readonly parts: Readonly<Partial<Record<PartName, TextsPerLabel>>>;
}

/** Labels at an end of the spread that are named. */
const MOST_NAMED = 5;

/** Labels × parts, one table a task or a level, and the spread of texts a label. */
export function labelCounts(input: Pick<ExploreInput, "parts" | "space" | "severalPaths">): HeadCounts[] {
  const tallies = tally(input);
  const names = input.parts.map(({ name }) => name);
  return [...tallies]
    .sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }))
    .map(([head, byLabel]) => {
      const idOf = labelIds(input.space, head);
      const labels = [...byLabel].map(([label, { parts, words }]) => {
        const texts = [...parts.values()].reduce((sum, count) => sum + count, 0);
        const id = idOf.get(label);
        return {
          ...(id === undefined ? {} : { id }),
          label,
          texts,
          parts: Object.fromEntries(names.map((name) => [name, parts.get(name) ?? 0])),
          mean_words: words / texts,
        };
      });
      labels.sort((a, b) => b.texts - a.texts || (a.id ?? Infinity) - (b.id ?? Infinity));
      return {
        head,
        labels,
        texts_per_label: textsPerLabel(labels, ({ texts }) => texts),
        parts: Object.fromEntries(names.map((name) => [name, textsPerLabel(labels, ({ parts }) => parts[name] ?? 0)])),
      };
    });
}

interface Tally {
  readonly parts: Map<PartName, number>;
  words: number;
}

function tally({ parts, space, severalPaths }: Pick<ExploreInput, "parts" | "space" | "severalPaths">) {
  const tallies = new Map<string, Map<string, Tally>>();
  for (const { name, examples, texts } of parts) {
    for (const [row, example] of examples.entries()) {
      const words = countWords(texts[row] as string);
      for (const { head, label } of headLabels({ task: space.task, severalPaths }, example)) {
        const byLabel = tallies.get(head) ?? new Map<string, Tally>();
        tallies.set(head, byLabel);
        const own = byLabel.get(label) ?? { parts: new Map(), words: 0 };
        byLabel.set(label, own);
        own.parts.set(name, (own.parts.get(name) ?? 0) + 1);
        own.words += words;
      }
    }
  }
  return tallies;
}

/** Ids by label. The nodes of several paths have one head in all, whatever their level. */
function labelIds({ heads }: LabelSpace, head: string): ReadonlyMap<string, number> {
  const known = heads.find(({ name }) => name === head) ?? heads[0];
  return new Map(known?.labels.map((label, id) => [label, id]));
}

function textsPerLabel<Row extends { readonly label: string }>(
  rows: readonly Row[],
  countOf: (row: Row) => number,
): TextsPerLabel {
  const summary = summarizeNumbers(rows.map(countOf));
  const having = (count: number): string[] =>
    rows
      .filter((row) => countOf(row) === count)
      .slice(0, MOST_NAMED)
      .map(({ label }) => label);
  return { ...summary, smallest: having(summary.min), largest: having(summary.max) };
}
