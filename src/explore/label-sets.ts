import { mean } from "../shared/index.js";
import type { ExploreInput, PartName } from "./input.js";

/** How many labels the texts have: of a hierarchy, how many levels their path has, or how many paths they have. */
export interface LabelsPerText {
  readonly what: "labels" | "levels" | "paths";
  readonly mean: number;
  /** Number of texts by number of labels, ascending. */
  readonly texts: readonly { readonly labels: number; readonly texts: number }[];
  /** Mean by part. */
  readonly parts: Readonly<Partial<Record<PartName, number>>>;
}

/** Labels that stand together. */
export interface LabelPair {
  readonly labels: readonly [string, string];
  readonly texts: number;
  /** How many times as often as if the two knew nothing of each other. */
  readonly lift: number;
}

/** Which labels the texts of a multi-label task have together. */
export interface CoOccurrence {
  /** Different sets of labels. */
  readonly combinations: number;
  /** The commonest sets. */
  readonly commonest: readonly { readonly labels: readonly string[]; readonly texts: number }[];
  /** Pairs that occur, the commonest first. */
  readonly pairs: readonly LabelPair[];
  /** The matrix of the commonest labels: `counts[i][j]` texts have both, `counts[i][i]` have the label. */
  readonly matrix: { readonly labels: readonly string[]; readonly counts: readonly (readonly number[])[] };
}

const MOST_SETS = 20;
const MOST_PAIRS = 100;
/** A heat-map of more labels can't be read. */
const MOST_IN_MATRIX = 40;

/** The distribution of labels a text; undefined where every text has one. */
export function labelsPerText({
  parts,
  space,
  severalPaths,
}: Pick<ExploreInput, "parts" | "space" | "severalPaths">): LabelsPerText | undefined {
  if (space.task === "multi-class") return undefined;
  const what = severalPaths ? "paths" : space.task === "hierarchical" ? "levels" : "labels";
  const sizeOf = severalPaths ? pathsOf : (gold: readonly string[]) => gold.length;
  const sizes = parts.map(({ name, examples }) => ({ name, sizes: examples.map(({ gold }) => sizeOf(gold)) }));
  const counts = new Map<number, number>();
  for (const size of sizes.flatMap((part) => part.sizes)) counts.set(size, (counts.get(size) ?? 0) + 1);
  return {
    what,
    mean: mean(sizes.flatMap((part) => part.sizes)) || 0,
    texts: [...counts].sort(([a], [b]) => a - b).map(([labels, texts]) => ({ labels, texts })),
    parts: Object.fromEntries(sizes.map((part) => [part.name, mean(part.sizes) || 0])),
  };
}

/** Nodes of a closed set under which no other of its nodes stands. Sorted, a node is followed by what stands under it. */
function pathsOf(gold: readonly string[]): number {
  return gold.filter((node) => !gold.some((other) => other.startsWith(`${node} > `))).length;
}

/** Labels that stand together, over all parts; undefined but for multi-label tasks. */
export function coOccurrence({ parts, space }: Pick<ExploreInput, "parts" | "space">): CoOccurrence | undefined {
  if (space.task !== "multi-label") return undefined;
  const golds = parts.flatMap(({ examples }) => examples.map(({ gold }) => gold));
  const single = new Map<string, number>();
  const sets = new Map<string, { labels: readonly string[]; texts: number }>();
  const pairs = new Map<string, { labels: readonly [string, string]; texts: number }>();
  for (const gold of golds) {
    add(sets, gold.join("\u0000"), gold);
    for (const [at, label] of gold.entries()) {
      single.set(label, (single.get(label) ?? 0) + 1);
      for (const other of gold.slice(at + 1)) add(pairs, `${label}\u0000${other}`, [label, other] as const);
    }
  }
  const of = (label: string): number => single.get(label) ?? 0;
  const sorted = [...pairs.values()].sort((a, b) => b.texts - a.texts);
  return {
    combinations: sets.size,
    commonest: [...sets.values()].sort((a, b) => b.texts - a.texts).slice(0, MOST_SETS),
    pairs: sorted.slice(0, MOST_PAIRS).map(({ labels, texts }) => {
      const [a, b] = labels;
      return { labels, texts, lift: (texts * golds.length) / (of(a) * of(b)) };
    }),
    matrix: matrixOf(single, pairs),
  };
}

function matrixOf(single: ReadonlyMap<string, number>, pairs: ReadonlyMap<string, { readonly texts: number }>) {
  const labels = [...single]
    .sort((a, b) => b[1] - a[1])
    .slice(0, MOST_IN_MATRIX)
    .map(([label]) => label);
  const both = (a: string, b: string): number =>
    (pairs.get(`${a}\u0000${b}`) ?? pairs.get(`${b}\u0000${a}`))?.texts ?? 0;
  const counts = labels.map((a) => labels.map((b) => (a === b ? (single.get(a) ?? 0) : both(a, b))));
  return { labels, counts };
}

function add<Labels>(into: Map<string, { labels: Labels; texts: number }>, key: string, labels: Labels): void {
  const known = into.get(key);
  if (known === undefined) into.set(key, { labels, texts: 1 });
  else known.texts += 1;
}
