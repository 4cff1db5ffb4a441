import { type Figure, type FigureOptions, makeFigure } from "../figure.js";
import { type ColorName, lightColor, seriesColor } from "../tokens.js";
import { type Axis, legend, legendHeight, valueAxis } from "./axes.js";

/** A line through points. */
export interface LineSeries {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Where not given, the palette's next. */
  readonly color?: ColorName;
  readonly dashed?: boolean;
  /** Whether each point has a mark; where not given, where there are at most 30. */
  readonly marks?: boolean;
  /** [x, low, high], drawn as a band behind the line. */
  readonly band?: readonly (readonly [x: number, low: number, high: number])[];
}

/** A straight line with a word: the best epoch, chance. */
export interface GuideLine {
  readonly x?: number;
  readonly y?: number;
  readonly label: string;
}

/** What {@link lineChart} draws. */
export interface LineChartOptions extends FigureOptions {
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly LineSeries[];
  readonly guides?: readonly GuideLine[];
  /** A dashed line from corner to corner of the unit square. */
  readonly diagonal?: boolean;
  /** Height of the plot in CSS pixels (default 260). */
  readonly height?: number;
}

/** The plot's place within its figure, the same on the page's script that draws into it. */
export const PLOT = { left: 56, right: 36, bottom: 46 } as const;

/** Lines over a scale. */
export function lineChart(options: LineChartOptions): Figure {
  const { x, y, series, height = 260 } = options;
  return makeFigure(options, (width) => {
    const names = series.map(({ name }) => name);
    const top = legendHeight(names, width) + 30;
    return {
      width,
      height: height + top + PLOT.bottom,
      option: {
        legend: legend(names),
        grid: { ...PLOT, top, height },
        xAxis: { ...valueAxis(x, "x"), splitLine: { show: false } },
        yAxis: valueAxis(y, "y"),
        series: [...series.flatMap((one, index) => [...bandOf(one, index), lineOf(one, index)]), ...guidesOf(options)],
      },
    };
  });
}

function lineOf({ name, points, color, dashed, marks }: LineSeries, index: number): object {
  const shown = lightColor(color ?? seriesColor(index));
  return {
    type: "line",
    name,
    data: points,
    color: shown,
    showSymbol: marks ?? points.length <= 30,
    symbol: ["circle", "rect", "triangle", "diamond"][index % 4],
    symbolSize: 6,
    itemStyle: { color: shown },
    lineStyle: { color: shown, width: 2, type: dashed ? "dashed" : "solid" },
    emphasis: { disabled: true },
  };
}

function bandOf({ band, color }: LineSeries, index: number): object[] {
  if (band === undefined || band.length === 0) return [];
  const shown = lightColor(color ?? seriesColor(index));
  const common = { type: "line", stack: `band-${index}`, symbol: "none", lineStyle: { opacity: 0 }, silent: true };
  return [
    { ...common, data: band.map(([x, low]) => [x, low]) },
    {
      ...common,
      data: band.map(([x, low, high]) => [x, high - low]),
      areaStyle: { color: shown, opacity: 0.18 },
      stackStrategy: "all",
    },
  ];
}

function guidesOf({ guides = [], diagonal }: LineChartOptions): object[] {
  const line = { color: lightColor("muted"), type: "dashed", width: 1 };
  const data: unknown[] = guides.map(({ x, y, label }) => ({
    ...(x === undefined ? { yAxis: y } : { xAxis: x }),
    label: { formatter: label, color: lightColor("muted"), position: x === undefined ? "insideEndTop" : "end" },
  }));
  if (diagonal) data.push([{ coord: [0, 0] }, { coord: [1, 1] }]);
  if (data.length === 0) return [];
  const markLine = { symbol: "none", silent: true, lineStyle: line, label: { show: guides.length > 0 }, data };
  return [{ type: "line", data: [], markLine }];
}
