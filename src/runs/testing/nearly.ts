import { expect } from "vitest";

/** What a value equals up to 1e-4 in its numbers: a head over kept vectors adds in another order than the graph does. */
export function nearly(value: unknown): unknown {
  if (typeof value === "number") return expect.closeTo(value, 4);
  if (Array.isArray(value)) return value.map(nearly);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, nearly(item)]));
}
