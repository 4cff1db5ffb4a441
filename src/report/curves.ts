import type { View } from "./views.js";

/** A label's curves, at most {@link MOST_POINTS} points each. */
export interface LabelCurves {
  readonly label: string;
  /** [recall, precision], from the surest texts on. */
  readonly precisionRecall: readonly (readonly [number, number])[];
  /** [false positive rate, true positive rate] */
  readonly roc: readonly (readonly [number, number])[];
  /** The sum of precisions at each gain of recall, as scikit-learn's `average_precision_score`. */
  readonly averagePrecision: number;
  readonly positives: number;
}

const MOST_POINTS = 60;

/** The curves of a view's label, from the scores of all texts; undefined where all or no texts have the label. */
export function curvesOf(view: View, id: number): LabelCurves | undefined {
  const { labels, gold, scores } = view;
  const values = gold.map((_, row) => scores[row * labels.length + id] ?? 0);
  return rankedCurves(labels[id] ?? "", values, (row) => gold[row]?.includes(id) ?? false);
}

/** The curves of all decisions together: every label of every text. */
export function microCurves({ labels, gold, scores }: View): LabelCurves | undefined {
  const width = labels.length;
  return rankedCurves(
    "all labels (micro)",
    scores,
    (place) => gold[Math.floor(place / width)]?.includes(place % width) ?? false,
  );
}

function rankedCurves(
  label: string,
  values: ArrayLike<number>,
  holds: (place: number) => boolean,
): LabelCurves | undefined {
  const truth = Uint8Array.from({ length: values.length }, (_, place) => (holds(place) ? 1 : 0));
  const positives = truth.reduce((sum, value) => sum + value, 0);
  const negatives = truth.length - positives;
  if (positives === 0 || negatives === 0) return undefined;
  const order = bestFirst(values);
  const points: [tp: number, fp: number][] = [];
  let [right, wrong, averagePrecision, before] = [0, 0, 0, 0];
  for (let index = 0; index < order.length; index++) {
    if (truth[order[index] as number] === 1) right++;
    else wrong++;
    const next = order[index + 1];
    if (next !== undefined && values[next] === values[order[index] as number]) continue;
    averagePrecision += ((right - before) / positives) * (right / (right + wrong));
    before = right;
    points.push([right, wrong]);
  }
  return {
    label,
    precisionRecall: thin(points.map(([tp, fp]) => [tp / positives, tp / (tp + fp)])),
    roc: thin([[0, 0], ...points.map(([tp, fp]) => [fp / negatives, tp / positives] as const)]),
    averagePrecision,
    positives,
  };
}

/** Places that fit beside the 32 bits of a score in a number that is still whole. */
const MOST_PACKED = 2 ** 21;

/** The places of values from the largest to the least. Sorted as bare numbers, which takes a tenth of the time. */
function bestFirst(values: ArrayLike<number>): Uint32Array {
  const count = values.length;
  if (count > MOST_PACKED) {
    return Uint32Array.from({ length: count }, (_, place) => place).sort(
      (a, b) => (values[b] as number) - (values[a] as number),
    );
  }
  // The bits of floats that are not negative are in the order of the floats.
  const bits = new Uint32Array(Float32Array.from(values).buffer);
  const keys = Float64Array.from(bits, (key, place) => key * MOST_PACKED + place).sort();
  return Uint32Array.from(keys, (key) => key % MOST_PACKED).reverse();
}

/** Points that are about evenly apart along the curve, with both ends. */
function thin(points: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  if (points.length <= MOST_POINTS) return [...points];
  const lengths = [0];
  for (let index = 1; index < points.length; index++) {
    const [[x0, y0], [x1, y1]] = [points[index - 1] as [number, number], points[index] as [number, number]];
    lengths.push((lengths[index - 1] as number) + Math.abs(x1 - x0) + Math.abs(y1 - y0));
  }
  const total = lengths.at(-1) as number;
  const kept: (readonly [number, number])[] = [];
  let wanted = 0;
  for (const [index, point] of points.entries()) {
    if ((lengths[index] as number) < wanted && index < points.length - 1) continue;
    kept.push(point);
    wanted = (lengths[index] as number) + total / (MOST_POINTS - 1);
  }
  return kept;
}
