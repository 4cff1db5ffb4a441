import { headName, type LabelSpace, type NodeSets, nodeSets } from "../labels/index.js";
import { evaluateMultiLabel, type MultiLabelReport } from "../metrics/index.js";
import { present } from "../shared/index.js";
import { nodeDepths, pathMetrics } from "./path-metrics.js";
import { answersOf, type ScoredSplit, widen } from "./scored-split.js";
import { labelRows, rowExtremes } from "./set-rows.js";
import type { LabelRow, LevelEvaluation, SplitEvaluation } from "./types.js";

/**
 * All metrics of several paths a text: those of {@link pathMetrics}, and those of the nodes that they pass as a set of
 * labels, all together and a level each. A gold node that the model doesn't know is never predicted, of probability 0.
 */
export function evaluateSeveralPaths(space: LabelSpace, split: ScoredSplit): SplitEvaluation {
  const { golds, scores, thresholds, method } = split;
  const sets = nodeSets(space, { gold: golds, predicted: answersOf(space, split) });
  const { gold, predicted, parents, paths } = sets;
  const known = present(space.heads[0], "the head").labels.length;
  const wide = widen(present(scores[0], "the nodes' scores"), known, parents.length);
  const all = evaluateMultiLabel({ gold, predicted, labelCount: parents.length, scores: wide });
  const depths = nodeDepths(parents);
  const levels: Record<string, LevelEvaluation> = {};
  const rows: LabelRow[] = [];
  for (let level = 0; depths.includes(level); level++) {
    const nodes = depths.flatMap((depth, id) => (depth === level ? [id] : []));
    const report = evaluateNodes(sets, { nodes, scores: wide });
    const name = headName("hierarchical", level);
    const own = labelRows(
      report,
      nodes.map((id) => present(paths[id], "a path")),
      nodes.map((id) => thresholds?.[id]),
    );
    levels[name] = { metrics: report.metrics, ...rowExtremes(own) };
    rows.push(...own.map((row): LabelRow => ({ level: name, ...row })));
  }
  const own = pathMetrics(space, { sets, scores, method });
  return {
    count: all.count,
    metrics: { ...all.metrics, ...own.metrics },
    levels,
    per_label: rows,
    ...(own.curve ? { hierarchical_curve: own.curve } : {}),
  };
}

/** Some of the nodes as a set of labels of their own. */
function evaluateNodes(
  { gold, predicted, parents }: NodeSets,
  { nodes, scores }: { readonly nodes: readonly number[]; readonly scores: Float32Array },
): MultiLabelReport {
  const places = new Map(nodes.map((id, place) => [id, place]));
  const pick = (ids: readonly number[]): number[] =>
    ids.map((id) => places.get(id)).filter((place) => place !== undefined);
  const own = new Float32Array(gold.length * nodes.length);
  for (let row = 0; row < gold.length; row++) {
    nodes.forEach((id, place) => {
      own[row * nodes.length + place] = scores[row * parents.length + id] as number;
    });
  }
  return evaluateMultiLabel({
    gold: gold.map(pick),
    predicted: predicted.map(pick),
    labelCount: nodes.length,
    scores: own,
  });
}
