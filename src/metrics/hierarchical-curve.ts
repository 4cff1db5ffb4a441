import { invariant } from "../shared/index.js";
import { entry, type IdSets, type Metrics, ratio } from "./ids.js";
import type { Probabilities } from "./probabilities.js";
import { thinPoints } from "./thin.js";

/** Node probabilities against gold nodes. */
export interface HierarchicalCurveInput {
  /** [N] sets of node ids, ancestors included, the root left out; of any depth, of one path or several. */
  readonly gold: IdSets;
  /** [N, nodes]; a parent at least as probable as its children, so that every threshold cuts a consistent set. */
  readonly probabilities: Probabilities;
  readonly nodeCount: number;
}

/** Predicting all nodes that are at least so probable. */
export interface HierarchicalCurvePoint {
  readonly threshold: number;
  readonly precision: number;
  readonly recall: number;
}

/** Hierarchical precision over recall, for all thresholds. */
export interface HierarchicalCurve {
  /** Over all nodes of all examples together, thinned to about so many points as were asked for; recall ascends. */
  readonly points: readonly HierarchicalCurvePoint[];
  /** `hierarchical_pr_auc`: the area under that curve; `hierarchical_macro_pr_auc`: the mean of each example's own area. */
  readonly metrics: Metrics;
}

/**
 * The hierarchical precision–recall curve and its area, which need no threshold: nodes of a probability ≥ τ are
 * predicted, for every τ (Plaud et al. 2024, §4; after Valmadre 2022). The published figure is the mean over examples.
 * Both areas go by trapezoids over the distinct thresholds, from precision 1 at recall 0. Examples without gold nodes
 * have no recall and are left out of the mean.
 */
export function hierarchicalCurve(input: HierarchicalCurveInput, maxPoints = 200): HierarchicalCurve {
  const { gold, probabilities, nodeCount } = input;
  const expected = gold.length * nodeCount;
  invariant(
    probabilities.length === expected,
    `${probabilities.length} probabilities for ${gold.length} × ${nodeCount}`,
  );
  const meant = new Uint8Array(expected);
  for (let i = 0; i < gold.length; i++) {
    const ids = entry(gold, i);
    for (let j = 0; j < ids.length; j++) meant[i * nodeCount + entry(ids, j)] = 1;
  }
  const points: HierarchicalCurvePoint[] = [];
  const micro = walk(split(probabilities, meant), (point) => points.push(point));
  let sum = 0;
  let examples = 0;
  for (let i = 0; i < gold.length; i++) {
    if (entry(gold, i).length === 0) continue;
    const [start, end] = [i * nodeCount, (i + 1) * nodeCount];
    sum += walk(split(probabilities.subarray(start, end), meant.subarray(start, end)));
    examples++;
  }
  return {
    points: thinPoints(points, maxPoints),
    metrics: { hierarchical_pr_auc: micro, hierarchical_macro_pr_auc: ratio(sum, examples) },
  };
}

/** Probabilities of gold nodes and of the others, each in ascending order. */
interface Ranked {
  readonly right: Float64Array;
  readonly wrong: Float64Array;
}

function split(probabilities: Probabilities, meant: Uint8Array): Ranked {
  const rightCount = meant.reduce((count, value) => count + value, 0);
  const right = new Float64Array(rightCount);
  const wrong = new Float64Array(meant.length - rightCount);
  let r = 0;
  let w = 0;
  for (let i = 0; i < meant.length; i++) {
    if (meant[i] === 1) right[r++] = probabilities[i] as number;
    else wrong[w++] = probabilities[i] as number;
  }
  return { right: right.sort(), wrong: wrong.sort() };
}

/** The area under the curve; tells every point on the way from the highest threshold to where all gold nodes are found. */
function walk({ right, wrong }: Ranked, tell?: (point: HierarchicalCurvePoint) => void): number {
  let [r, w] = [right.length, wrong.length]; // the first of each that is not predicted yet, from behind
  let last = { precision: 1, recall: 0 };
  let area = 0;
  while (r > 0) {
    const threshold = Math.max(right[r - 1] as number, w > 0 ? (wrong[w - 1] as number) : Number.NEGATIVE_INFINITY);
    while (r > 0 && right[r - 1] === threshold) r--;
    while (w > 0 && wrong[w - 1] === threshold) w--;
    const found = right.length - r;
    const point = { precision: found / (found + wrong.length - w), recall: found / right.length };
    area += ((point.recall - last.recall) * (point.precision + last.precision)) / 2;
    tell?.({ threshold, ...point });
    last = point;
  }
  return area;
}
