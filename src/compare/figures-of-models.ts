import { metricName } from "../metrics/index.js";
import { type Axis, capital, type Figure, heatMap, scatterChart, seriesColor } from "../page/index.js";
import { costOf, figureOf } from "./costs.js";
import type { Comparison, Cost } from "./types.js";
import { COST_NAMES } from "./words.js";

/** The units that costs are drawn in. */
const UNITS: Readonly<Record<Cost, { readonly unit?: string; readonly divisor: number }>> = {
  parameters: { divisor: 1 },
  size_bytes: { unit: "MiB", divisor: 2 ** 20 },
  latency_ms: { unit: "ms", divisor: 1 },
  train_seconds: { unit: "s", divisor: 1 },
};

/** Quality against each cost, with the models that none beats in both. */
export function paretoFigures({ models, pareto, split, metric }: Comparison): Figure[] {
  return pareto.map(({ cost, front }) => {
    const { unit, divisor } = UNITS[cost];
    const points = models.flatMap((model) => {
      const [price, quality] = [costOf(model, cost), figureOf(model, split, metric)];
      // A logarithmic scale has no place for nothing.
      return price && quality !== undefined ? [{ x: price / divisor, y: quality, label: model.name }] : [];
    });
    const byName = new Map(points.map((point) => [point.label, point]));
    const joined = front.map((name) => byName.get(name)).filter((point) => point !== undefined);
    return scatterChart({
      id: `pareto-${cost.replaceAll("_", "-")}`,
      title: `${capital(metricName(metric))} against ${COST_NAMES[cost]}`,
      x: { name: COST_NAMES[cost], ...(unit ? { unit } : {}), ...scaleOf(points.map(({ x }) => x)) },
      y: { name: metricName(metric) },
      groups: [
        { name: "models", points, color: seriesColor(0) },
        {
          name: "not beaten in both",
          points: joined.map(({ x, y }) => ({ x, y })),
          color: seriesColor(1),
          joined: true,
        },
      ],
    });
  });
}

/** Where values hardly differ, a scale that does not blow the difference up; where they lie far apart, a logarithmic one. */
function scaleOf(values: readonly number[]): Pick<Axis, "log" | "min" | "max"> {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return high < 1.02 * low ? { min: Math.floor(0.8 * low), max: Math.ceil(1.2 * high) } : { log: high >= 10 * low };
}

/** The share of equal answers between all models. */
export function agreementFigure({ models, agreement }: Comparison): Figure {
  const names = models.map(({ name }) => name);
  return heatMap({
    id: "agreement-plot",
    title: "Share of equal answers",
    rows: names,
    columns: names,
    values: agreement.equal,
    format: (value) => value.toFixed(2),
    share: (value) => value,
  });
}
