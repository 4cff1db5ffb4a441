import { present } from "../../shared/index.js";
import { mayEndAbove, type Taxonomy, type TaxonomyNode } from "../taxonomy/taxonomy.js";
import type { LabelSpace } from "../types.js";

/** What the scores of one text say of a tree. */
export interface RowScores {
  /** P(node), the path passes it. [nodes] */
  readonly nodes: () => ArrayLike<number>;
  /** log of the joint probability (up to a constant) that the path ends at each node; −∞ where none may. [nodes] */
  readonly ends: () => Float64Array;
  /** How good a child is among its siblings, for a walk from the top. */
  readonly child: (node: number) => number;
  /** On the same scale, how good it is to end at a node; −∞ where no path may. */
  readonly stop: (node: number) => number;
}

/** Saturated float32 probabilities are kept this far from 0 and 1, so that every path has a finite score. */
const MARGIN = 1e-7;
const SMALLEST = 1e-45;

/** Scores by the probabilities of nodes of which one sibling holds (methods flat and conditional). */
export function scoresOfNodes({ nodes }: Taxonomy, probabilities: ArrayLike<number>): RowScores {
  /** The probability that the path ends at a node: what its children leave. */
  const ending = ({ id, ends, children }: TaxonomyNode): number => {
    if (!ends) return 0;
    let rest = probabilities[id] as number;
    for (const child of children) rest -= probabilities[child] as number;
    return Math.max(0, rest);
  };
  return {
    nodes: () => probabilities,
    ends: () => ofEach(nodes, (node) => Math.log(ending(node))),
    child: (node) => probabilities[node] as number,
    stop: (id) => {
      const node = present(nodes[id], "a node");
      return node.ends ? ending(node) : Number.NEGATIVE_INFINITY;
    },
  };
}

/**
 * Scores by the probabilities of nodes that hold or not on their own, given their parent (conditional_sigmoid): a path is
 * as probable as its nodes hold, their siblings don't, and nothing below its end does.
 */
export function scoresOfSigmoids({ nodes, roots }: Taxonomy, probabilities: ArrayLike<number>): RowScores {
  const given = (id: number): number => {
    const parent = nodes[id]?.parent ?? -1;
    const above = parent < 0 ? 1 : (probabilities[parent] as number);
    const own = above > 0 ? (probabilities[id] as number) / above : 0;
    return Math.min(Math.max(own, MARGIN), 1 - MARGIN);
  };
  const none = (siblings: readonly number[]): number => {
    let sum = 0;
    for (const id of siblings) sum += Math.log1p(-given(id));
    return sum;
  };
  return {
    nodes: () => probabilities,
    ends: () => {
      const noneBelow = ofEach(nodes, ({ children }) => none(children));
      const noRoot = none(roots);
      const through = new Float64Array(nodes.length);
      for (const { id, parent } of nodes) {
        const siblings = parent < 0 ? noRoot : (noneBelow[parent] as number);
        const above = parent < 0 ? 0 : (through[parent] as number);
        through[id] = above + siblings - Math.log1p(-given(id)) + Math.log(given(id));
      }
      return ofEach(nodes, ({ id, ends }) =>
        ends ? (through[id] as number) + (noneBelow[id] as number) : Number.NEGATIVE_INFINITY,
      );
    },
    child: given,
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
  const own = ({ level, label }: TaxonomyNode): number => (heads[level] as ArrayLike<number>)[label] as number;
  const missing = heads.map((scores, level) =>
    mayEndAbove(space, level) ? 1 - sumOf(scores) : Number.NEGATIVE_INFINITY,
  );
  const ends = (): Float64Array => {
    const missingBelow = missing.map((_, level) =>
      missing.slice(level + 1).reduce((sum, score) => sum + logOf(score), 0),
    );
    const through = new Float64Array(nodes.length);
    for (const node of nodes) {
      through[node.id] = (node.parent < 0 ? 0 : (through[node.parent] as number)) + logOf(own(node));
    }
    return ofEach(nodes, ({ id, level, ends: mayEnd }) =>
      mayEnd ? (through[id] as number) + (missingBelow[level] as number) : Number.NEGATIVE_INFINITY,
    );
  };
  return {
    nodes: () => nodesOfEnds(nodes, ends()),
    ends,
    child: (node) => own(present(nodes[node], "a node")),
    stop: (node) => {
      const { ends: mayEnd, level } = present(nodes[node], "a node");
      return mayEnd ? (missing[level + 1] ?? Number.NEGATIVE_INFINITY) : Number.NEGATIVE_INFINITY;
    },
  };
}

function logOf(probability: number): number {
  return Math.log(Math.max(probability, SMALLEST));
}

/** The sum of a head's scores. */
export function sumOf(scores: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < scores.length; i++) sum += scores[i] as number;
  return sum;
}

function ofEach(nodes: readonly TaxonomyNode[], value: (node: TaxonomyNode) => number): Float64Array {
  const values = new Float64Array(nodes.length);
  for (const node of nodes) values[node.id] = value(node);
  return values;
}

/** The nodes' probabilities from the logarithms of those of the ends at or below them, which are made to sum to 1. */
function nodesOfEnds(nodes: readonly TaxonomyNode[], ends: Float64Array): Float64Array {
  const largest = ends.reduce((best, score) => Math.max(best, score), Number.NEGATIVE_INFINITY);
  const sums = ends.map((score) => Math.exp(score - largest));
  const total = sumOf(sums);
  for (let id = nodes.length - 1; id >= 0; id--) {
    const parent = nodes[id]?.parent ?? -1;
    if (parent >= 0) sums[parent] = (sums[parent] as number) + (sums[id] as number);
  }
  return sums.map((value) => value / total);
}
