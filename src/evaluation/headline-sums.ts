import { headName, type LabelSpace, nodeSets } from "../labels/index.js";
import {
  type AdditiveMetrics,
  joinAdditive,
  multiClassSums,
  multiLabelSums,
  pathSums,
  prefixAdditive,
} from "../metrics/index.js";
import { setInput } from "./evaluate-sets.js";
import { headInput } from "./head-figures.js";
import { levelInputs } from "./level-inputs.js";
import { nodeDepths, pathEnds, pathSets } from "./path-metrics.js";
import { answersOf, type ScoredSplit } from "./scored-split.js";

/**
 * The headline metrics of a split, by the flat names of `flatMetrics`, as sums over its texts: what resampling needs. All
 * that come from counts, distances and the log loss; those that rank need all texts at once and are left out.
 */
export function headlineSums(space: LabelSpace, split: ScoredSplit): AdditiveMetrics {
  if (space.task === "hierarchical") return treeSums(space, { ...split, predicted: answersOf(space, split) });
  if (space.task === "multi-label") return multiLabelSums(setInput(space, split).input);
  return multiClassSums(headInput(space, split, 0));
}

/** Of one path or several. */
function treeSums(space: LabelSpace, split: ScoredSplit): AdditiveMetrics {
  const sets = nodeSets(space, { gold: split.golds, predicted: answersOf(space, split) });
  const { gold, predicted, parents } = sets;
  const depths = nodeDepths(parents);
  const paths = pathSets(space, sets);
  const whole = pathSums(paths.gold, paths.predicted);
  const labelCount = parents.length;
  if (space.parents === undefined) {
    const ends = { gold: pathEnds(gold, depths), predicted: pathEnds(predicted, depths), labelCount };
    const levels = levelInputs(space, split, sets).map(({ name, head }) =>
      prefixAdditive(`${name}.`, multiClassSums(head)),
    );
    return joinAdditive([multiClassSums(ends), whole, ...levels]);
  }
  const levels = [...new Set(depths)].map((level) => {
    const own = (ids: readonly (readonly number[])[]) => ids.map((one) => one.filter((id) => depths[id] === level));
    const places = new Map(depths.flatMap((depth, id) => (depth === level ? [id] : [])).map((id, at) => [id, at]));
    const placed = (ids: readonly (readonly number[])[]) => own(ids).map((one) => one.map((id) => places.get(id) ?? 0));
    const sums = multiLabelSums({ gold: placed(gold), predicted: placed(predicted), labelCount: places.size });
    return prefixAdditive(`${headName("hierarchical", level)}.`, sums);
  });
  return joinAdditive([multiLabelSums({ gold, predicted, labelCount }), whole, ...levels]);
}
