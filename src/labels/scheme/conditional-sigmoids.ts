import { encode, holdsSets } from "../encode.js";
import { pathNodes, taxonomyOf } from "../taxonomy/taxonomy.js";
import type { Gold, LabelSpace } from "../types.js";
import { sigmoids } from "./activations.js";
import { multiplyDown, withHeads } from "./node-probabilities.js";
import type { LabelScheme, OutputTargets } from "./types.js";

/**
 * A sigmoid a node, given its parent: P(node) = σ(node) · P(parent) (Brust & Denzler 2019; "conditional sigmoid" of Plaud
 * et al. 2024). For one path a text, or several. A node counts in the loss only where its parent holds; the first level
 * counts always.
 */
export function conditionalSigmoids(space: LabelSpace): LabelScheme {
  const taxonomy = taxonomyOf(space);
  const { nodes } = taxonomy;
  const held = (gold: Gold): number[] =>
    holdsSets(space) ? encode(space, gold).filter((id) => id >= 0) : pathNodes(space, gold);
  return {
    space,
    taxonomy,
    outputs: [{ name: "nodes", size: nodes.length, kind: "sigmoid" }],
    places: [nodes.map(({ path }) => path)],
    targets: (golds): OutputTargets[] => {
      const values = new Float32Array(golds.length * nodes.length);
      const counted = new Float32Array(golds.length * nodes.length);
      for (const [row, gold] of golds.entries()) {
        const start = row * nodes.length;
        for (const root of taxonomy.roots) counted[start + root] = 1;
        for (const id of held(gold)) {
          values[start + id] = 1;
          for (const child of nodes[id]?.children ?? []) counted[start + child] = 1;
        }
      }
      return [{ kind: "sigmoid", values, counted }];
    },
    probabilities: ([logits = new Float32Array(0)]) =>
      withHeads(space, taxonomy, multiplyDown(taxonomy, sigmoids(logits))),
  };
}
