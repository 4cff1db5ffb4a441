import { type Figure, type FigureOptions, makeFigure } from "../figure.js";
import { type ColorName, heatColor, inkOn, lightColor, scoreColor } from "../tokens.js";
import { categoryAxis, nameRoom } from "./axes.js";

/** What {@link heatMap} draws. */
export interface HeatMapOptions extends FigureOptions {
  /** From top to bottom, and from left to right. */
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** [rows][columns]; undefined stays empty. */
  readonly values: readonly (readonly (number | undefined)[])[];
  readonly rowTitle?: string;
  readonly columnTitle?: string;
  /** How a value is written into its cell; nothing is written where cells are too small. */
  readonly format?: (value: number) => string;
  /** Of 0 to 1, the colour of a value; where not given, its share of the largest. */
  readonly share?: (value: number, row: number) => number;
  /** amount: from nothing to much. score: from bad to good. */
  readonly scale?: "amount" | "score";
}

/** With more cells than these each colour is drawn at once: a cell by itself takes a hundred bytes. */
const MANY_CELLS = 1000;

/** A table of colours. */
export function heatMap(options: HeatMapOptions): Figure {
  const { rows, columns, rowTitle, columnTitle } = options;
  return makeFigure(options, (width) => {
    const longest = width < 500 ? 10 : 24;
    const left = nameRoom(rows, longest) + (rowTitle === undefined ? 0 : 18);
    const cell = Math.max(3, Math.min(44, (width - left - 12) / Math.max(1, columns.length)));
    const slanted = columns.some(({ length }) => Math.min(length, longest) * 6.9 > cell);
    const top = (slanted ? nameRoom(columns, longest) * 0.85 : 24) + (columnTitle === undefined ? 6 : 24);
    const height = Math.max(cell, Math.min(cell, 30)) * rows.length;
    return {
      width,
      height: height + top + 12,
      option: {
        grid: { left, top, width: cell * columns.length, height },
        xAxis: {
          ...categoryAxis(columns, { longest, ...(columnTitle === undefined ? {} : { name: columnTitle }) }),
          position: "top",
          nameGap: top - 18,
          nameTextStyle: { color: lightColor("muted") },
          axisLabel: { ...labelStyle(cell), rotate: slanted ? 55 : 0 },
        },
        yAxis: {
          ...categoryAxis(rows, { longest, ...(rowTitle === undefined ? {} : { name: rowTitle }) }),
          nameGap: left - 16,
          nameTextStyle: { color: lightColor("muted") },
          axisLabel: labelStyle(cell),
          inverse: true,
        },
        series: [rows.length * columns.length > MANY_CELLS ? colorsOf(options) : cellsOf(options, cell)],
      },
    };
  });
}

function labelStyle(cell: number): object {
  return { color: lightColor("ink"), interval: cell >= 11 ? 0 : "auto", fontSize: Math.min(12, Math.max(8, cell - 1)) };
}

/** The colour of a value. */
function colorOf({ values, share, scale = "amount" }: HeatMapOptions): (value: number, row: number) => ColorName {
  const most = values.flat().reduce<number>((held, value) => Math.max(held, value ?? 0), Number.MIN_VALUE);
  const shareOf = share ?? ((value: number) => value / most);
  return (value, row) => (scale === "amount" ? heatColor : scoreColor)(shareOf(value, row));
}

/** Cells with their values where these fit. (ECharts' own heat map wants a legend of colours that it chooses.) */
function cellsOf(options: HeatMapOptions, cell: number): object {
  const { values, format = String } = options;
  const color = colorOf(options);
  const renderItem = (_: unknown, api: GridApi): object => {
    const [x, y, value] = [api.value(0), api.value(1), api.value(2)];
    const [middle, center] = api.coord([x, y]);
    const [width, height] = api.size([1, 1]);
    const name = color(value, y);
    const text = format(value);
    const shape = { x: middle - width / 2, y: center - height / 2, width, height };
    const rect = {
      type: "rect",
      shape,
      style: { fill: lightColor(name), stroke: lightColor("paper"), lineWidth: 0.5 },
    };
    if (text.length * 6 + 4 > cell || cell < 14) return rect;
    const style = {
      text,
      x: middle,
      y: center,
      align: "center",
      verticalAlign: "middle",
      fontSize: 10,
      fill: inkOn(name),
    };
    return { type: "group", children: [rect, { type: "text", style }] };
  };
  const data = values.flatMap((row, y) => row.flatMap((value, x) => (value === undefined ? [] : [[x, y, value]])));
  return { type: "custom", renderItem, data, encode: { x: 0, y: 1 } };
}

/** One path a colour, of runs of cells in a row. */
function colorsOf(options: HeatMapOptions): object {
  const { values } = options;
  const color = colorOf(options);
  const runs = new Map<ColorName, [row: number, from: number, to: number][]>();
  for (const [y, row] of values.entries()) {
    const names = row.map((value) => (value === undefined ? undefined : color(value, y)));
    for (let from = 0; from < names.length; ) {
      const name = names[from];
      let to = from + 1;
      while (to < names.length && names[to] === name) to++;
      if (name !== undefined) {
        const own = runs.get(name) ?? [];
        own.push([y, from, to]);
        runs.set(name, own);
      }
      from = to;
    }
  }
  const colors = [...runs];
  const renderItem = ({ dataIndex }: { readonly dataIndex: number }, api: GridApi): object => {
    const [name, own] = colors[dataIndex] as (typeof colors)[number];
    const [width, height] = api.size([1, 1]);
    const rect = ([y, from, to]: readonly [number, number, number]): string => {
      const [middle, center] = api.coord([from, y]);
      const [left, top] = [middle - width / 2, center - height / 2];
      return `M${left} ${top}L${left + (to - from) * width} ${top}L${left + (to - from) * width} ${top + height}L${left} ${top + height}Z`;
    };
    return { type: "path", shape: { pathData: own.map(rect).join("") }, style: { fill: lightColor(name) } };
  };
  return { type: "custom", renderItem, data: colors.map((_, index) => [0, 0, index]), encode: { x: 0, y: 1 } };
}

/** What ECharts gives to what draws an item. */
interface GridApi {
  value(dimension: number): number;
  coord(point: readonly [number, number]): [number, number];
  size(extent: readonly [number, number]): [number, number];
}
