import type { ConfusionRows } from "../../evaluation/index.js";
import {
  cssColor,
  dataTable,
  type Figure,
  type Html,
  heatColor,
  heatMap,
  html,
  type Section,
} from "../../page/index.js";
import { type Chapter, ofLevel, type ReportContext, slug } from "../context.js";
import { clusteredOrder, confusedPairs, mostConfused } from "../order.js";
import type { View } from "../views.js";

/** More labels than these are not drawn as one matrix: the most confused of them are. */
const MOST_LABELS = 40;
const MOST_PAIRS = 100;

/** What is taken for what, down to the texts. */
export function confusion({ views }: ReportContext): Chapter | undefined {
  const parts = views.flatMap((view, index) => (view.confusion ? [confusionOf(view, view.confusion, index)] : []));
  if (parts.length === 0) return undefined;
  const body = html`<p>Rows are true labels, columns predicted ones. <span class="needs-script">Choose a number to read its texts.</span></p>`;
  const sections = parts.map(({ section }) => section);
  const only = sections.length === 1 ? sections[0] : undefined;
  return {
    section: only
      ? { id: "confusion", title: "Confusions", body: html`${body}${only.body}` }
      : { id: "confusion", title: "Confusions", body, parts: sections },
    figures: parts.flatMap(({ figures }) => figures),
  };
}

function confusionOf(view: View, matrix: ConfusionRows, index: number): { section: Section; figures: Figure[] } {
  const pairs = confusedPairs(matrix);
  const whole = matrix.labels.length <= MOST_LABELS;
  const ids = whole ? matrix.labels.map((_, id) => id) : mostConfused(pairs, MOST_LABELS);
  const clustered = clusteredOrder(ids, matrix);
  const shown = whole ? ids : clustered;
  const button = (gold: number, predicted: number, text: string | number): Html =>
    html`<button type="button" data-view="${index}" data-gold="${matrix.labels[gold]}" data-predicted="${matrix.labels[predicted]}">${text}</button>`;
  const listed = pairs.slice(0, MOST_PAIRS);
  const supports = matrix.counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  const section: Section = {
    id: slug("confusion", view.name),
    title: view.name,
    body: html`${
      whole
        ? orderChoice(view, matrix, { ids, clustered }, index)
        : html`<p>Of ${matrix.labels.length} labels, those ${ids.length} that take part in most confusions, beside those they are taken for.</p>`
    }
${matrixTable(view, matrix, { ids: shown, supports, button })}
<div class="drill" data-drill="${index}" role="region" aria-label="Texts of a cell${ofLevel(view)}" tabindex="-1"></div>
${dataTable({
  caption: `Most confused pairs${ofLevel(view)}: ${listed.length} of ${pairs.length}`,
  columns: [
    { header: "true" },
    { header: "predicted" },
    { header: "texts", numeric: true },
    { header: "of the true ones", numeric: true },
  ],
  rows: listed.map(({ gold, predicted, count }) => [
    matrix.labels[gold],
    matrix.labels[predicted],
    { show: button(gold, predicted, count), sort: count },
    {
      show: `${((100 * count) / Math.max(1, supports[gold] ?? 1)).toFixed(1)} %`,
      sort: count / Math.max(1, supports[gold] ?? 1),
    },
  ]),
})}`,
  };
  return { section, figures: [matrixFigure(view, matrix, { ids: shown, supports })] };
}

/** Orders that a reader may choose, as places in the labels of the matrix. */
function orderChoice(
  view: View,
  { labels }: ConfusionRows,
  { ids, clustered }: { readonly ids: readonly number[]; readonly clustered: readonly number[] },
  index: number,
): Html {
  const rows = new Map(view.rows.map((row) => [row.label, row]));
  const by = (of: "f1" | "support"): number[] =>
    ids.toSorted((a, b) => (rows.get(labels[b] ?? "")?.[of] ?? 0) - (rows.get(labels[a] ?? "")?.[of] ?? 0));
  const choices = [
    ["as in the data", ids],
    ["similar ones together", clustered],
    ["by F1", by("f1")],
    ["by number of texts", by("support")],
  ] as const;
  return html`<p class="needs-script"><label>Order of the labels <select data-order="${index}">${choices.map(
    ([name, order]) => html`<option value="${order.join(" ")}">${name}</option>`,
  )}</select></label></p>`;
}

interface MatrixLayout {
  readonly ids: readonly number[];
  /** Texts a true label. */
  readonly supports: readonly number[];
}

function matrixTable(
  view: View,
  { labels, counts }: ConfusionRows,
  {
    ids,
    supports,
    button,
  }: MatrixLayout & { readonly button: (gold: number, predicted: number, text: number) => Html },
): Html {
  const head = ids.map((id) => html`<th scope="col" data-id="${id}"><span>${labels[id]}</span></th>`);
  const rows = ids.map((gold) => {
    const cells = ids.map((predicted) => {
      const count = counts[gold]?.[predicted] ?? 0;
      if (count === 0) return html`<td data-id="${predicted}"></td>`;
      const color = heatColor(Math.sqrt(count / Math.max(1, supports[gold] ?? 1)));
      const style = `background:${cssColor(color)};color:var(--on-${color})`;
      const told = `${labels[gold]} taken for ${labels[predicted]}: ${count}`;
      return html`<td data-id="${predicted}" style="${style}" class="${gold === predicted ? "hit" : ""}" title="${told}">${button(gold, predicted, count)}</td>`;
    });
    return html`<tr data-id="${gold}"><th scope="row">${labels[gold]}</th>${cells}</tr>\n`;
  });
  return html`<div class="table-frame matrix-frame" role="group" aria-label="Confusion matrix${ofLevel(view)}" tabindex="0"><table class="matrix"><thead><tr><td></td>${head}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

function matrixFigure(view: View, { labels, counts }: ConfusionRows, { ids, supports }: MatrixLayout): Figure {
  return heatMap({
    id: slug("confusion-matrix", view.name),
    title: `Confusion matrix${ofLevel(view)}`,
    rows: ids.map((id) => labels[id] ?? ""),
    columns: ids.map((id) => labels[id] ?? ""),
    rowTitle: "true",
    columnTitle: "predicted",
    values: ids.map((gold) => ids.map((predicted) => counts[gold]?.[predicted] || undefined)),
    share: (count, row) => Math.sqrt(count / Math.max(1, supports[ids[row] ?? 0] ?? 1)),
  });
}
