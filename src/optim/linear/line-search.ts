/** A function of the step along a search direction, and its derivative. */
export interface LinePoint {
  readonly step: number;
  readonly value: number;
  readonly slope: number;
}

/** Sufficient decrease and curvature of the strong Wolfe conditions; the usual choice for quasi-Newton methods. */
const DECREASE = 1e-4;
const CURVATURE = 0.9;
const MAX_EVALUATIONS = 40;

/** The point at a step, once what it asks for was told. */
export type PointAt<Asked> = (step: number) => Generator<Asked, LinePoint, number>;

/**
 * A step that meets the strong Wolfe conditions (Nocedal & Wright 2006, Alg. 3.5 and 3.6, cubic interpolation), or
 * undefined where rounding leaves none to be found.
 */
export function* strongWolfe<Asked>(
  origin: LinePoint,
  firstStep: number,
  evaluate: PointAt<Asked>,
): Generator<Asked, LinePoint | undefined, number> {
  let previous = origin;
  let step = firstStep;
  for (let count = 0; count < MAX_EVALUATIONS; count++) {
    const point = yield* evaluate(step);
    if (isTooHigh(point, origin) || (count > 0 && point.value >= previous.value)) {
      return yield* zoom(previous, point, { origin, evaluate });
    }
    if (isFlat(point, origin)) return point;
    if (point.slope >= 0) return yield* zoom(point, previous, { origin, evaluate });
    previous = point;
    step *= 2;
  }
  return undefined;
}

/** Narrows the interval between a good point and another end until a step meets both conditions. */
function* zoom<Asked>(
  start: LinePoint,
  end: LinePoint,
  line: { readonly origin: LinePoint; readonly evaluate: PointAt<Asked> },
): Generator<Asked, LinePoint | undefined, number> {
  let low = start;
  let high = end;
  for (let count = 0; count < MAX_EVALUATIONS; count++) {
    const point = yield* line.evaluate(interpolate(low, high));
    if (isTooHigh(point, line.origin) || point.value >= low.value) {
      high = point;
    } else {
      if (isFlat(point, line.origin)) return point;
      if (point.slope * (high.step - low.step) >= 0) high = low;
      low = point;
    }
    if (Math.abs(high.step - low.step) <= 1e-14 * Math.max(high.step, low.step)) break;
  }
  return low.value < line.origin.value ? low : undefined;
}

const isTooHigh = (point: LinePoint, origin: LinePoint): boolean =>
  !(point.value <= origin.value + DECREASE * point.step * origin.slope);

const isFlat = (point: LinePoint, origin: LinePoint): boolean => Math.abs(point.slope) <= -CURVATURE * origin.slope;

/** The minimum of the cubic through both points (ibid., eq. 3.59), or the middle where it is at the edge or outside. */
function interpolate(a: LinePoint, b: LinePoint): number {
  const width = b.step - a.step;
  const d1 = a.slope + b.slope - (3 * (b.value - a.value)) / width;
  const d2 = Math.sign(width) * Math.sqrt(d1 * d1 - a.slope * b.slope);
  const place = (b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2);
  const share = 1 - place;
  return a.step + width * (share > 0.1 && share < 0.9 ? share : 0.5);
}
