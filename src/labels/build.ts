import { PinakesError, present } from "../shared/index.js";
import type { Task } from "./config.js";
import { createLabelNaming, type LabelNames, type LabelNaming } from "./names.js";
import type { Finding, Gold, Head, LabelSpace } from "./types.js";

/** How a label space is built. */
export interface LabelSpaceOptions {
  readonly task: Task;
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
 * The label space of the rows of a training split.
 * @throws PinakesError DATA_EMPTY without rows; DATA_LABEL_CARDINALITY for a multi-class row without exactly one label;
 * DATA_LABEL_DEPTH for paths of different lengths; DATA_LABEL_UNKNOWN for a label that `order: given` doesn't name;
 * DATA_LABEL_SINGLE for a head with one class; CONFIG_CONFLICT for `order: given` without names.
 */
export function buildLabelSpace(golds: readonly Gold[], options: LabelSpaceOptions): LabelSpace {
  const { task } = options;
  const placeOf = options.placeOf ?? ((row) => `row ${row}`);
  if (golds.length === 0) throw noRows();
  checkGolds(golds, task, placeOf);
  const naming = createLabelNaming(options.names, options);
  const headCount = task === "hierarchical" ? present(golds[0], "the first row").length : 1;
  const heads: Head[] = [];
  for (let h = 0; h < headCount; h++) {
    const name = headName(task, h);
    const observed = observedLabels(golds, task, h);
    const labels = orderLabels([...observed.keys()], { naming, head: h, order: options.order ?? "sorted" });
    checkHead({ name, labels }, observed, placeOf);
    heads.push({ name, labels });
  }
  const paths = task === "hierarchical" ? observedPaths(golds, heads) : [];
  if (naming.isEmpty) return { task, heads, paths };
  return { task, heads, paths, names: heads.map((_, h) => naming.table(h)) };
}

/** The name of a head: "label", "labels", or "level1", "level2", … */
export function headName(task: Task, head: number): string {
  if (task === "hierarchical") return `level${head + 1}`;
  return task === "multi-label" ? "labels" : "label";
}

/** What is odd about a label space without being wrong: names that stand under several parents. */
export function labelSpaceFindings(space: LabelSpace): Finding[] {
  const findings: Finding[] = [];
  for (let h = 1; h < space.heads.length; h++) {
    const parents = new Map<number, Set<number>>();
    for (const path of space.paths) {
      const child = present(path[h], "a level of a path");
      const known = parents.get(child) ?? new Set<number>();
      parents.set(child, known.add(present(path[h - 1], "a level of a path")));
    }
    const shared = [...parents].filter(([, above]) => above.size > 1);
    if (shared.length === 0) continue;
    const head = present(space.heads[h], "a head");
    const above = present(space.heads[h - 1], "a head");
    findings.push({
      code: "label_under_several_parents",
      message: `${shared.length} of ${head.labels.length} labels of ${head.name} stand under more than one parent; each is one class.`,
      count: shared.length,
      places: shared
        .slice(0, 5)
        .map(([child, ids]) => `${head.labels[child]} (under ${[...ids].map((id) => above.labels[id]).join(", ")})`),
    });
  }
  return findings;
}

function checkGolds(golds: readonly Gold[], task: Task, placeOf: (row: number) => string): void {
  if (task === "multi-label") return;
  const expected = task === "multi-class" ? 1 : commonestLength(golds);
  const row = golds.findIndex((gold) => gold.length !== expected);
  if (row < 0) return;
  const gold = present(golds[row], "a row");
  if (task === "multi-class") {
    throw new PinakesError("DATA_LABEL_CARDINALITY", {
      where: placeOf(row),
      message: `has ${gold.length} labels (${gold.join(", ")}), but task "multi-class" expects exactly 1.`,
      fix: 'set task: "multi-label" in the config, or keep one label a row.',
    });
  }
  const others = golds.filter((other) => other.length !== expected).length;
  throw new PinakesError("DATA_LABEL_DEPTH", {
    where: placeOf(row),
    message:
      `the path "${gold.join(" > ")}" has ${gold.length} levels, but most paths have ${expected} ` +
      `(${others} of ${golds.length} rows differ). hierarchy.method "independent" has one head a level and needs a label on each.`,
    fix: "give every row a label on each level, or name fewer columns in data.labels so that all paths are equally deep.",
  });
}

function commonestLength(golds: readonly Gold[]): number {
  const counts = new Map<number, number>();
  for (const gold of golds) counts.set(gold.length, (counts.get(gold.length) ?? 0) + 1);
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best))[0];
}

/** The labels of a head in order of first occurrence, each with the row of that occurrence. */
function observedLabels(golds: readonly Gold[], task: Task, head: number): Map<string, number> {
  const seen = new Map<string, number>();
  golds.forEach((gold, row) => {
    const labels = task === "hierarchical" ? [present(gold[head], "a level of a path")] : gold;
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

function checkHead(head: Head, observed: ReadonlyMap<string, number>, placeOf: (row: number) => string): void {
  const known = new Set(head.labels);
  for (const [label, row] of observed) {
    if (known.has(label)) continue;
    throw new PinakesError("DATA_LABEL_UNKNOWN", {
      where: placeOf(row),
      message: `"${label}" is not among the ${head.labels.length} labels of ${head.name} in data.label_names.`,
      fix: "add it to data.label_names, or set data.label_order: sorted.",
    });
  }
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

function comparePaths(a: readonly number[], b: readonly number[]): number {
  const level = a.findIndex((id, h) => id !== b[h]);
  return level < 0 ? 0 : present(a[level], "an id") - present(b[level], "an id");
}

function noRows(): PinakesError {
  return new PinakesError("DATA_EMPTY", {
    message: "the training split has no rows to take labels from.",
    fix: "look at data.train, data.split and data.sample.",
  });
}
