import { argMax } from "../arg-max.js";
import type { Taxonomy } from "../taxonomy/taxonomy.js";
import type { RowScores } from "./row-scores.js";

/**
 * The node at which the most probable path of the tree ends. Exact: the scores of ends were made by dynamic programming,
 * each node's from its parent's, so that one pass over the nodes compares all paths.
 */
export function bestPath({ ends }: RowScores): number {
  return argMax(ends());
}

/** From the top to the best child, again and again, until none is better than ending. The node at which that is. */
export function topDown({ nodes, roots }: Taxonomy, { child, stop }: RowScores): number {
  let node = best(roots, child);
  for (;;) {
    const children = nodes[node]?.children ?? [];
    if (children.length === 0) return node;
    const next = best(children, child);
    if (stop(node) > child(next)) return node;
    node = next;
  }
}

/**
 * The deepest node whose probability reaches the threshold, the most probable of several that are equally deep; the best
 * node of the first level where none does. It may be one at which no training path ended.
 */
export function stopEarly({ nodes, roots }: Taxonomy, scores: RowScores, threshold: number): number {
  const probabilities = scores.nodes();
  const probability = (id: number): number => probabilities[id] as number;
  let deepest: number | undefined;
  for (const { id, level } of nodes) {
    if (probability(id) < threshold) continue;
    const known = deepest === undefined ? undefined : nodes[deepest];
    const deeper = known === undefined ? true : level > known.level;
    const better = known !== undefined && level === known.level && probability(id) > probability(known.id);
    if (deeper || better) deepest = id;
  }
  return deepest ?? best(roots, probability);
}

/**
 * Every node whose probability reaches the threshold (one for all, or one a node) and whose parent is among them too; the
 * best node of the first level where none is. Ascending.
 */
export function nodesAbove(
  { nodes, roots }: Taxonomy,
  probabilities: ArrayLike<number>,
  threshold: number | ArrayLike<number>,
): number[] {
  const taken = new Set<number>();
  for (const { id, parent } of nodes) {
    const own = typeof threshold === "number" ? threshold : (threshold[id] as number);
    if ((probabilities[id] as number) >= own && (parent < 0 || taken.has(parent))) taken.add(id);
  }
  if (taken.size === 0) taken.add(best(roots, (id) => probabilities[id] as number));
  return [...taken];
}

/** The first of the nodes that score highest. */
function best(nodes: readonly number[], score: (node: number) => number): number {
  return nodes[argMax(nodes.map(score))] as number;
}
