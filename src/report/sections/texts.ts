import { dataTable, type Figure, figureHtml, html, lineChart } from "../../page/index.js";
import { mean } from "../../shared/index.js";
import { countWords } from "../../text/index.js";
import type { Chapter, ReportContext } from "../context.js";
import { isRight, sureness, type View } from "../views.js";

const WORST = 50;
const TEXT_SHOWN = 600;

/** Which texts go wrong: by their length, and those where the model was surest. */
export function textsChapter(context: ReportContext): Chapter | undefined {
  const { texts } = context;
  if (texts.length === 0) return undefined;
  const figure = lengthFigure(context);
  return {
    section: {
      id: "texts",
      title: "Texts",
      body: html`${figure && figureHtml(figure)}`,
      parts: [{ id: "worst-mistakes", title: "Worst mistakes", body: mistakes(context) }],
    },
    figures: figure ? [figure] : [],
  };
}

function rightOf(views: readonly View[], row: number): boolean {
  return views.every((view) => isRight(view, row));
}

/** Accuracy by length: tenths of the texts from the shortest to the longest. */
function lengthFigure({ texts, views }: ReportContext): Figure | undefined {
  const words = texts.map(({ text }) => countWords(text));
  const order = texts.map((_, row) => row).sort((a, b) => (words[a] ?? 0) - (words[b] ?? 0));
  const groups = Math.min(10, Math.floor(texts.length / 10));
  if (groups < 2) return undefined;
  const bins = Array.from({ length: groups }, (_, bin) => {
    const rows = order.slice(
      Math.floor((bin * order.length) / groups),
      Math.floor(((bin + 1) * order.length) / groups),
    );
    const right = rows.filter((row) => rightOf(views, row)).length;
    const centre = mean(rows.map((row) => words[row] ?? 0));
    return {
      from: words[rows[0] ?? 0],
      to: words[rows.at(-1) ?? 0],
      mean: centre,
      count: rows.length,
      right,
      share: right / rows.length,
    };
  });
  const margin = ({ share, count }: { share: number; count: number }): number =>
    1.96 * Math.sqrt((share * (1 - share)) / count);
  return lineChart({
    id: "length-and-accuracy",
    title: "Length against accuracy",
    caption: `Texts from the shortest to the longest, ${groups} groups of the same size; the band is the 95 % margin of each group.`,
    x: { name: "mean length", unit: "words", log: (bins.at(-1)?.mean ?? 1) > 30 * Math.max(1, bins[0]?.mean ?? 1) },
    y: { name: "share of texts that are wholly right", min: 0, max: 1 },
    series: [
      {
        name: "right",
        points: bins.map(({ mean, share }) => [Math.max(0.5, mean), share] as const),
        band: bins.map(
          (bin) =>
            [
              Math.max(0.5, bin.mean),
              Math.max(0, bin.share - margin(bin)),
              Math.min(1, bin.share + margin(bin)),
            ] as const,
        ),
      },
    ],
    table: {
      caption: "Accuracy by length",
      columns: ["words from", "to", "texts", "right", "share"].map((header) => ({ header, numeric: true })),
      rows: bins.map(({ from, to, count, right, share }) => [from, to, count, right, share]),
    },
  });
}

function mistakes({ texts, views, splitName }: ReportContext) {
  const last = views.at(-1);
  if (last === undefined) return html``;
  const wrong = texts
    .map((text, row) => ({ text, row, sure: sureness(last, row) }))
    .filter(({ row }) => !rightOf(views, row))
    .sort((a, b) => b.sure - a.sure);
  if (wrong.length === 0) return html`<p>No text of the ${splitName} part is wrong.</p>`;
  const shown = (value: string | readonly string[]): string =>
    (typeof value === "string" ? value : value.join(views.length > 1 ? " › " : ", ")) || "(none)";
  return html`<p>${wrong.length} of ${texts.length} texts are not wholly right. Those of which the model was surest come first: labels
that are wrong in the data are often among them.</p>
${dataTable({
  caption: `The ${Math.min(WORST, wrong.length)} surest mistakes`,
  columns: [
    { header: "id" },
    { header: "true" },
    { header: "predicted" },
    { header: "confidence", numeric: true },
    { header: "text" },
  ],
  rows: wrong
    .slice(0, WORST)
    .map(({ text, sure }) => [
      text.id,
      shown(text.gold),
      shown(text.predicted),
      { show: sure.toFixed(3), sort: sure },
      { show: html`<span class="excerpt">${excerpt(text.text, TEXT_SHOWN)}</span>` },
    ]),
})}`;
}

/** The beginning of a text. */
export function excerpt(text: string, most: number): string {
  const tidy = text
    .replace(/[^\S\n]+/gu, " ")
    .replace(/\n\s*\n+/gu, "\n")
    .trim();
  return tidy.length <= most ? tidy : `${tidy.slice(0, most)}…`;
}
