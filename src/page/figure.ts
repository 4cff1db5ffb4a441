import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { EChartsCoreOption } from "echarts/core";
import { draw, type Size } from "./charts/draw.js";
import { type Html, html, trustedHtml } from "./html.js";
import { svgToPng } from "./png.js";
import { type DataTable, dataTable } from "./table.js";
import { followTheme, lightColor } from "./tokens.js";

/** What all charts are told. */
export interface FigureOptions {
  /** A name in kebab-case, once a page: the anchor, and the name of the figure's files. */
  readonly id: string;
  readonly title: string;
  /** What to see, in a sentence or two. */
  readonly caption?: string;
  /** What the figure shows, for those who can't see it; the title where not given. */
  readonly alt?: string;
  /** The figures themselves, where they are few. */
  readonly table?: DataTable;
}

/** A chart: drawn when it is wanted, as wide as it is wanted. */
export interface Figure extends FigureOptions {
  /** SVG of the width, without the title, on transparent ground. */
  readonly svg: (width: number) => string;
}

/** Makes a figure of what draws it. */
export function makeFigure(
  options: FigureOptions,
  layout: (width: number) => Size & { readonly option: EChartsCoreOption },
): Figure {
  const { id, title, alt = title } = options;
  return {
    ...options,
    svg: (width) => {
      const { option, ...size } = layout(width);
      return draw(option, { ...size, id: `${id}-${width}`, alt });
    },
  };
}

const WIDE = 760;
const NARROW = 340;

/** The figure on a page: drawn for wide and for narrow screens, in the page's colours, with its numbers beneath. */
export function figureHtml(figure: Figure, { heading = true }: { readonly heading?: boolean } = {}): Html {
  const { id, title, caption, table } = figure;
  return html`<figure class="chart" id="${id}" data-figure>
<figcaption>${heading && html`<strong>${title}</strong>`} ${caption}</figcaption>
<div class="wide">${drawn(figure, WIDE)}</div><div class="narrow">${drawn(figure, NARROW)}</div>
${table && html`<details><summary>The numbers</summary>${dataTable({ filter: false, ...table })}</details>`}
</figure>`;
}

function drawn(figure: Figure, width: number): Html {
  return trustedHtml(followTheme(figure.svg(width)));
}

/** Width of the picture of a figure, in pixels. */
const PNG_WIDTH = 1520;

/**
 * Writes each figure as ID.svg and ID.png, on white, with its title.
 * @returns the files' names
 */
export async function saveFigures(figures: readonly Figure[], folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const files: string[] = [];
  for (const figure of figures) {
    const svg = standaloneSvg(figure);
    await writeFile(join(folder, `${figure.id}.svg`), svg);
    await writeFile(join(folder, `${figure.id}.png`), svgToPng(svg, { width: PNG_WIDTH }));
    files.push(`${figure.id}.svg`, `${figure.id}.png`);
  }
  return files;
}

const TITLE_HEIGHT = 40;

/** The figure as a document of its own: on white, with its title drawn above. */
export function standaloneSvg(figure: Figure, width: number = WIDE): string {
  const inner = figure.svg(width);
  const height = Number(/ height="([\d.]+)"/u.exec(inner)?.[1] ?? 0);
  const total = height + TITLE_HEIGHT;
  const title = html`<title>${figure.title}</title><rect width="${width}" height="${total}" fill="${lightColor("paper")}"/>
<text x="16" y="26" font-family="system-ui, 'DejaVu Sans', sans-serif" font-size="16" font-weight="600" fill="${lightColor("ink")}">${figure.title}</text>
<g transform="translate(0 ${TITLE_HEIGHT})">${trustedHtml(inner)}</g>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${total}" viewBox="0 0 ${width} ${total}">${title}</svg>\n`;
}
