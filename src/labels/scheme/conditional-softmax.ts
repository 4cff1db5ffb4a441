import { invariant, present } from "../../shared/index.js";
import { pathNodes, type Taxonomy, type TaxonomyNode, taxonomyOf } from "../taxonomy/taxonomy.js";
import type { LabelSpace } from "../types.js";
import { groupedSoftmaxRows } from "./activations.js";
import { multiplyDown, withHeads } from "./node-probabilities.js";
import type { LabelScheme, OutputTargets } from "./types.js";

/** The places of one level: the nodes, grouped by parent; in the groups of parents at which paths end, also that end. */
interface Level {
  readonly places: readonly Place[];
  readonly groups: readonly number[];
  readonly ofNode: ReadonlyMap<number, number>;
  /** The place that says "the path ends at this parent". */
  readonly ofEnd: ReadonlyMap<number, number>;
}

interface Place {
  readonly kind: "node" | "end";
  /** The node, or the parent at which the path ends. */
  readonly node: number;
}

/**
 * A softmax over the children of each node (Redmon & Farhadi 2017; "conditional softmax" of Plaud et al. 2024): the
 * probability of a node is the product of those along its path. An output a level, its groups the parents. Where texts
 * end at an inner node, "ends here" is one more of its children. A text's target asks one group a level, down to the end
 * of its path; what is below a label that the tree lacks counts nothing.
 */
export function conditionalSoftmax(space: LabelSpace): LabelScheme {
  invariant(space.parents === undefined, "a softmax over children was asked for several paths");
  const taxonomy = taxonomyOf(space);
  const levels = space.heads.map((_, level) => levelOf(taxonomy, level));
  return {
    space,
    taxonomy,
    outputs: levels.map(({ groups }, level) => ({
      name: present(space.heads[level], "a head").name,
      size: groups.length,
      kind: "softmax",
      groups,
    })),
    places: levels.map(({ places }) => places.map((place) => placeName(taxonomy, place))),
    targets: (golds) => {
      const targets = levels.map(() => new Int32Array(golds.length).fill(-1));
      for (const [row, gold] of golds.entries()) {
        const nodes = pathNodes(space, gold);
        for (const [level, { ofNode, ofEnd }] of levels.entries()) {
          const ended = gold.length === level && nodes.length === level;
          const place = ended ? ofEnd.get(nodes.at(-1) ?? -1) : ofNode.get(nodes[level] ?? -1);
          present(targets[level], "a level's targets")[row] = place ?? -1;
        }
      }
      return targets.map((ids): OutputTargets => ({ kind: "softmax", ids }));
    },
    probabilities: (logits) => {
      const nodes = given(taxonomy, levels, logits);
      return withHeads(space, taxonomy, multiplyDown(taxonomy, nodes));
    },
  };
}

function levelOf({ nodes, roots }: Taxonomy, level: number): Level {
  const families: { parent?: TaxonomyNode; children: readonly number[] }[] =
    level === 0
      ? [{ children: roots }]
      : nodes
          .filter((node) => node.level === level - 1 && node.children.length > 0)
          .map((parent) => ({ parent, children: parent.children }));
  const places: Place[] = [];
  const groups: number[] = [];
  const ofNode = new Map<number, number>();
  const ofEnd = new Map<number, number>();
  for (const [group, { parent, children }] of families.entries()) {
    for (const node of children) {
      ofNode.set(node, places.length);
      places.push({ kind: "node", node });
    }
    if (parent?.ends === true) {
      ofEnd.set(parent.id, places.length);
      places.push({ kind: "end", node: parent.id });
    }
    while (groups.length < places.length) groups.push(group);
  }
  return { places, groups, ofNode, ofEnd };
}

function placeName({ nodes }: Taxonomy, { kind, node }: Place): string {
  const { path } = present(nodes[node], "a node");
  return kind === "node" ? path : `${path} (ends here)`;
}

/** The probability of each node given its parent, [N, nodes]. */
function given({ nodes: all }: Taxonomy, levels: readonly Level[], logits: readonly Float32Array[]): Float32Array {
  const rows = (logits[0]?.length ?? 0) / present(levels[0], "the first level").groups.length;
  const nodes = new Float32Array(rows * all.length);
  for (const [level, { places, groups }] of levels.entries()) {
    const own = groupedSoftmaxRows(present(logits[level], "an output's logits"), groups);
    for (const [at, { kind, node }] of places.entries()) {
      if (kind === "end") continue;
      for (let row = 0; row < rows; row++) nodes[row * all.length + node] = own[row * places.length + at] as number;
    }
  }
  return nodes;
}
