import * as charts from "echarts/charts";
import * as components from "echarts/components";
import { type EChartsCoreOption, init, setPlatformAPI, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { escapeHtml } from "../html.js";
import { lightColor } from "../tokens.js";
import { textWidth } from "./text-width.js";

use([
  charts.BarChart,
  charts.BoxplotChart,
  charts.CustomChart,
  charts.LineChart,
  charts.ScatterChart,
  charts.SunburstChart,
  charts.TreeChart,
  charts.TreemapChart,
  components.GridComponent,
  components.LegendComponent,
  components.MarkLineComponent,
  components.TitleComponent,
  SVGRenderer,
]);

// Without a browser ECharts takes letters for narrower than most fonts draw them, and names run into each other.
setPlatformAPI({
  measureText: (text, font) => ({
    width: textWidth(text, Number.parseFloat(/[\d.]+(?=px)/u.exec(font ?? "")?.[0] ?? "12")),
  }),
});

/** The size of a drawing in CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What names a drawing. */
export interface DrawOptions extends Size {
  /** Distinguishes what the drawing refers to inside of itself from that of others on the page. */
  readonly id: string;
  /** What it shows, in words. */
  readonly alt: string;
}

/** Fonts of the reader's system; drawn as a picture, DejaVu Sans. */
const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif";

/** Draws an option of ECharts as SVG without a browser: always the same text for the same option. */
export function draw(option: EChartsCoreOption, { width, height, id, alt }: DrawOptions): string {
  const chart = init(null, null, { renderer: "svg", ssr: true, width, height });
  try {
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: FONT, color: lightColor("ink"), fontSize: 12 },
      ...option,
    });
    return tidy(chart.renderToSVGString(), id, alt);
  } finally {
    chart.dispose();
  }
}

/** Leaves out what only a mouse would need, and numbers that differ from one drawing to the next; texts stay. */
function tidy(svg: string, id: string, alt: string): string {
  return svg
    .replace(/<style ?>[\s\S]*?<\/style>/gu, "")
    .replace(/ (?:class|ecmeta_[a-z_]+)="[^"]*"/gu, "")
    .replace(/ pointer-events="visible"/gu, "")
    .replace(/\bzr\d+-/gu, `${id}-`)
    .replace(/<[^>]*>/gu, (tag) =>
      tag.replace(/-?\d+\.\d{3,}/gu, (digits) => String(Number(Number(digits).toFixed(2)))),
    )
    .replace(/ xmlns:xlink="[^"]*" version="1.1" baseProfile="full"/u, ` role="img" aria-label="${escapeHtml(alt)}"`)
    .replace(/\n+/gu, "");
}
