import { present } from "../../shared/index.js";
import type { Taxonomy } from "../taxonomy/taxonomy.js";
import type { LabelSpace } from "../types.js";

/**
 * Probabilities of labels from those of nodes: a label of a level has the sum of its nodes'.
 * @param nodes  [N, nodes]
 * @returns      [N, L] a head, then the nodes; the nodes alone where they are the head's labels
 */
export function withHeads(space: LabelSpace, taxonomy: Taxonomy, nodes: Float32Array): Float32Array[] {
  if (space.parents !== undefined) return [nodes];
  const width = taxonomy.nodes.length;
  const rows = nodes.length / width;
  const heads = space.heads.map(({ labels }) => new Float32Array(rows * labels.length));
  for (const { id, level, label } of taxonomy.nodes) {
    const head = present(heads[level], "a head");
    const own = present(space.heads[level], "a head").labels.length;
    for (let row = 0; row < rows; row++) {
      const at = row * own + label;
      head[at] = (head[at] as number) + (nodes[row * width + id] as number);
    }
  }
  return [...heads, nodes];
}

/**
 * Turns probabilities given the parent into those of the nodes, P(node) = P(node | parent) · P(parent), in place.
 * @param nodes  [N, nodes]
 */
export function multiplyDown({ nodes: all }: Taxonomy, nodes: Float32Array): Float32Array {
  const width = all.length;
  for (let start = 0; start < nodes.length; start += width) {
    for (const { id, parent } of all) {
      if (parent >= 0) nodes[start + id] = (nodes[start + id] as number) * (nodes[start + parent] as number);
    }
  }
  return nodes;
}
