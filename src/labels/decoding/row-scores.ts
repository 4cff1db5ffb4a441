import { present } from "../../shared/index.js";
import { mayEndAbove, type Taxonomy } from "../taxonomy/taxonomy.js";
import type { LabelSpace } from "../types.js";

/** What the scores of one text say of a tree. */
export interface RowScores {
  /** P(node), the path passes it. [nodes] */
  readonly nodes: ArrayLike<number>;
  /** log of the joint probability (up to a constant) that the path ends at each node; −∞ where none may. [nodes] */
  readonly ends: Float64Array;
  /** How good a child is among its siblings, for a walk from the top. */
  readonly child: (node: number) => number;
  /** On the same scale, how good it is to end at a node; −∞ where no path may. */
  readonly stop: (node: number) => number;
}

/** Saturated float32 probabilities are kept this far from 0 and 1, so that every path has a finite score. */
const MARGIN = 1e-7;
const SMALLEST = 1e-45;

/** The probability with which a path ends at a node, where siblings exclude each other: what the children leave. */
function remainder({ nodes }: Taxonomy, probabilities: ArrayLike<number>, id: number): number {
  const node = present(nodes[id], "a node");
  if (!node.ends) return 0;
  const below = node.children.reduce((sum, child) => sum + (probabilities[child] as number), 0);
  return Math.max(0, (probabilities[id] as number) - below);
}

/** Scores by the probabilities of nodes of which one sibling holds (methods flat and conditional). */
export function scoresOfNodes(taxonomy: Taxonomy, probabilities: ArrayLike<number>): RowScores {
  return {
    nodes: probabilities,
    ends: Float64Array.from(taxonomy.nodes, ({ id }) => Math.log(remainder(taxonomy, probabilities, id))),
    child: (node) => probabilities[node] as number,
    stop: (node) =>
      taxonomy.nodes[node]?.ends === true ? remainder(taxonomy, probabilities, node) : Number.NEGATIVE_INFINITY,
  };
}

/**
 * Scores by the probabilities of nodes that hold or not on their own, given their parent (conditional_sigmoid): a path is
 * as probable as its nodes hold, their siblings don't, and nothing below its end does.
 */
export function scoresOfSigmoids({ nodes, roots }: Taxonomy, probabilities: ArrayLike<number>): RowScores {
  const given = Float64Array.from(nodes, ({ id, parent }) => {
    const above = parent < 0 ? 1 : (probabilities[parent] as number);
    const own = above > 0 ? (probabilities[id] as number) / above : 0;
    return Math.min(Math.max(own, MARGIN), 1 - MARGIN);
  });
  const none = (siblings: readonly number[]): number =>
    siblings.reduce((sum, id) => sum + Math.log1p(-(given[id] as number)), 0);
  const noneBelow = nodes.map(({ children }) => none(children));
  const noRoot = none(roots);
  const through = new Float64Array(nodes.length);
  for (const { id, parent } of nodes) {
    const own = given[id] as number;
    const siblings = parent < 0 ? noRoot : present(noneBelow[parent], "a parent");
    const above = parent < 0 ? 0 : (through[parent] as number);
    through[id] = above + siblings - Math.log1p(-own) + Math.log(own);
  }
  return {
    nodes: probabilities,
    ends: through.map((score, id) =>
      nodes[id]?.ends === true ? score + present(noneBelow[id], "a node") : Number.NEGATIVE_INFINITY,
    ),
    child: (node) => given[node] as number,
    // A child that rather holds than not is worth going on to.
    stop: (node) => (nodes[node]?.ends === true ? 0.5 : Number.NEGATIVE_INFINITY),
  };
}

/**
 * Scores by independent heads: a path is as probable as the product over the levels of its labels' probabilities and,
 * below its end, of the probability that the level is not reached. Those of all paths of the tree, made to sum to 1, give
 * the nodes' probabilities.
 * @param heads  [L] a head
 */
export function scoresOfLevels(space: LabelSpace, { nodes }: Taxonomy, heads: readonly ArrayLike<number>[]): RowScores {
  const own = nodes.map(({ level, label }) => present(heads[level], "a head's scores")[label] as number);
  const missing = heads.map((scores, level) => {
    if (!mayEndAbove(space, level)) return Number.NEGATIVE_INFINITY;
    return 1 - Array.from(scores).reduce((sum, score) => sum + score, 0);
  });
  const missingBelow = missing.map((_, level) =>
    missing.slice(level + 1).reduce((sum, score) => sum + logOf(score), 0),
  );
  const through = new Float64Array(nodes.length);
  for (const { id, parent } of nodes) {
    through[id] = (parent < 0 ? 0 : (through[parent] as number)) + logOf(present(own[id], "a score"));
  }
  const ends = through.map((score, id) => {
    const node = present(nodes[id], "a node");
    return node.ends ? score + present(missingBelow[node.level], "a level") : Number.NEGATIVE_INFINITY;
  });
  return {
    nodes: nodesOfEnds(nodes, ends),
    ends,
    child: (node) => present(own[node], "a score"),
    stop: (node) => {
      const { ends: mayEnd, level } = present(nodes[node], "a node");
      return mayEnd ? (missing[level + 1] ?? Number.NEGATIVE_INFINITY) : Number.NEGATIVE_INFINITY;
    },
  };
}

function logOf(probability: number): number {
  return Math.log(Math.max(probability, SMALLEST));
}

/** The nodes' probabilities from the logarithms of those of the ends at or below them, which are made to sum to 1. */
function nodesOfEnds(nodes: Taxonomy["nodes"], ends: Float64Array): Float64Array {
  const largest = ends.reduce((best, score) => Math.max(best, score), Number.NEGATIVE_INFINITY);
  const sums = ends.map((score) => Math.exp(score - largest));
  const total = sums.reduce((sum, value) => sum + value, 0);
  for (let id = nodes.length - 1; id >= 0; id--) {
    const parent = nodes[id]?.parent ?? -1;
    if (parent >= 0) sums[parent] = (sums[parent] as number) + (sums[id] as number);
  }
  return sums.map((value) => value / total);
}
