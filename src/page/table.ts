import { type Html, type HtmlValue, html } from "./html.js";

/** A cell: what is shown, and what it is sorted by where that is another thing. */
export interface Cell {
  readonly show: HtmlValue;
  readonly sort?: number | string;
}

/** A column. */
export interface Column {
  readonly header: string;
  /** Numbers stand to the right. */
  readonly numeric?: boolean;
  /** What the header means, where it needs words. */
  readonly help?: string;
}

/** A table that a reader may sort by any column, and filter. Scripts off, it is a plain table. */
export interface DataTable {
  readonly caption: string;
  readonly columns: readonly Column[];
  /** A number is shown with at most four digits behind the point; nothing as a dash. The first cell heads its row. */
  readonly rows: readonly (readonly (string | number | undefined | Cell)[])[];
  /** Whether there is a field to filter by; where not given, from 12 rows on. */
  readonly filter?: boolean;
  /** Class of the table. */
  readonly className?: string;
}

const FILTER_FROM = 12;

/** The table as markup. */
export function dataTable({ caption, columns, rows, filter, className = "" }: DataTable): Html {
  const heads = columns.map(
    ({ header, numeric, help }) =>
      html`<th scope="col" class="${numeric ? "number" : ""}"${help !== undefined && html` title="${help}"`}>${header}</th>`,
  );
  const filtered = filter ?? rows.length >= FILTER_FROM;
  return html`<div class="table-frame" role="group" aria-label="${caption}" tabindex="0">
<table class="data ${className}" data-sortable${filtered && html` data-filter`}>
<caption>${caption}</caption>
<thead><tr>${heads}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell, index) => cellHtml(cell, columns[index], index === 0))}</tr>\n`)}</tbody>
</table></div>`;
}

function cellHtml(value: string | number | undefined | Cell, column: Column | undefined, heads: boolean): Html {
  const { show, sort } = typeof value === "object" ? value : plainCell(value);
  const kind = column?.numeric ? "number" : "";
  const key = sort !== undefined && html` data-sort="${sort}"`;
  if (heads) return html`<th scope="row" class="${kind}"${key}>${show}</th>`;
  return html`<td class="${kind}"${key}>${show}</td>`;
}

function plainCell(value: string | number | undefined): Cell {
  if (value === undefined) return { show: "–", sort: Number.NEGATIVE_INFINITY };
  if (typeof value === "string") return { show: value };
  return { show: formatNumber(value), sort: value };
}

const WHOLE = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** A number for readers: thousands apart, four digits behind the point of what is small, –  for what is none. */
export function formatNumber(value: number, digits = 4): string {
  if (!Number.isFinite(value)) return "–";
  if (Number.isInteger(value) || Math.abs(value) >= 10_000) return WHOLE.format(value);
  if (Math.abs(value) >= 100) return value.toFixed(1);
  if (value !== 0 && Math.abs(value) < 10 ** -digits) return value.toExponential(1);
  return value.toFixed(digits);
}
