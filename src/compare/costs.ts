import { isHigherBetter } from "../metrics/index.js";
import { PinakesError } from "../shared/index.js";
import type { ComparedModel, CompressionRow, Cost, ParetoFront, Saving } from "./types.js";

/** The costs that quality is weighed against. */
export const COSTS: readonly Cost[] = ["parameters", "size_bytes", "latency_ms", "train_seconds"];

/** What a model costs; undefined where it was not measured. */
export function costOf(model: ComparedModel, cost: Cost): number | undefined {
  switch (cost) {
    case "parameters":
      return model.parameters;
    case "size_bytes":
      return model.size_bytes;
    case "latency_ms":
      return model.inference_ms.p50;
    case "train_seconds":
      return model.train_seconds.mean;
    default:
      return cost satisfies never;
  }
}

/** A model's mean figure on a split. */
export function figureOf(model: ComparedModel, split: string, metric: string): number | undefined {
  return model.metrics[split]?.[metric]?.mean;
}

/** What is weighed. */
export interface Weighed {
  readonly split: string;
  readonly metric: string;
}

/** For each cost the models that none beats in both: none is as good for less, or better for as much. From the cheapest. */
export function paretoFronts(models: readonly ComparedModel[], { split, metric }: Weighed): ParetoFront[] {
  const sign = isHigherBetter(metric) ? 1 : -1;
  return COSTS.flatMap((cost) => {
    const points = models.flatMap((model) => {
      const [price, value] = [costOf(model, cost), figureOf(model, split, metric)];
      return price === undefined || value === undefined ? [] : [{ name: model.name, price, quality: sign * value }];
    });
    if (points.length < 2) return [];
    const front = points.filter(
      (point) =>
        !points.some(
          (other) =>
            other.price <= point.price &&
            other.quality >= point.quality &&
            (other.price < point.price || other.quality > point.quality),
        ),
    );
    return [{ cost, front: front.sort((a, b) => a.price - b.price).map(({ name }) => name) }];
  });
}

/**
 * Every other model against one: costs as ratio and reduction, and what it keeps of the metric.
 * @throws PinakesError CLI_USAGE where no model has the name
 */
export function compressionTable(
  models: readonly ComparedModel[],
  baseline: string,
  { split, metric }: Weighed,
): CompressionRow[] {
  const base = models.find(({ name }) => name === baseline);
  if (!base) throw unknownBaseline(baseline, models);
  const value = figureOf(base, split, metric) ?? 0;
  return models
    .filter((model) => model !== base)
    .map((model) => {
      const own = figureOf(model, split, metric) ?? 0;
      const costs = COSTS.flatMap((cost) => {
        const saving = savingOf(costOf(base, cost), costOf(model, cost));
        return saving ? [[cost, saving] as const] : [];
      });
      return {
        name: model.name,
        costs: Object.fromEntries(costs),
        difference: own - value,
        kept: value === 0 ? 0 : own / value,
      };
    });
}

/** Undefined where one was not measured, or is nothing. */
function savingOf(before: number | undefined, after: number | undefined): Saving | undefined {
  if (before === undefined || after === undefined || before <= 0 || after <= 0) return undefined;
  return { ratio: before / after, reduction: 100 * (1 - after / before) };
}

function unknownBaseline(baseline: string, models: readonly ComparedModel[]): PinakesError {
  return new PinakesError("CLI_USAGE", {
    where: `--baseline ${baseline}`,
    message: "none of the compared models has this name or path.",
    fix: `name one of ${models.map(({ name }) => name).join(", ")}.`,
  });
}
