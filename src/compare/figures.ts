import { metricName } from "../metrics/index.js";
import { barChart, capital, type Figure, type LineSeries, lineChart, seriesColor } from "../page/index.js";
import type { ComparedModel, Comparison, CurvePoint, ModelPair } from "./types.js";
import { isShare } from "./words.js";

/** The differences of all pairs by the deciding metric, with their intervals: a forest plot. */
export function differenceFigure({ pairs, metric, split, statistics }: Comparison): Figure {
  const own = (pair: ModelPair) => pair.metrics[metric];
  return barChart({
    id: "differences-plot",
    title: `Difference of ${metricName(metric)} on ${split}`,
    caption: `First less second, with the ${100 * statistics.confidence} % interval. An interval that leaves 0 out says that the texts tell the two apart.`,
    as: "dots",
    categories: pairs.map(({ first, second }) => `${first} − ${second}`),
    value: { name: `difference of ${metricName(metric)}`, ...around(pairs.flatMap((pair) => ends(own(pair)))) },
    series: [
      {
        name: metricName(metric),
        values: pairs.map((pair) => own(pair)?.difference),
        intervals: pairs.map((pair) => ends(own(pair))).map(([low, high]) => [low ?? 0, high ?? 0] as const),
      },
    ],
  });
}

function ends(one: { readonly lower: number; readonly upper: number } | undefined): number[] {
  return one ? [one.lower, one.upper] : [];
}

/** A scale that has 0 in it. */
function around(values: readonly number[]): { min: number; max: number } {
  const room = 0.05 * Math.max(1e-3, ...values.map(Math.abs));
  const step = (value: number): number => Number(value.toPrecision(2));
  return { min: step(Math.min(0, ...values) - room), max: step(Math.max(0, ...values) + room) };
}

/** What a curve runs over. */
const AXES = [
  { key: "epoch", name: "epoch", whole: true },
  { key: "step", name: "step" },
  { key: "seconds", name: "training time", unit: "s" },
] as const;

/** The curves of all models on one plot: of the loss and of the deciding metric, over epochs, steps and seconds. */
export function curveFigures({ models, metric }: Comparison): Figure[] {
  const trained = models.filter(({ curves }) => curves.length > 0);
  const names = [...new Set(["loss", curveMetric(trained, metric)])].filter((name) => name !== undefined);
  return names.flatMap((name) =>
    AXES.flatMap(({ key, ...axis }) => {
      const series = models.flatMap((model, index) => curvesOf(model, { index, name, key }));
      if (series.length === 0) return [];
      return lineChart({
        id: `curve-${name.replaceAll(/[^a-z0-9]+/gu, "-")}-${key}`,
        title: `${capital(metricName(name))} over ${key === "epoch" ? "epochs" : key === "step" ? "steps" : "time"}`,
        x: { ...axis, ...(key === "epoch" ? {} : { min: 0 }) },
        y: { name: metricName(name) },
        series,
      });
    }),
  );
}

/** The deciding metric where training measured it, else the first share that it did. */
function curveMetric(models: readonly ComparedModel[], metric: string): string | undefined {
  const known = Object.keys(models[0]?.curves[0]?.[0]?.validation ?? models[0]?.curves[0]?.[0]?.train ?? {});
  return known.includes(metric) ? metric : known.find((name) => isShare(name));
}

function curvesOf(
  { name, curves }: ComparedModel,
  wanted: { readonly index: number; readonly name: string; readonly key: (typeof AXES)[number]["key"] },
): LineSeries[] {
  const [curve = []] = curves;
  const color = seriesColor(wanted.index);
  const points = (part: "train" | "validation") =>
    curve.flatMap((point: CurvePoint) => {
      const value = point[part][wanted.name];
      return value === undefined ? [] : [[point[wanted.key], value] as const];
    });
  return [
    { name, points: points("validation"), color },
    { name: `${name}, training`, points: points("train"), color, dashed: true },
  ].filter((series) => series.points.length > 0);
}

/** The deciding metric over the share of the training texts; none without learning curves. */
export function learningFigure({ learning_curves: curves = [], metric, split }: Comparison): Figure[] {
  if (curves.length === 0) return [];
  return [
    lineChart({
      id: "learning-curve-plot",
      title: `${capital(metricName(metric))} on ${split} over the share of the training texts`,
      caption: "A curve that still rises at its end says that more labelled texts would help.",
      x: { name: "training texts", min: 0 },
      y: { name: metricName(metric) },
      series: curves.map(({ name, points }) => ({
        name,
        points: points.flatMap(({ train_texts: texts, metrics }) =>
          metrics[metric] ? [[texts, metrics[metric].mean] as const] : [],
        ),
      })),
    }),
  ];
}
