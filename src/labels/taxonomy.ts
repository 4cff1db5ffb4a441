import { present } from "../shared/index.js";
import type { LabelSpace } from "./types.js";

/** A class of some head, as a node of the label tree. */
export interface TaxonomyNode {
  /** Its place in `nodes`: the heads one after the other, each in the order of its ids. */
  readonly id: number;
  readonly head: number;
  /** The label's id in its head. */
  readonly label: number;
  readonly name: string;
  /** Nodes of the head above under which it was seen, ascending; several where one name stands under several. */
  readonly parents: readonly number[];
  /** Nodes of the head below, ascending. */
  readonly children: readonly number[];
}

/** The classes of all heads, joined by the observed paths. Without levels, every node is a root. */
export interface Taxonomy {
  readonly nodes: readonly TaxonomyNode[];
  /** The first node of each head: node id = offsets[head] + label id. */
  readonly offsets: readonly number[];
  readonly roots: readonly number[];
  /** Each node with all that are above it, ascending: the sets of hierarchical precision and recall. */
  readonly ancestors: readonly (readonly number[])[];
}

/** The tree of a label space (Kiritchenko et al. 2006: a label counts together with its ancestors). */
export function taxonomyOf(space: LabelSpace): Taxonomy {
  const offsets: number[] = [];
  let count = 0;
  for (const head of space.heads) {
    offsets.push(count);
    count += head.labels.length;
  }
  const parents = Array.from({ length: count }, () => new Set<number>());
  const children = Array.from({ length: count }, () => new Set<number>());
  for (const path of space.paths) {
    for (let h = 1; h < path.length; h++) {
      const above = present(offsets[h - 1], "an offset") + present(path[h - 1], "an id");
      const below = present(offsets[h], "an offset") + present(path[h], "an id");
      present(parents[below], "a node").add(above);
      present(children[above], "a node").add(below);
    }
  }
  const nodes = space.heads.flatMap((head, h) =>
    head.labels.map((name, label): TaxonomyNode => {
      const id = present(offsets[h], "an offset") + label;
      return { id, head: h, label, name, parents: ascending(parents[id]), children: ascending(children[id]) };
    }),
  );
  const roots = nodes.filter((node) => node.parents.length === 0).map((node) => node.id);
  return { nodes, offsets, roots, ancestors: ancestorSets(nodes) };
}

function ascending(ids: ReadonlySet<number> | undefined): number[] {
  return [...present(ids, "a node's neighbours")].sort((a, b) => a - b);
}

/** Parents have lower ids than their children, so that one pass suffices. */
function ancestorSets(nodes: readonly TaxonomyNode[]): number[][] {
  const sets: number[][] = [];
  for (const node of nodes) {
    const above = node.parents.flatMap((parent) => present(sets[parent], "a parent's ancestors"));
    sets.push(ascending(new Set([...above, node.id])));
  }
  return sets;
}
