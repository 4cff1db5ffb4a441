import { type Figure, type FigureOptions, makeFigure } from "../figure.js";
import { type ColorName, lightColor, seriesColor } from "../tokens.js";
import { type Axis, legend, legendHeight, shorten, valueAxis } from "./axes.js";

/** A point, with a name where it deserves one. */
export interface ScatterPoint {
  readonly x: number;
  readonly y: number;
  readonly label?: string;
}

/** Points of one kind. */
export interface ScatterGroup {
  readonly name: string;
  readonly points: readonly ScatterPoint[];
  readonly color?: ColorName;
  /** Joins the points in their order: a Pareto front. */
  readonly joined?: boolean;
}

/** What {@link scatterChart} draws. */
export interface ScatterChartOptions extends FigureOptions {
  readonly x: Axis;
  readonly y: Axis;
  readonly groups: readonly ScatterGroup[];
  /** Diameter of a point in CSS pixels (default 8). */
  readonly size?: number;
  /** Height of the plot in CSS pixels (default 280). */
  readonly height?: number;
}

/** Points over two scales; labels that would cover each other are left out. */
export function scatterChart(options: ScatterChartOptions): Figure {
  const { x, y, groups, size = 8, height = 280 } = options;
  return makeFigure(options, (width) => {
    const names = groups.map(({ name }) => name);
    const top = legendHeight(names, width) + 30;
    const places = groups.flatMap(({ points }) => points.map(({ x: place }) => place));
    const inward = Math.min(...places) + 0.6 * (Math.max(...places) - Math.min(...places));
    return {
      width,
      height: height + top + 46,
      option: {
        legend: legend(names),
        grid: { left: 56, right: 36, top, height },
        xAxis: { ...valueAxis(x, "x"), splitLine: { lineStyle: { color: lightColor("grid") } } },
        yAxis: valueAxis(y, "y"),
        series: groups.map((group, index) => pointsOf(group, { index, size, longest: width < 500 ? 14 : 28, inward })),
      },
    };
  });
}

function pointsOf(
  { name, points, color, joined }: ScatterGroup,
  { index, size, longest, inward }: { index: number; size: number; longest: number; inward: number },
): object {
  const shown = lightColor(color ?? seriesColor(index));
  return {
    type: joined ? "line" : "scatter",
    name,
    symbol: ["circle", "rect", "triangle", "diamond"][index % 4],
    symbolSize: size,
    itemStyle: { color: shown, opacity: 0.75 },
    lineStyle: { color: shown, type: "dashed" },
    emphasis: { disabled: true },
    labelLayout: { hideOverlap: true, moveOverlap: "shiftY" },
    data: points.map(({ x, y, label }) => ({
      value: [x, y],
      ...(label === undefined
        ? {}
        : {
            label: {
              show: true,
              formatter: shorten(label, longest),
              // Names at the right end stand to the left of their points, within the plot.
              position: x > inward ? "left" : "right",
              color: lightColor("ink"),
              fontSize: 11,
            },
          }),
    })),
  };
}
