import {
  type HierarchyConfig,
  type LabelSpace,
  type NodeSets,
  nodeScorer,
  rowOf,
  splitPath,
  taxonomyOf,
} from "../labels/index.js";
import { present } from "../shared/index.js";
import { type HeadInput, headInput } from "./head-figures.js";
import { nodeDepths } from "./path-metrics.js";
import type { ScoredSplit } from "./scored-split.js";

/** A level of one path a text, by name. */
export interface NamedLevel {
  readonly name: string;
  readonly head: HeadInput;
}

/**
 * The levels of one path a text as classes: a node each. Where every label of a level stands under one parent, these are the
 * labels; else nodes, which are called by their joined paths where they share a label.
 */
export function levelInputs(space: LabelSpace, split: ScoredSplit, sets: NodeSets): NamedLevel[] {
  return space.heads.map(({ name, labels }, level) => {
    const nodes = taxonomyOf(space).nodes.filter((node) => node.level === level).length;
    const head = nodes > labels.length ? nodeInput(space, { split, sets, level }) : headInput(space, split, level);
    return { name, head };
  });
}

function nodeInput(
  space: LabelSpace,
  { split, sets, level }: { readonly split: ScoredSplit; readonly sets: NodeSets; readonly level: number },
): HeadInput {
  const depths = nodeDepths(sets.parents);
  const nodes = depths.flatMap((depth, id) => (depth === level ? [id] : []));
  const places = new Map(nodes.map((id, place) => [id, place]));
  const place = (ids: readonly number[]): number =>
    ids.map((id) => places.get(id)).find((at) => at !== undefined) ?? -1;
  const { method } = split;
  return {
    labels: nodeNames(nodes.map((id) => present(sets.paths[id], "a path"))),
    labelCount: nodes.length,
    gold: Int32Array.from(sets.gold, place),
    predicted: Int32Array.from(sets.predicted, place),
    ...(method ? { probabilities: nodeProbabilities(space, { split, method, nodes }) } : {}),
  };
}

/** The last label of each path; of those that share it, the whole path. */
function nodeNames(paths: readonly string[]): string[] {
  const lasts = paths.map((path) => present(splitPath(path).at(-1), "a label"));
  const counts = new Map<string, number>();
  for (const last of lasts) counts.set(last, (counts.get(last) ?? 0) + 1);
  return lasts.map((last, at) => (counts.get(last) === 1 ? last : (paths[at] as string)));
}

/** [N, nodes]; 0 for nodes that the model doesn't know. */
function nodeProbabilities(
  space: LabelSpace,
  { split, method, nodes }: { split: ScoredSplit; method: HierarchyConfig["method"]; nodes: readonly number[] },
): Float32Array {
  const { golds, scores } = split;
  const score = nodeScorer(space, { method });
  const own = new Float32Array(golds.length * nodes.length);
  for (let row = 0; row < golds.length; row++) {
    const all = score(rowOf(scores, row, golds.length));
    nodes.forEach((id, at) => {
      own[row * nodes.length + at] = all[id] ?? 0;
    });
  }
  return own;
}
