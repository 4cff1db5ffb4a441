import { isHigherBetter, metricName } from "../metrics/index.js";
import type { ComparedModel, MetricDifference, ModelPair } from "./types.js";
import { metricValue, pText, withUnit } from "./words.js";

/** Differences below this are more than chance. */
const ALPHA = 0.05;

/** What the verdict is about. */
export interface Judged {
  readonly models: readonly ComparedModel[];
  readonly pairs: readonly ModelPair[];
  readonly metric: string;
  readonly split: string;
}

/**
 * In plain sentences: the best model by the deciding metric, and what it beats by how much and how surely; of several
 * pairs those with the best model.
 */
export function verdictOf({ models, pairs, metric, split }: Judged): string[] {
  const sign = isHigherBetter(metric) ? 1 : -1;
  const value = (model: ComparedModel): number =>
    sign * (model.metrics[split]?.[metric]?.mean ?? Number.NEGATIVE_INFINITY);
  const ranked = [...models].sort((a, b) => value(b) - value(a));
  const [best, ...others] = ranked;
  if (!best || others.length === 0) return [];
  return others.map((other) => {
    const pair = pairs.find(
      ({ first, second }) =>
        (first === best.name && second === other.name) || (second === best.name && first === other.name),
    );
    const own = pair?.metrics[metric];
    if (!pair || !own) return `${best.name} against ${other.name}: not tested.`;
    return sentence({ best: best.name, other: other.name, metric, ...turned(own, pair.first === best.name) });
  });
}

/** The difference as the better one sees it: above 0 where it is better. */
function turned(own: MetricDifference, isFirst: boolean): MetricDifference {
  if (isFirst) return own;
  return { ...own, difference: -own.difference, lower: -own.upper, upper: -own.lower };
}

interface Told extends MetricDifference {
  readonly best: string;
  readonly other: string;
  readonly metric: string;
}

function sentence({ best, other, metric, difference, lower, upper, adjusted_p: p }: Told): string {
  const half = (upper - lower) / 2;
  const amount = `${metricValue(Math.abs(difference), metric)} ± ${withUnit(half, metric)}`;
  if (difference === 0) return `${best} and ${other} are alike: the same ${metricName(metric)}, ${pText(p)}.`;
  if (p < ALPHA) return `${best} beats ${other} by ${amount} of ${metricName(metric)}, ${pText(p)}.`;
  return `${best} is ahead of ${other} by ${amount} of ${metricName(metric)}, which may be chance, ${pText(p)}.`;
}
