import { type LabelSpace, type NodeSets, nodeSets } from "../labels/index.js";
import { evaluateLevel, evaluateMultiClass, type MultiClassReport } from "../metrics/index.js";
import { confusionRows, extremes, type HeadInput, labelRows } from "./head-figures.js";
import { levelInputs } from "./level-inputs.js";
import { nodeDepths, pathEnds, pathMetrics } from "./path-metrics.js";
import { answersOf, type ScoredSplit } from "./scored-split.js";
import type { LabelRow, LevelEvaluation, SplitEvaluation } from "./types.js";

/**
 * All metrics of one path a text. Those of its deepest node have plain names (`accuracy`, `macro_f1`, …) beside those of
 * {@link pathMetrics}; a level's are of the texts that reach it.
 */
export function evaluatePath(space: LabelSpace, split: ScoredSplit): SplitEvaluation {
  const { golds, scores, method } = split;
  const predicted = answersOf(space, split);
  const sets = nodeSets(space, { gold: golds, predicted });
  const levels = levelInputs(space, { ...split, predicted }, sets).map(({ name, head }) => ({
    name,
    head,
    report: evaluateLevel(head),
  }));
  const depths = nodeDepths(sets.parents);
  const ends = evaluateMultiClass({
    gold: pathEnds(sets.gold, depths),
    predicted: pathEnds(sets.predicted, depths),
    labelCount: sets.parents.length,
  });
  const paths = pathMetrics(space, { sets, scores, method });
  return {
    count: golds.length,
    metrics: { ...ends.metrics, ...paths.metrics },
    levels: Object.fromEntries(
      levels.map(({ name, ...level }, depth) => [
        name,
        { ...levelEvaluation(level), ...levelErrors(sets, depths, depth) },
      ]),
    ),
    per_label: levels.flatMap(({ name, head, report }) =>
      labelRows(report, head.labels).map((row): LabelRow => ({ level: name, ...row })),
    ),
    ...(paths.curve ? { hierarchical_curve: paths.curve } : {}),
  };
}

function levelEvaluation({ head, report }: { head: HeadInput; report: MultiClassReport }): LevelEvaluation {
  return { metrics: report.metrics, ...extremes(report, head.labels), confusion: confusionRows(head) };
}

/**
 * The texts whose node of a level is wrong, and those of them that are wrong about its parent too. Where the prediction
 * ends above, its last node must be the parent.
 */
function levelErrors({ gold, predicted, parents }: NodeSets, depths: readonly number[], level: number) {
  if (level === 0) return {};
  let [count, leaving] = [0, 0];
  for (const [row, meant] of gold.entries()) {
    const node = meant.find((id) => depths[id] === level);
    if (node === undefined) continue;
    const said = predicted[row] ?? [];
    const own = said.find((id) => depths[id] === level);
    if (own === node) continue;
    count++;
    const parent = own === undefined ? said.find((id) => depths[id] === level - 1) : parents[own];
    if (parent !== parents[node]) leaving++;
  }
  return { errors: { count, leaving_parent: leaving } };
}
