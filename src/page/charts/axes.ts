import { lightColor } from "../tokens.js";
import { textWidth } from "./text-width.js";

/** A scale of numbers. */
export interface Axis {
  readonly name: string;
  /** Stands in brackets behind the name. */
  readonly unit?: string;
  readonly min?: number;
  readonly max?: number;
  readonly log?: boolean;
  /** Whole numbers alone, such as epochs. */
  readonly whole?: boolean;
}

/** An axis' words: "time (s)". */
function axisTitle({ name, unit }: Axis): string {
  return unit === undefined ? name : `${name} (${unit})`;
}

const LINE = { lineStyle: { color: lightColor("rule") } };

/** An axis of numbers as ECharts has it, of a chart of a width in CSS pixels. */
export function valueAxis(axis: Axis, side: "x" | "y", width = Number.POSITIVE_INFINITY): Record<string, unknown> {
  return {
    type: axis.log ? "log" : "value",
    name: axisTitle(axis),
    ...nameStyle(side),
    min: axis.min ?? "dataMin",
    ...(axis.max === undefined ? {} : { max: axis.max }),
    ...(axis.min === undefined && !axis.whole ? { min: undefined, scale: true } : {}),
    ...(axis.whole ? { minInterval: 1, max: "dataMax" } : {}),
    axisLine: { show: side === "x", ...LINE },
    axisTick: { show: false },
    axisLabel: { color: lightColor("muted"), hideOverlap: true, formatter: tick },
    splitLine: { lineStyle: { color: lightColor("grid") } },
    splitNumber: side === "y" ? 5 : width < 500 ? 3 : 6,
  };
}

const TICK = new Intl.NumberFormat("en", { maximumSignificantDigits: 6 });

/** A number at an axis: short, also where it is tiny. */
function tick(value: number): string {
  return value !== 0 && Math.abs(value) < 0.001 ? Number(value.toPrecision(2)).toExponential() : TICK.format(value);
}

/** An axis of names. */
export function categoryAxis(names: readonly string[], { longest, name }: { longest: number; name?: string }) {
  return {
    type: "category",
    data: names.map((text) => shorten(text, longest)),
    ...(name === undefined ? {} : { name, nameLocation: "middle" }),
    axisLine: LINE,
    axisTick: { show: false },
    axisLabel: { color: lightColor("ink"), interval: 0 },
  };
}

/** The name in the middle of the axis; above the plot for the upright one, so that it is read without turning. */
function nameStyle(side: "x" | "y"): Record<string, unknown> {
  const nameTextStyle = { color: lightColor("muted"), fontSize: 12 };
  if (side === "x") return { nameLocation: "middle", nameGap: 28, nameTextStyle };
  return { nameLocation: "end", nameGap: 12, nameTextStyle: { ...nameTextStyle, align: "left" } };
}

/** Between two names of a legend, and between its lines. */
const LEGEND_GAP = 18;

/** The names of series above the plot. */
export function legend(names: readonly string[], top = 0): Record<string, unknown> {
  return {
    show: names.length > 1,
    data: names,
    top,
    left: 0,
    itemWidth: 22,
    itemHeight: 10,
    itemGap: LEGEND_GAP,
    textStyle: { color: lightColor("ink") },
  };
}

/** How many lines a legend takes, about. */
export function legendHeight(names: readonly string[], width: number): number {
  if (names.length < 2) return 0;
  let [lines, used] = [1, 0];
  for (const name of names) {
    const own = 22 + 5 + LEGEND_GAP + textWidth(name, 12);
    if (used > 0 && used + own > width) {
      lines++;
      used = 0;
    }
    used += own;
  }
  return lines * (12 + LEGEND_GAP);
}

/** A name of at most so many characters: its beginning and an ellipsis. */
export function shorten(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1).trimEnd()}…`;
}

/** Room for names left of a plot, in CSS pixels. */
export function nameRoom(names: readonly string[], longest: number): number {
  return Math.max(40, Math.min(longest, Math.max(0, ...names.map(({ length }) => length))) * 7.2 + 14);
}
