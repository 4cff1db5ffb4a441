import { createHash } from "node:crypto";
import { formatPlace } from "../../data/index.js";
import type { Corpus } from "../corpus.js";
import type { ExploreInput, PartName, PlacedText } from "../input.js";
import { excerpt } from "../samples.js";
import { SHINGLE_WORDS, shinglesOf } from "./min-hash.js";
import { type NearPair, nearPairs } from "./near-pairs.js";

/** One of several texts that are alike. */
export interface RepeatedText {
  readonly id: string;
  readonly part: PartName;
  readonly place: string;
  readonly labels: readonly string[];
}

/** Texts that are alike: equal ones, and those that near-equal ones tie together. */
export interface RepeatGroup {
  readonly texts: readonly RepeatedText[];
  /** 1 where all are equal, else the least similarity of two of them that were found alike. */
  readonly similarity: number;
  readonly conflicting: boolean;
  readonly excerpt: string;
}

/** Texts of one part that stand in an earlier one as well. */
export interface Leak {
  readonly from: PartName;
  readonly into: PartName;
  /** Texts of `into` that equal one of `from`. */
  readonly exact: number;
  /** Further texts of `into` that are nearly one of `from`. */
  readonly near: number;
  /** `exact + near` as a share of the texts of `into`. */
  readonly share: number;
  /** Of both, those that have other labels than each text of `from` that they are like. */
  readonly conflicting: number;
}

/** Which texts are equal or nearly so. */
export interface RepeatReport {
  /** What counts as nearly equal: the Jaccard similarity of runs of words. */
  readonly threshold: number;
  readonly shingle_words: number;
  /** Groups of equal texts, and the texts in them beyond the first of each. */
  readonly exact: RepeatTotals;
  /** Groups with texts that are alike without being equal, likewise. */
  readonly near: RepeatTotals;
  /** Texts that repeat one of their own part, equal or nearly. */
  readonly within: Readonly<Partial<Record<PartName, number>>>;
  /** Each pair of parts, where there is more than one part. */
  readonly leaks: readonly Leak[];
  /** The most telling groups: across parts, then with conflicting labels, then the largest. */
  readonly groups: readonly RepeatGroup[];
}

/** Groups of one kind. */
export interface RepeatTotals {
  readonly groups: number;
  readonly texts: number;
  readonly conflicting: number;
}

/** A similarity that differing quotes or signatures do not hide, and that chance does not reach. */
const THRESHOLD = 0.7;
const MOST_GROUPS = 100;
const MOST_TEXTS_OF_GROUP = 10;

/**
 * Texts that are equal but for case, white space and marks, and such that are nearly so, within parts and across them.
 * Empty texts are left out.
 */
export function repeatReport(
  all: readonly PlacedText[],
  { parts, corpus }: Pick<ExploreInput, "parts" | "corpus">,
): RepeatReport {
  const units = unitsOf(all, corpus);
  const sets = units.map((rows) => shinglesOf(wordsOf(corpus, rows[0] as number)));
  const pairs = nearPairs(sets, THRESHOLD);
  const groups = groupsOf(units, pairs);
  const exact = groups.filter(({ least }) => least === 1);
  const near = groups.filter(({ least }) => least < 1);
  const described = groups.map((group) => describe(group, all));
  const totals = (own: readonly Group[]): RepeatTotals => ({
    groups: own.length,
    texts: own.reduce((sum, { rows }) => sum + rows.length - 1, 0),
    conflicting: own.filter(({ rows }) => haveOtherLabels(rows, all)).length,
  });
  const leaks = leaksOf(all, { units, pairs }, parts);
  return {
    threshold: THRESHOLD,
    shingle_words: SHINGLE_WORDS,
    exact: totals(exact),
    near: totals(near),
    within: withinParts(groups, all),
    leaks,
    groups: described
      .sort(byInterest)
      .slice(0, MOST_GROUPS)
      .map(({ group }) => group),
  };
}

/** Rows by equal text, in the order of their first. */
function unitsOf(all: readonly PlacedText[], corpus: Corpus): number[][] {
  const units = new Map<string, number[]>();
  for (const [row, { text }] of all.entries()) {
    if (text.trim() === "") continue;
    const words = wordsOf(corpus, row);
    const hash = createHash("sha1");
    // Texts of marks alone have no words: they are held against each other as they are.
    if (words.length === 0) hash.update(text.trim());
    else hash.update(words);
    const key = `${words.length} ${hash.digest("base64")}`;
    const known = units.get(key);
    if (known === undefined) units.set(key, [row]);
    else known.push(row);
  }
  return [...units.values()];
}

function wordsOf({ texts, isWord }: Corpus, row: number): Int32Array {
  return (texts[row] as Int32Array).filter((id) => isWord[id] === 1);
}

interface Group {
  /** Ascending. */
  readonly rows: readonly number[];
  readonly least: number;
}

/** Units joined by their pairs; those of a single text are left out. */
function groupsOf(units: readonly (readonly number[])[], pairs: readonly NearPair[]): Group[] {
  const above = Int32Array.from(units.keys());
  const top = (unit: number): number => {
    let at = unit;
    while (above[at] !== at) {
      above[at] = above[above[at] as number] as number;
      at = above[at] as number;
    }
    return at;
  };
  const least = new Float64Array(units.length).fill(1);
  for (const { a, b, similarity } of pairs) {
    const [one, other] = [top(a), top(b)];
    above[other] = one;
    least[one] = Math.min(least[one] as number, least[other] as number, similarity);
  }
  const rows = new Map<number, number[]>();
  for (const [unit, own] of units.entries()) rows.set(top(unit), [...(rows.get(top(unit)) ?? []), ...own]);
  return [...rows]
    .filter(([, own]) => own.length > 1)
    .map(([unit, own]) => ({ rows: own.sort((a, b) => a - b), least: least[unit] as number }));
}

function labelsOf(row: number, all: readonly PlacedText[]): string {
  return JSON.stringify(all[row]?.example.gold);
}

function haveOtherLabels(rows: readonly number[], all: readonly PlacedText[]): boolean {
  return new Set(rows.map((row) => labelsOf(row, all))).size > 1;
}

function describe({ rows, least }: Group, all: readonly PlacedText[]) {
  const texts = rows.slice(0, MOST_TEXTS_OF_GROUP).map((row) => {
    const { part, example } = all[row] as PlacedText;
    return { id: example.id, part, place: formatPlace(example.where), labels: example.gold };
  });
  const group: RepeatGroup = {
    texts,
    similarity: least,
    conflicting: haveOtherLabels(rows, all),
    excerpt: excerpt(all[rows[0] as number]?.text ?? "", 200),
  };
  const parts = new Set(rows.map((row) => all[row]?.part)).size;
  return { group, parts, size: rows.length };
}

function byInterest(a: ReturnType<typeof describe>, b: ReturnType<typeof describe>): number {
  return (
    Number(b.parts > 1) - Number(a.parts > 1) ||
    Number(b.group.conflicting) - Number(a.group.conflicting) ||
    b.size - a.size
  );
}

/** Texts beyond the first of each group in each part. */
function withinParts(groups: readonly Group[], all: readonly PlacedText[]): RepeatReport["within"] {
  const counts: Partial<Record<PartName, number>> = {};
  for (const { rows } of groups) {
    const seen = new Set<PartName>();
    for (const row of rows) {
      const { part } = all[row] as PlacedText;
      if (seen.has(part)) counts[part] = (counts[part] ?? 0) + 1;
      seen.add(part);
    }
  }
  return counts;
}

/** The labels (as JSON) of some rows by their parts. */
type LabelsByPart = ReadonlyMap<PartName, ReadonlySet<string>>;

function leaksOf(
  all: readonly PlacedText[],
  { units, pairs }: { units: readonly (readonly number[])[]; pairs: readonly NearPair[] },
  parts: ExploreInput["parts"],
): Leak[] {
  const near = new Map<number, number[]>();
  for (const { a, b } of pairs) {
    near.set(a, [...(near.get(a) ?? []), ...(units[b] ?? [])]);
    near.set(b, [...(near.get(b) ?? []), ...(units[a] ?? [])]);
  }
  const found = units.map((rows, unit) => ({
    rows,
    equal: labelsByPart(rows, all),
    close: labelsByPart(near.get(unit) ?? [], all),
  }));
  return parts.flatMap((into, at) =>
    parts.slice(0, at).map((from) => {
      const leak = { exact: 0, near: 0, conflicting: 0 };
      for (const { rows, equal, close } of found) {
        const same = equal.get(from.name);
        const alike = same ?? close.get(from.name);
        if (alike === undefined) continue;
        const own = rows.filter((row) => all[row]?.part === into.name);
        leak[same === undefined ? "near" : "exact"] += own.length;
        leak.conflicting += own.filter((row) => !alike.has(labelsOf(row, all))).length;
      }
      const share = into.texts.length === 0 ? 0 : (leak.exact + leak.near) / into.texts.length;
      return { from: from.name, into: into.name, ...leak, share };
    }),
  );
}

function labelsByPart(rows: readonly number[], all: readonly PlacedText[]): LabelsByPart {
  const labels = new Map<PartName, Set<string>>();
  for (const row of rows) {
    const { part } = all[row] as PlacedText;
    labels.set(part, (labels.get(part) ?? new Set()).add(labelsOf(row, all)));
  }
  return labels;
}
