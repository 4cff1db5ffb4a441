import { PinakesError, present } from "../../shared/index.js";
import type { Gold } from "../types.js";
import { joinPath } from "./paths.js";

/** One line of a tree: a node and what it stands under; without a parent, it stands on the first level. */
export interface TaxonomyEdge {
  readonly parent?: string | undefined;
  readonly child: string;
}

/** The path to a node, or why there is none. */
export type NodePath = { readonly path: Gold } | { readonly problem: string };

/** More nodes than this are taken for a slip: names under several parents multiply. */
const MOST_NODES = 1_000_000;
const SHOWN = 3;

/**
 * A tree that is given whole, by a file. A name may stand under several parents and is a node under each. A single top
 * node called "root" is left out: paths begin below it.
 */
export class GivenTaxonomy {
  /** The paths to the leaves, in the order of the file. */
  readonly leaves: readonly Gold[];
  /** Paths by name of their last label. */
  private readonly byName = new Map<string, Gold[]>();
  private readonly known = new Set<string>();

  private constructor(
    private readonly name: string,
    leaves: readonly Gold[],
  ) {
    const rooted = leaves.every(([first = "", second]) => /^root$/iu.test(first) && second !== undefined);
    this.leaves = rooted ? leaves.map((path) => path.slice(1)) : leaves;
    for (const leaf of this.leaves) for (const level of leaf.keys()) this.add(leaf.slice(0, level + 1));
    if (this.known.size === 0) throw broken(name, "there is no node");
  }

  private add(path: Gold): void {
    if (this.known.has(key(path))) return;
    this.known.add(key(path));
    const label = present(path.at(-1), "a label");
    const places = this.byName.get(label);
    if (places === undefined) this.byName.set(label, [path]);
    else places.push(path);
  }

  /**
   * The tree whose leaves the paths lead to.
   * @param name  of the file, for error messages
   * @throws PinakesError DATA_TAXONOMY where there is no node
   */
  static ofPaths(name: string, leaves: readonly Gold[]): GivenTaxonomy {
    return new GivenTaxonomy(name, leaves);
  }

  /**
   * The tree of pairs of parent and child. What stands below a name stands below each of its places.
   * @throws PinakesError DATA_TAXONOMY for a cycle, or where there is no node
   */
  static ofEdges(name: string, edges: readonly TaxonomyEdge[]): GivenTaxonomy {
    const children = new Map<string, Set<string>>();
    const tops = new Set<string>();
    for (const { parent, child } of edges) {
      if (parent === undefined) tops.add(child);
      else children.set(parent, (children.get(parent) ?? new Set()).add(child));
    }
    const below = new Set([...children.values()].flatMap((own) => [...own]));
    for (const parent of children.keys()) if (!below.has(parent)) tops.add(parent);
    const leaves = expand(name, tops, children);
    // What no top leads to stands in a circle.
    const reached = new Set(leaves.flat());
    const lost = [...below].find((label) => !reached.has(label));
    if (lost !== undefined) throw broken(name, `a node stands under itself: ${circle(lost, children)}`);
    return new GivenTaxonomy(name, leaves);
  }

  /** The path to what is given: a path from the first level, or the name of a node that stands in one place only. */
  find(labels: Gold): NodePath {
    if (this.known.has(key(labels))) return { path: labels };
    const last = present(labels.at(-1), "a label");
    const places = this.byName.get(last) ?? [];
    const [first] = places;
    if (first === undefined) return { problem: `"${last}" is no node of ${this.name}.` };
    if (labels.length > 1) return { problem: this.strayed(labels) };
    if (places.length === 1) return { path: first };
    const shown = places.slice(0, SHOWN).map((path) => `"${joinPath(path)}"`);
    return {
      problem: `"${last}" stands in ${places.length} places of ${this.name} (${shown.join(", ")}): give its whole path.`,
    };
  }

  /** What is wrong with a path whose labels are all known. */
  private strayed(labels: Gold): string {
    const end = labels.findIndex((_, level) => !this.known.has(key(labels.slice(0, level + 1))));
    const label = present(labels[end], "a label");
    if (end === 0) return `"${label}" does not stand on the first level of ${this.name}.`;
    return `"${label}" does not stand under "${joinPath(labels.slice(0, end))}" in ${this.name}.`;
  }
}

function key(path: Gold): string {
  return JSON.stringify(path);
}

type Children = ReadonlyMap<string, ReadonlySet<string>>;

/** The paths to all leaves. */
function expand(name: string, tops: ReadonlySet<string>, children: Children): Gold[] {
  const leaves: Gold[] = [];
  let nodes = 0;
  const visit = (path: Gold): void => {
    if (++nodes > MOST_NODES) throw broken(name, `the tree has more than ${MOST_NODES} nodes`);
    const below = children.get(present(path.at(-1), "a label"));
    if (below === undefined) leaves.push(path);
    for (const child of below ?? []) {
      if (path.includes(child)) throw broken(name, `a node stands under itself: ${joinPath([...path, child])}`);
      visit([...path, child]);
    }
  };
  for (const top of tops) visit([top]);
  return leaves;
}

function circle(start: string, children: Children): string {
  const parentOf = new Map([...children].flatMap(([parent, own]) => [...own].map((child) => [child, parent] as const)));
  const path = [start];
  for (let label = parentOf.get(start); label !== undefined; label = parentOf.get(label)) {
    const repeated = path.includes(label);
    path.unshift(label);
    if (repeated) break;
  }
  return joinPath(path);
}

function broken(name: string, message: string): PinakesError {
  return new PinakesError("DATA_TAXONOMY", {
    where: name,
    message: `${message}.`,
    fix: "give each node the parent that it has, and no way back up.",
  });
}
