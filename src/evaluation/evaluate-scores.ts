import { argMax, encode, type Gold, holdsSets, type LabelSpace, UNKNOWN_LABEL } from "../labels/index.js";
import {
  confusionMatrix,
  evaluateHierarchical,
  evaluateMultiClass,
  type LevelInput,
  type Metrics,
  type MultiClassReport,
} from "../metrics/index.js";
import { present } from "../shared/index.js";
import { evaluateSets } from "./evaluate-sets.js";
import { type ScoredSplit, widen } from "./scored-split.js";
import type { ConfusionRows, LabelRow, LevelEvaluation, SplitEvaluation } from "./types.js";

/** A head's labels, with those behind them that occur in the golds but that the model does not know. */
interface HeadInput extends LevelInput {
  readonly labels: readonly string[];
}

/** All metrics of a split. A gold label that the model doesn't know counts as a label of its own, never predicted. */
export function evaluateScores(space: LabelSpace, split: ScoredSplit): SplitEvaluation {
  if (holdsSets(space)) return evaluateSets(space, split);
  const heads = space.heads.map((_, head) => headInput(space, split, head));
  if (space.task === "hierarchical") return hierarchical(space, heads, split.golds);
  const head = present(heads[0], "the head");
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

function headInput(space: LabelSpace, { golds, scores, predicted: answers }: ScoredSplit, head: number): HeadInput {
  const known = present(space.heads[head], "a head").labels;
  const labels = [...known];
  const extra = new Map<string, number>();
  const gold = Int32Array.from(golds, (row) => {
    const label = row[space.task === "hierarchical" ? head : 0];
    if (label === undefined) return -1;
    const id = encode(space, row)[head] as number;
    if (id >= 0) return id;
    const given = extra.get(label) ?? labels.push(label) - 1;
    extra.set(label, given);
    return given;
  });
  const flat = present(scores[head], "scores of a head");
  const width = known.length;
  const best = (row: number): number => argMax(flat.subarray(row * width, (row + 1) * width));
  const predicted = Int32Array.from(golds, (_, row) => (answers ? answerId(space, answers[row], head) : best(row)));
  return { labels, labelCount: labels.length, gold, predicted, probabilities: widen(flat, width, labels.length) };
}

/** The id of what is answered for a head; −1 for nothing. */
function answerId(space: LabelSpace, answer: Gold | undefined, head: number): number {
  return answer === undefined ? UNKNOWN_LABEL : (encode(space, answer)[head] ?? UNKNOWN_LABEL);
}

function hierarchical(space: LabelSpace, heads: readonly HeadInput[], golds: readonly Gold[]): SplitEvaluation {
  const levels = heads.map((head, depth) =>
    depth === 0 ? head : { ...head, parents: parentsOf(space, heads, depth) },
  );
  const report = evaluateHierarchical(levels);
  const byLevel = space.heads.map(({ name }, depth): [string, LevelEvaluation] => {
    const level = present(report.levels[depth], "a level");
    const head = present(heads[depth], "a head");
    return [name, { metrics: level.metrics, ...extremes(level, head.labels), confusion: confusionRows(head) }];
  });
  const rows = space.heads.flatMap(({ name }, depth) =>
    labelRows(present(report.levels[depth], "a level"), present(heads[depth], "a head").labels).map((row) => ({
      level: name,
      ...row,
    })),
  );
  return { count: golds.length, metrics: report.metrics, levels: Object.fromEntries(byLevel), per_label: rows };
}

/** The parent of each label of a level, from the observed paths and from the golds for labels that are only there. */
function parentsOf(space: LabelSpace, heads: readonly HeadInput[], depth: number): Int32Array {
  const head = present(heads[depth], "a head");
  const above = present(heads[depth - 1], "a head");
  const parents = new Int32Array(head.labelCount).fill(-1);
  for (const path of space.paths) {
    const [parent, child] = [path[depth - 1], path[depth]];
    if (parent !== undefined && child !== undefined && parents[child] === -1) parents[child] = parent;
  }
  for (let row = 0; row < head.gold.length; row++) {
    const child = head.gold[row] as number;
    if (child >= 0 && parents[child] === -1) parents[child] = above.gold[row] as number;
  }
  return parents;
}

function labelRows(report: MultiClassReport, labels: readonly string[]): LabelRow[] {
  return report.per_label.map(({ label, ...scores }) => ({ label: present(labels[label], "a label"), ...scores }));
}

function extremes({ best_label, worst_label }: MultiClassReport, labels: readonly string[]) {
  if (best_label === undefined || worst_label === undefined) return {};
  return { best_label: present(labels[best_label], "a label"), worst_label: present(labels[worst_label], "a label") };
}

/** Of the texts that reach the level. */
function confusionRows({ gold, predicted, labels }: HeadInput): ConfusionRows {
  const reached = Array.from(gold, (_, row) => row).filter((row) => (gold[row] as number) >= 0);
  const take = (ids: ArrayLike<number>): Int32Array => Int32Array.from(reached, (row) => ids[row] as number);
  const matrix = confusionMatrix(take(gold), take(predicted), labels.length);
  const counts = labels.map((_, row) =>
    Array.from(matrix.counts.slice(row * labels.length, (row + 1) * labels.length)),
  );
  return { labels, counts };
}
