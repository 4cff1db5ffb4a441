import { holdsSets, type LabelSpace } from "../labels/index.js";
import { evaluateMultiClass, type Metrics } from "../metrics/index.js";
import { evaluatePath } from "./evaluate-path.js";
import { evaluateSets } from "./evaluate-sets.js";
import { evaluateSeveralPaths } from "./evaluate-several-paths.js";
import { confusionRows, extremes, headInput, labelRows } from "./head-figures.js";
import type { ScoredSplit } from "./scored-split.js";
import type { SplitEvaluation } from "./types.js";

/** All metrics of a split. A gold label that the model doesn't know counts as a label of its own, never predicted. */
export function evaluateScores(space: LabelSpace, split: ScoredSplit): SplitEvaluation {
  if (space.parents !== undefined) return evaluateSeveralPaths(space, split);
  if (holdsSets(space)) return evaluateSets(space, split);
  if (space.task === "hierarchical") return evaluatePath(space, split);
  const head = headInput(space, split, 0);
  const report = evaluateMultiClass(head);
  return {
    count: report.count,
    metrics: report.metrics,
    per_label: labelRows(report, head.labels),
    ...extremes(report, head.labels),
    confusion: confusionRows(head),
  };
}

/** The metrics alone, with those of levels under `level2.macro_f1`: what training watches. */
export function flatMetrics({ metrics, levels = {} }: SplitEvaluation): Metrics {
  const ofLevels = Object.entries(levels).flatMap(([level, { metrics: values }]) =>
    Object.entries(values).map(([name, value]) => [`${level}.${name}`, value] as const),
  );
  return { ...metrics, ...Object.fromEntries(ofLevels) };
}
