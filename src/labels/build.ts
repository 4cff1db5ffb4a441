import { PinakesError, present } from "../shared/index.js";
import type { Task } from "./config.js";
import { createLabelNaming, type LabelNames, type LabelNaming } from "./names.js";
import { closedSet, parentPath, splitPath } from "./taxonomy/paths.js";
import type { Gold, Head, LabelSpace } from "./types.js";

/** How a label space is built. */
export interface LabelSpaceOptions {
  readonly task: Task;
  /** Of a hierarchy, whether a text may have several paths: the golds are closed sets of nodes then. */
  readonly severalPaths?: boolean;
  /** Golds that the space knows whatever the rows say, as those of a taxonomy file. */
  readonly known?: readonly Gold[];
  /** Order of the ids: by name (numbers by value), by first occurrence, or that of `names`. Default: sorted. */
  readonly order?: "sorted" | "first_seen" | "given";
  /** Names of label codes, as in the config's `data.label_names`; the golds hold names already. */
  readonly names?: LabelNames;
  /** The columns of a hierarchy's levels, which `names` may use as keys. */
  readonly columns?: readonly string[];
  /** Where a row stands, for error messages (default: "row i"). */
  readonly placeOf?: (row: number) => string;
}

/**
 * The label space of the rows of a training split. Paths may end at different levels, also at a node that other paths
 * go on from.
 * @throws PinakesError DATA_EMPTY without rows; DATA_LABEL_CARDINALITY for a multi-class row without exactly one label;
 * DATA_LABEL_MISSING for an empty path; DATA_LABEL_UNKNOWN for a label that `order: given` doesn't name;
 * DATA_LABEL_SINGLE for a head with one class; CONFIG_CONFLICT for `order: given` without names.
 */
export function buildLabelSpace(golds: readonly Gold[], options: LabelSpaceOptions): LabelSpace {
  const { task, known = [] } = options;
  const ownPlace = options.placeOf ?? ((row) => `row ${row}`);
  const placeOf = (row: number): string => (row < golds.length ? ownPlace(row) : "hierarchy.taxonomy");
  if (golds.length === 0) throw noRows();
  checkGolds(golds, task, placeOf);
  const naming = createLabelNaming(options.names, options);
  const all = [...golds, ...known];
  if (task === "hierarchical" && options.severalPaths === true) return spaceOfNodes(all, { ...options, naming });
  const headCount = task === "hierarchical" ? deepest(all) : 1;
  const heads: Head[] = [];
  for (let h = 0; h < headCount; h++) {
    const name = headName(task, h);
    const observed = observedLabels(all, task, h);
    const labels = orderLabels([...observed.keys()], { naming, head: h, order: options.order ?? "sorted" });
    checkNamed({ name, labels }, observed, placeOf);
    // A level that some paths don't reach asks whether a path goes on, whatever its labels.
    if (!all.some((gold) => task === "hierarchical" && gold.length <= h)) checkSeveral({ name, labels });
    heads.push({ name, labels });
  }
  const paths = task === "hierarchical" ? observedPaths(all, heads) : [];
  if (naming.isEmpty) return { task, heads, paths };
  return { task, heads, paths, names: heads.map((_, h) => naming.table(h)) };
}

/** The only head holds every node that a gold passes. */
function spaceOfNodes(golds: readonly Gold[], options: LabelSpaceOptions & { naming: LabelNaming }): LabelSpace {
  const { task, naming, order = "sorted" } = options;
  if (order === "given") {
    throw new PinakesError("CONFIG_CONFLICT", {
      where: "data.label_order",
      message: "is given, but where a text may have several paths the labels are nodes of a tree, not of levels.",
      fix: "set data.label_order: sorted.",
    });
  }
  const closed = golds.map((gold) => closedSet(gold.map(splitPath)));
  const observed = [...observedLabels(closed, "multi-label", 0).keys()];
  const labels = order === "sorted" ? closedSet(observed.map(splitPath)) : observed;
  checkSeveral({ name: NODES, labels });
  const ids = new Map(labels.map((label, id) => [label, id]));
  const parents = labels.map((label) => {
    const parent = parentPath(label);
    return parent === undefined ? -1 : present(ids.get(parent), "a parent");
  });
  const space = { task, heads: [{ name: NODES, labels }], paths: [], parents };
  if (naming.isEmpty) return space;
  const levels = deepest(labels.map(splitPath));
  return { ...space, names: Array.from({ length: levels }, (_, level) => naming.table(level)) };
}

const NODES = "nodes";

function deepest(paths: readonly Gold[]): number {
  return paths.reduce((levels, path) => Math.max(levels, path.length), 0);
}

/** The name of a head: "label", "labels", or "level1", "level2", … */
export function headName(task: Task, head: number): string {
  if (task === "hierarchical") return `level${head + 1}`;
  return task === "multi-label" ? "labels" : "label";
}

function checkGolds(golds: readonly Gold[], task: Task, placeOf: (row: number) => string): void {
  if (task === "multi-label") return;
  const row = golds.findIndex((gold) => (task === "multi-class" ? gold.length !== 1 : gold.length === 0));
  if (row < 0) return;
  const gold = present(golds[row], "a row");
  if (task === "hierarchical") {
    throw new PinakesError("DATA_LABEL_MISSING", {
      where: placeOf(row),
      message: "the path has no label.",
      fix: "label the row, or remove it.",
    });
  }
  throw new PinakesError("DATA_LABEL_CARDINALITY", {
    where: placeOf(row),
    message: `has ${gold.length} labels (${gold.join(", ")}), but task "multi-class" expects exactly 1.`,
    fix: 'set task: "multi-label" in the config, or keep one label a row.',
  });
}

/** The labels of a head in order of first occurrence, each with the row of that occurrence. */
function observedLabels(golds: readonly Gold[], task: Task, head: number): Map<string, number> {
  const seen = new Map<string, number>();
  golds.forEach((gold, row) => {
    const labels = task === "hierarchical" ? gold.slice(head, head + 1) : gold;
    for (const label of labels) if (!seen.has(label)) seen.set(label, row);
  });
  return seen;
}

function orderLabels(
  observed: readonly string[],
  options: { naming: LabelNaming; head: number; order: "sorted" | "first_seen" | "given" },
): readonly string[] {
  if (options.order === "first_seen") return observed;
  if (options.order === "sorted") return sortLabels(observed);
  const given = options.naming.order(options.head);
  if (given !== undefined) return given;
  throw new PinakesError("CONFIG_CONFLICT", {
    where: "data.label_order",
    message: "is given, but data.label_names does not list the labels.",
    fix: "list them in data.label_names, or set data.label_order: sorted.",
  });
}

/** Labels by code points, as Python sorts strings; by value where all of them are whole numbers. */
export function sortLabels(labels: readonly string[]): string[] {
  const numeric = labels.every((label) => /^-?\d{1,15}$/u.test(label));
  return [...labels].sort(numeric ? (a, b) => Number(a) - Number(b) || compareCodePoints(a, b) : compareCodePoints);
}

function compareCodePoints(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function checkNamed(head: Head, observed: ReadonlyMap<string, number>, placeOf: (row: number) => string): void {
  const known = new Set(head.labels);
  for (const [label, row] of observed) {
    if (known.has(label)) continue;
    throw new PinakesError("DATA_LABEL_UNKNOWN", {
      where: placeOf(row),
      message: `"${label}" is not among the ${head.labels.length} labels of ${head.name} in data.label_names.`,
      fix: "add it to data.label_names, or set data.label_order: sorted.",
    });
  }
}

function checkSeveral(head: Head): void {
  if (head.labels.length >= 2) return;
  const found = head.labels.length === 0 ? "no label at all" : `one class only ("${head.labels[0]}")`;
  throw new PinakesError("DATA_LABEL_SINGLE", {
    where: head.name,
    message: `has ${found} in the training split: there is nothing to learn.`,
    fix: "look whether data.labels names the right column, whether data.sample took rows of one class only, or leave the level out.",
  });
}

function observedPaths(golds: readonly Gold[], heads: readonly Head[]): number[][] {
  const ids = heads.map((head) => new Map(head.labels.map((label, id) => [label, id])));
  const distinct = new Map<string, number[]>();
  for (const gold of golds) {
    const path = gold.map((label, h) => present(ids[h]?.get(label), "a label's id"));
    distinct.set(path.join(","), path);
  }
  return [...distinct.values()].sort(comparePaths);
}

/** By ids, level by level; what a path begins with stands before it. */
function comparePaths(a: readonly number[], b: readonly number[]): number {
  const level = a.findIndex((id, h) => id !== b[h]);
  return level < 0 ? a.length - b.length : present(a[level], "an id") - (b[level] ?? -1);
}

function noRows(): PinakesError {
  return new PinakesError("DATA_EMPTY", {
    message: "the training split has no rows to take labels from.",
    fix: "look at data.train, data.split and data.sample.",
  });
}
