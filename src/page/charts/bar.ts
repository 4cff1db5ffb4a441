import { type Figure, type FigureOptions, makeFigure } from "../figure.js";
import { type ColorName, lightColor, seriesColor } from "../tokens.js";
import { type Axis, categoryAxis, legend, legendHeight, nameRoom, valueAxis } from "./axes.js";
import { intervals } from "./intervals.js";

/** The bars of one kind, a value a category. */
export interface BarSeries {
  readonly name: string;
  readonly values: readonly (number | undefined)[];
  readonly color?: ColorName;
  /** A colour each, in place of one for all. */
  readonly colors?: readonly ColorName[];
  /** [low, high] a category, drawn as whiskers. */
  readonly intervals?: readonly (readonly [low: number, high: number] | undefined)[];
}

/** What {@link barChart} draws. */
export interface BarChartOptions extends FigureOptions {
  readonly categories: readonly string[];
  readonly value: Axis;
  readonly series: readonly BarSeries[];
  /** bars: from zero. dots: where only places matter, with whiskers. */
  readonly as?: "bars" | "dots";
  readonly stacked?: boolean;
}

const THICKNESS = 20;

/** Bars that lie, from top to bottom in the order given: names of any length are read without turning the head. */
export function barChart(options: BarChartOptions): Figure {
  const { categories, value, series, as = "bars", stacked = false } = options;
  return makeFigure(options, (width) => {
    const names = series.map(({ name }) => name);
    const top = legendHeight(names, width) + 8;
    const longest = width < 500 ? 16 : 34;
    const rows = as === "bars" && !stacked ? Math.max(1, series.length * 0.8) : 1;
    const height = Math.max(60, categories.length * THICKNESS * rows + 10);
    return {
      width,
      height: height + top + 46,
      option: {
        legend: legend(names),
        grid: { left: nameRoom(categories, longest), right: 24, top, height },
        xAxis: valueAxis(as === "bars" ? { min: 0, ...value } : value, "x", width),
        yAxis: { ...categoryAxis(categories, { longest }), inverse: true },
        series: series.flatMap((one, index) => [
          as === "bars" ? barsOf(one, index, stacked) : dotsOf(one, index, series.length),
          ...intervals(one.intervals, {
            offset: as === "dots" ? offset(index, series.length) : 0,
            color: lightColor("ink"),
          }),
        ]),
      },
    };
  });
}

function barsOf({ name, values, color, colors }: BarSeries, index: number, stacked: boolean): object {
  const own = lightColor(color ?? seriesColor(index));
  return {
    type: "bar",
    name,
    ...(stacked ? { stack: "all" } : {}),
    barMaxWidth: 14,
    itemStyle: { color: own },
    emphasis: { disabled: true },
    data: values.map((value, at) => ({
      value: value ?? "-",
      ...(colors?.[at] === undefined ? {} : { itemStyle: { color: lightColor(colors[at]) } }),
    })),
  };
}

function dotsOf({ name, values, color }: BarSeries, index: number, count: number): object {
  return {
    type: "scatter",
    name,
    symbol: ["circle", "rect", "triangle", "diamond"][index % 4],
    symbolSize: 9,
    symbolOffset: [0, offset(index, count)],
    itemStyle: { color: lightColor(color ?? seriesColor(index)) },
    emphasis: { disabled: true },
    data: values.flatMap((value, at) => (value === undefined ? [] : [[value, at]])),
  };
}

/** How far a series' dots stand below the middle of their row, in CSS pixels. */
function offset(index: number, count: number): number {
  return (index - (count - 1) / 2) * Math.min(6, 14 / count);
}
