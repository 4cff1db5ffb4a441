import { entry } from "./ids.js";

/** The first, the last, and about evenly many between, so that there are at most so many. */
export function thinPoints<T>(points: readonly T[], most: number): readonly T[] {
  if (points.length <= most) return points;
  const step = (points.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, i) => entry(points, Math.round(i * step)));
}
