import type { ColumnProfile } from "./columns.js";

/** How labels are written in a file, and the task that this makes. */
export interface LabelGuess {
  readonly task: "multi-class" | "multi-label" | "hierarchical";
  readonly labels: string | readonly string[];
  readonly labelDelimiter?: string;
  readonly pathSeparator?: string;
  /** Distinct labels seen, a level each for a hierarchy. */
  readonly counts: readonly number[];
}

const LEVEL_NAME = /^(?:level|lvl|l|label|category|cat)[ _-]?(\d+)$/iu;
const LABEL_NAME =
  /^(?:labels?|class(?:es)?|categor(?:y|ies)|targets?|topics?|tags?|intents?|genres?|sentiments?|conferences?|y)$/iu;
const DELIMITERS = [" > ", "|", ";", ",", "_", "/"] as const;
/** Share of the rows that must hold a delimiter before it is taken for one. */
const DELIMITER_SHARE = 0.1;

/**
 * The labels among columns that are neither the text, the name of a row nor a split: level columns, else the first that
 * is named like labels, else the one with the fewest values a row; `undefined` where none fits.
 */
export function guessLabels(columns: readonly ColumnProfile[]): LabelGuess | undefined {
  const levels = levelColumns(columns);
  if (levels !== undefined) return levels;
  const candidates = columns.filter(isLabelLike);
  const named = candidates.find((column) => LABEL_NAME.test(column.name));
  const best = named ?? candidates.sort((a, b) => a.distinct / a.filled - b.distinct / b.filled)[0];
  return best === undefined ? undefined : describeLabels(best);
}

/** Columns `level1`, `level2`, … that are filled on all rows. */
function levelColumns(columns: readonly ColumnProfile[]): LabelGuess | undefined {
  const rows = Math.max(...columns.map((column) => column.filled));
  const found = columns.flatMap((column) => {
    const number = LEVEL_NAME.exec(column.name)?.[1];
    return number === undefined ? [] : [{ column, number: Number(number) }];
  });
  found.sort((a, b) => a.number - b.number);
  if (found.length < 2 || found.some(({ column }) => column.filled < rows || column.distinct < 2)) return undefined;
  return {
    task: "hierarchical",
    labels: found.map(({ column }) => column.name),
    counts: found.map(({ column }) => column.distinct),
  };
}

/** Few distinct values for its rows, and more than one. */
function isLabelLike(column: ColumnProfile): boolean {
  if (column.distinct < 2) return false;
  if (column.listShare > 0.5 || LABEL_NAME.test(column.name)) return true;
  return column.distinct <= Math.max(2, column.filled / 3);
}

/** The task of one label column, by the form of its values. */
export function describeLabels(column: ColumnProfile): LabelGuess {
  const labels = column.name;
  if (column.listShare > 0.5) {
    const lists = column.values.map((value) => (typeof value === "string" ? [value] : value));
    const task = arePaths(lists) ? "hierarchical" : "multi-label";
    return { task, labels, counts: task === "hierarchical" ? levelCounts(lists) : [column.distinct] };
  }
  const texts = column.values.filter((value) => typeof value === "string");
  for (const delimiter of DELIMITERS) {
    const lists = splitAll(texts, delimiter);
    if (lists === undefined) continue;
    if (arePaths(lists)) {
      return { task: "hierarchical", labels, pathSeparator: delimiter, counts: levelCounts(lists) };
    }
    if (holdsSets(lists, column.distinct)) {
      return { task: "multi-label", labels, labelDelimiter: delimiter, counts: [new Set(lists.flat()).size] };
    }
  }
  return { task: "multi-class", labels, counts: [column.distinct] };
}

function splitAll(texts: readonly string[], delimiter: string): string[][] | undefined {
  const withIt = texts.filter((text) => text.includes(delimiter)).length;
  if (withIt < DELIMITER_SHARE * texts.length || withIt < 2) return undefined;
  return texts.map((text) => text.split(delimiter).map((part) => part.trim()));
}

/** Sets of labels: the same labels come back in other combinations. */
function holdsSets(lists: readonly (readonly string[])[], combinations: number): boolean {
  return new Set(lists.flat()).size * 1.5 <= combinations;
}

/** Paths: nearly all have several levels, a label never stands at two levels, and each label has one parent. */
function arePaths(lists: readonly (readonly string[])[]): boolean {
  if (lists.filter((list) => list.length >= 2).length < 0.9 * lists.length) return false;
  const levelOf = new Map<string, number>();
  const parents = new Set<string>();
  const nodes = new Set<string>();
  for (const list of lists) {
    for (const [level, label] of list.entries()) {
      if ((levelOf.get(label) ?? level) !== level) return false;
      levelOf.set(label, level);
      nodes.add(list.slice(0, level + 1).join("\u0000"));
      if (level > 0) parents.add(list.slice(0, level).join("\u0000"));
    }
  }
  return parents.size < nodes.size / 1.5;
}

function levelCounts(lists: readonly (readonly string[])[]): number[] {
  const depth = Math.max(...lists.map((list) => list.length));
  return Array.from({ length: depth }, (_, level) => {
    const labels = lists.map((list) => list[level]).filter((label) => label !== undefined);
    return new Set(labels).size;
  });
}
