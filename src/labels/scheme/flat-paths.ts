import { invariant } from "../../shared/index.js";
import { pathNodes, taxonomyOf } from "../taxonomy/taxonomy.js";
import type { LabelSpace } from "../types.js";
import { softmaxRows } from "./activations.js";
import { withHeads } from "./node-probabilities.js";
import type { LabelScheme, OutputTargets } from "./types.js";

/**
 * One softmax over all nodes at which a path may end: the leaves, and inner nodes where training paths end. A node's
 * probability is the sum over the ends at or below it (the "leaf softmax" of Plaud et al. 2024).
 */
export function flatPaths(space: LabelSpace): LabelScheme {
  invariant(space.parents === undefined, "a softmax over paths was asked for several paths");
  const taxonomy = taxonomyOf(space);
  const ends = taxonomy.nodes.filter((node) => node.ends);
  const placeOf = new Map(ends.map(({ id }, place) => [id, place]));
  return {
    space,
    taxonomy,
    outputs: [{ name: "paths", size: ends.length, kind: "softmax" }],
    places: [ends.map(({ path }) => path)],
    targets: (golds): OutputTargets[] => {
      const ids = Int32Array.from(golds, (gold) => {
        const nodes = pathNodes(space, gold);
        return nodes.length === gold.length ? (placeOf.get(nodes.at(-1) ?? -1) ?? -1) : -1;
      });
      return [{ kind: "softmax", ids }];
    },
    probabilities: ([logits = new Float32Array(0)]) => {
      const own = softmaxRows(logits, ends.length);
      const width = taxonomy.nodes.length;
      const nodes = new Float32Array((own.length / ends.length) * width);
      const sums = new Float64Array(width);
      for (let row = 0; row * width < nodes.length; row++) {
        sums.fill(0);
        for (const [place, { id }] of ends.entries()) sums[id] = own[row * ends.length + place] as number;
        for (let id = width - 1; id >= 0; id--) {
          const parent = taxonomy.nodes[id]?.parent ?? -1;
          if (parent >= 0) sums[parent] = (sums[parent] as number) + (sums[id] as number);
        }
        nodes.set(sums, row * width);
      }
      return withHeads(space, taxonomy, nodes);
    },
  };
}
