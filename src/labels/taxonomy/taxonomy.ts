import { present } from "../../shared/index.js";
import type { Gold, LabelSpace } from "../types.js";
import { joinPath, PATH_SEPARATOR } from "./paths.js";

/** A node of the label tree: what a path leads to. One label that stands under several parents is several nodes. */
export interface TaxonomyNode {
  /** Its place in `nodes`: higher than its parent's. */
  readonly id: number;
  /** From 0, the most general. */
  readonly level: number;
  /** The label's id in its head: the head of its level, or the only one. */
  readonly label: number;
  /** The label itself: the last of its path. */
  readonly name: string;
  /** The joined labels from the first level down to it. */
  readonly path: string;
  /** −1 on the first level. */
  readonly parent: number;
  /** Ascending. */
  readonly children: readonly number[];
  /** Whether a path may end here: every leaf, and an inner node where one was seen to. */
  readonly ends: boolean;
}

/** The tree of a label space. Without levels, every label is a root. */
export interface Taxonomy {
  /** Level by level where a text has one path; in the order of the head's labels where it may have several. */
  readonly nodes: readonly TaxonomyNode[];
  readonly roots: readonly number[];
  /** Each node with all that are above it, from the first level down: the sets of hierarchical precision and recall. */
  readonly ancestors: readonly (readonly number[])[];
  /** Levels of the shortest path. */
  readonly shortest: number;
}

/** What is known of a node before its children are. */
type Draft = Omit<TaxonomyNode, "id" | "children">;

const made = new WeakMap<LabelSpace, Taxonomy>();

/** The tree of a label space; made once a space. */
export function taxonomyOf(space: LabelSpace): Taxonomy {
  const known = made.get(space);
  if (known !== undefined) return known;
  const taxonomy = assemble(space.parents === undefined ? ofPaths(space) : ofParents(space, space.parents));
  made.set(space, taxonomy);
  return taxonomy;
}

/** Whether some path of a space with one path a text ends above a level, counted from 0. */
export function mayEndAbove(space: LabelSpace, level: number): boolean {
  return taxonomyOf(space).shortest <= level;
}

/** The nodes that a path passes, from the first level down to the last that the tree has. For one path a text. */
export function pathNodes(space: LabelSpace, path: Gold): number[] {
  const children = childTable(taxonomyOf(space));
  const nodes: number[] = [];
  let parent = -1;
  for (const label of path) {
    const node = children.get(parent)?.get(label);
    if (node === undefined) break;
    nodes.push(node);
    parent = node;
  }
  return nodes;
}

const childTables = new WeakMap<Taxonomy, ReadonlyMap<number, ReadonlyMap<string, number>>>();

/** The children of each node by label; those of the root under −1. */
function childTable(taxonomy: Taxonomy): ReadonlyMap<number, ReadonlyMap<string, number>> {
  const known = childTables.get(taxonomy);
  if (known !== undefined) return known;
  const table = new Map<number, Map<string, number>>();
  for (const { id, parent, name } of taxonomy.nodes) {
    const own = table.get(parent) ?? new Map<string, number>();
    table.set(parent, own.set(name, id));
  }
  childTables.set(taxonomy, table);
  return table;
}

function assemble(drafts: readonly Draft[]): Taxonomy {
  const children = drafts.map((): number[] => []);
  const ancestors: number[][] = [];
  const roots: number[] = [];
  for (const [id, { parent }] of drafts.entries()) {
    ancestors.push(parent < 0 ? [id] : [...present(ancestors[parent], "a parent's ancestors"), id]);
    (parent < 0 ? roots : present(children[parent], "a parent's children")).push(id);
  }
  const nodes = drafts.map((draft, id) => {
    const own = present(children[id], "a node's children");
    return { ...draft, id, children: own, ends: draft.ends || own.length === 0 };
  });
  const shortest = nodes.reduce((least, { level, ends }) => (ends ? Math.min(least, level + 1) : least), nodes.length);
  return { nodes, roots, ancestors, shortest };
}

/** The nodes are what the paths begin with, level by level. Without paths, every label is one. */
function ofPaths({ heads, paths }: LabelSpace): Draft[] {
  const whole = paths.length > 0 ? paths : heads.flatMap(({ labels }) => labels.map((_, id) => [id]));
  const ends = new Set(whole.map((path) => path.join(",")));
  const drafts: Draft[] = [];
  const ids = new Map<string, number>();
  for (const [level, head] of heads.entries()) {
    // The paths are in order, so that siblings stand together.
    for (const path of whole) {
      const key = path.slice(0, level + 1).join(",");
      const label = path[level];
      if (label === undefined || ids.has(key)) continue;
      const parent = level === 0 ? -1 : present(ids.get(path.slice(0, level).join(",")), "a parent");
      const name = present(head.labels[label], "a label");
      const above = parent < 0 ? [] : [present(drafts[parent], "a parent").path];
      ids.set(key, drafts.length);
      drafts.push({ level, label, name, path: joinPath([...above, name]), parent, ends: ends.has(key) });
    }
  }
  return drafts;
}

/** The nodes are the labels. A set of paths may end anywhere. */
function ofParents({ heads }: LabelSpace, parents: readonly number[]): Draft[] {
  const drafts: Draft[] = [];
  for (const [label, path] of present(heads[0], "the head").labels.entries()) {
    const parent = present(parents[label], "a parent");
    const above = drafts[parent];
    const name = above === undefined ? path : path.slice(above.path.length + PATH_SEPARATOR.length);
    drafts.push({ level: above === undefined ? 0 : above.level + 1, label, name, path, parent, ends: true });
  }
  return drafts;
}
