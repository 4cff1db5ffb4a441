import { type Figure, type FigureOptions, makeFigure } from "../figure.js";
import { type ColorName, lightColor, seriesColor } from "../tokens.js";
import { type Axis, categoryAxis, legend, legendHeight, nameRoom, valueAxis } from "./axes.js";

/** The five numbers of a box. */
export interface Box {
  readonly name: string;
  readonly min: number;
  readonly q1: number;
  readonly median: number;
  readonly q3: number;
  readonly max: number;
}

/** What {@link boxPlot} draws. */
export interface BoxPlotOptions extends FigureOptions {
  readonly boxes: readonly Box[];
  readonly value: Axis;
}

/** Boxes that lie: quartiles, with whiskers to the ends. */
export function boxPlot(options: BoxPlotOptions): Figure {
  const { boxes, value } = options;
  const names = boxes.map(({ name }) => name);
  return makeFigure(options, (width) => {
    const longest = width < 500 ? 16 : 34;
    const height = Math.max(60, boxes.length * 26);
    return {
      width,
      height: height + 60,
      option: {
        grid: { left: nameRoom(names, longest), right: 24, top: 8, height },
        xAxis: valueAxis(value, "x", width),
        yAxis: { ...categoryAxis(names, { longest }), inverse: true },
        series: [
          {
            type: "boxplot",
            layout: "vertical",
            boxWidth: [6, 16],
            itemStyle: { color: lightColor("heat3"), borderColor: lightColor("series1"), borderWidth: 1.5 },
            emphasis: { disabled: true },
            data: boxes.map(({ min, q1, median, q3, max }) => [min, q1, median, q3, max]),
          },
        ],
      },
    };
  });
}

/** Counts of values between bounds. */
export interface HistogramSeries {
  readonly name: string;
  /** A count a bin. */
  readonly counts: readonly number[];
  readonly color?: ColorName;
}

/** What {@link histogram} draws. */
export interface HistogramOptions extends FigureOptions {
  /** Bounds of the bins: one more than there are counts. */
  readonly bounds: readonly number[];
  readonly value: Axis;
  readonly count: Axis;
  readonly series: readonly HistogramSeries[];
}

/** Bars that stand side by side on a scale, a step of the scale each. */
export function histogram(options: HistogramOptions): Figure {
  const { bounds, value, count, series } = options;
  const names = series.map(({ name }) => name);
  return makeFigure(options, (width) => {
    const top = legendHeight(names, width) + 30;
    const height = 220;
    return {
      width,
      height: height + top + 46,
      option: {
        legend: legend(names),
        grid: { left: 60, right: 16, top, height },
        xAxis: {
          ...valueAxis({ min: bounds[0], max: bounds.at(-1), ...value } as Axis, "x", width),
          splitLine: { show: false },
        },
        yAxis: valueAxis({ min: 0, ...count }, "y"),
        series: series.map(({ name, counts, color }, index) => ({
          type: "custom",
          name,
          color: lightColor(color ?? seriesColor(index)),
          renderItem: (_: unknown, api: BinApi) =>
            binOf(api, { index, of: series.length, fill: lightColor(color ?? seriesColor(index)) }),
          encode: { x: [0, 1], y: 2 },
          data: counts.map((amount, bin) => [bounds[bin] ?? 0, bounds[bin + 1] ?? 0, amount]),
        })),
      },
    };
  });
}

interface BinApi {
  value(dimension: number): number;
  coord(point: readonly [number, number]): [number, number];
}

function binOf(api: BinApi, { index, of, fill }: { index: number; of: number; fill: string }): object {
  const [left, top] = api.coord([api.value(0), api.value(2)]);
  const [right, bottom] = api.coord([api.value(1), 0]);
  const width = (right - left) / of;
  return {
    type: "rect",
    shape: { x: left + index * width + 0.5, y: top, width: Math.max(0.5, width - 1), height: bottom - top },
    style: { fill },
  };
}
