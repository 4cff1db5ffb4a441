import { metricName } from "../metrics/index.js";
import { dataTable, type Figure, figureHtml, type Html, html, page, type Section, tiles } from "../page/index.js";
import { curveFigures, differenceFigure, learningFigure } from "./figures.js";
import { agreementFigure, paretoFigures } from "./figures-of-models.js";
import { agreementTable, compressionRows, figureTables, learningTable, pairTable, type TextTable } from "./tables.js";
import type { Comparison } from "./types.js";
import { scoreText, statisticsText } from "./words.js";

/** The charts of a comparison, by section. */
export interface ComparisonFigures {
  readonly differences: readonly Figure[];
  readonly curves: readonly Figure[];
  readonly pareto: readonly Figure[];
  readonly agreement: readonly Figure[];
  readonly learning: readonly Figure[];
}

/** All charts that a comparison has. */
export function comparisonFigures(comparison: Comparison): ComparisonFigures {
  const isLone = comparison.models.length < 2;
  return {
    differences: isLone ? [] : [differenceFigure(comparison)],
    curves: curveFigures(comparison),
    pareto: paretoFigures(comparison),
    agreement: isLone ? [] : [agreementFigure(comparison)],
    learning: learningFigure(comparison),
  };
}

/** A comparison as one HTML file that needs no network. */
export function comparisonPage(comparison: Comparison): string {
  const { models, split, texts } = comparison;
  const figures = comparisonFigures(comparison);
  const sections = [
    verdictSection(comparison),
    ...figureTables(comparison, { mostColumns: MOST_COLUMNS }).map((table) =>
      section(table.title.toLowerCase(), table.title, [tableHtml(table)]),
    ),
    models.length > 1 &&
      section("differences", "Differences", [...drawn(figures.differences), tableHtml(pairTable(comparison))]),
    figures.curves.length > 0 && section("curves", "Curves", [html`<p>${CURVES}</p>`, ...drawn(figures.curves)]),
    figures.learning.length > 0 &&
      section("learning-curve", "Learning curve", [...drawn(figures.learning), tableOf(learningTable(comparison))]),
    figures.pareto.length > 0 &&
      section("pareto", "Quality against cost", [html`<p>${PARETO}</p>`, ...drawn(figures.pareto)]),
    models.length > 1 &&
      section("agreement", "Agreement", [
        html`<p>${AGREEMENT}</p>`,
        ...drawn(figures.agreement),
        tableHtml(agreementTable(comparison)),
      ]),
    comparison.compression &&
      section("compression", `Against ${comparison.baseline}`, [
        html`<p>${COMPRESSION}</p>`,
        tableOf(compressionRows(comparison)),
      ]),
  ].filter((one) => one !== false && one !== undefined);
  return page({
    title: models.map(({ name }) => name).join(", "),
    subtitle: `${models.length} ${models.length === 1 ? "model" : "models"} on the same ${texts} ${split} texts`,
    sections,
    footer: statisticsText(comparison),
  });
}

/** With more models than this, figures are columns. */
const MOST_COLUMNS = 6;

const CURVES =
  "Each model in its colour: validation whole, training dashed; of several seeds the first. Over epochs, steps of the optimizer and seconds of training, since an epoch is not the same work for each.";
const PARETO =
  "Up and to the left is better. No model beats those on the dashed line in both: what is below it is never the one to take.";
const AGREEMENT =
  "The share of texts with the same answer, and Cohen's κ: agreement beyond what the models' habits alone would give. Models that are good and disagree are worth combining.";
const COMPRESSION =
  "How many times smaller or faster than the baseline (above 1), and the change in percent; then what is left of the deciding metric.";

function section(id: string, title: string, body: readonly Html[]): Section {
  return { id, title, body: html`${body}` };
}

function drawn(figures: readonly Figure[]): Html[] {
  return figures.map((figure) => figureHtml(figure));
}

function verdictSection({ models, metric, split, verdict, notes, headline }: Comparison): Section {
  const shown = models.slice(0, MOST_TILES).map(({ name, metrics, intervals, seeds }) => {
    const figure = metrics[split]?.[metric];
    const interval = intervals[metric];
    const range = interval && `${scoreText(interval.lower)} to ${scoreText(interval.upper)}`;
    const note = seeds.length > 1 && figure ? `± ${scoreText(figure.sd)} over ${seeds.length} seeds` : range;
    return { name, value: figure ? scoreText(figure.mean) : "–", note };
  });
  const tested = headline.map(metricName).join(", ");
  const body = html`<p>By ${metricName(metric)} on the ${split} texts:</p>
${tiles(shown)}
${verdict.map((line) => html`<p><strong>${line}</strong></p>`)}
${notes.length > 0 && html`<ul>${notes.map((note) => html`<li>${note}</li>`)}</ul>`}
<p>Tested for every pair: ${tested}.</p>`;
  return { id: "verdict", title: "Verdict", body };
}

/** With more models the table has them all. */
const MOST_TILES = 8;

function tableOf(table: TextTable | undefined): Html {
  return table ? tableHtml(table) : html``;
}

function tableHtml({ title, columns, rows }: TextTable): Html {
  return dataTable({
    caption: title,
    columns: columns.map(({ header, align }) => ({
      header: header === "" ? "model" : header,
      numeric: align === "right",
    })),
    rows: rows.map((row) =>
      row.map(({ text, value, isBest }) => ({
        show: isBest ? html`<strong>${text}</strong>` : text,
        ...(value === undefined ? {} : { sort: value }),
      })),
    ),
  });
}
