import type { Rng } from "../shared/index.js";
import { bootstrapIntervals, type Interval } from "../statistics/index.js";

/** Values by name, one a text; NaN where a text has none. */
export type Columns = Readonly<Record<string, readonly number[]>>;

/** Means over texts, with bootstrap intervals from the same resamples. Columns without a value are left out. */
export function meanIntervals(columns: Columns, rng: Rng): Record<string, Interval> {
  const entries = Object.entries(columns).filter(([, values]) => values.some((value) => !Number.isNaN(value)));
  const count = entries[0]?.[1].length ?? 0;
  if (count === 0) return {};
  const evaluate = (examples: Uint32Array): Record<string, number> => {
    const figures: Record<string, number> = {};
    for (const [name, values] of entries) {
      const value = meanAt(values, examples);
      if (!Number.isNaN(value)) figures[name] = value;
    }
    return figures;
  };
  return bootstrapIntervals({ count, evaluate }, { rng });
}

/** Means of a column over some texts minus means over the others, with intervals; texts of both kinds are drawn together. */
export function differenceIntervals(columns: Columns, isFirst: readonly boolean[], rng: Rng): Record<string, Interval> {
  const count = isFirst.length;
  if (!isFirst.includes(true) || !isFirst.includes(false)) return {};
  const entries = Object.entries(columns);
  const evaluate = (examples: Uint32Array): Record<string, number> => {
    const first = examples.filter((example) => isFirst[example]);
    const second = examples.filter((example) => !isFirst[example]);
    const figures: Record<string, number> = {};
    for (const [name, values] of entries) {
      const difference = meanAt(values, first) - meanAt(values, second);
      if (!Number.isNaN(difference)) figures[name] = difference;
    }
    return figures;
  };
  return bootstrapIntervals({ count, evaluate }, { rng });
}

function meanAt(values: readonly number[], examples: Uint32Array): number {
  let [sum, count] = [0, 0];
  for (const example of examples) {
    const value = values[example] as number;
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return sum / count;
}
