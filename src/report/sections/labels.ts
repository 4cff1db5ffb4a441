import type { LabelRow } from "../../evaluation/index.js";
import {
  barChart,
  dataTable,
  type Figure,
  figureHtml,
  html,
  type Section,
  scatterChart,
  scoreColor,
} from "../../page/index.js";
import { type Chapter, ofLevel, type ReportContext, slug } from "../context.js";
import type { View } from "../views.js";

/** The classification report, with how each label's F1 stands. */
export function labels(context: ReportContext): Chapter {
  const chapters = context.views.map((view) => labelsOf(view, context));
  const figures = chapters.flatMap((chapter) => chapter.figures);
  if (chapters.length === 1 && chapters[0]) {
    return { section: { id: "labels", title: "Labels", body: chapters[0].section.body }, figures };
  }
  return {
    section: { id: "labels", title: "Labels", body: html``, parts: chapters.map(({ section }) => section) },
    figures,
  };
}

function labelsOf(view: View, { run, splitName }: ReportContext): Chapter {
  const figures = [f1Bars(view), supportFigure(view)];
  const others = Object.entries(run.evaluation.splits).filter(([name]) => name !== splitName);
  const find = (label: string, rows: readonly LabelRow[]): LabelRow | undefined =>
    rows.find((row) => row.label === label && (view.name === "" || row.level === view.name));
  const sets = view.rows.some(({ average_precision }) => average_precision !== undefined);
  const thresholds = view.rows.some(({ threshold }) => threshold !== undefined);
  const numeric = (header: string, help?: string) => ({ header, numeric: true, ...(help ? { help } : {}) });
  const table = dataTable({
    caption: `Figures of each label${ofLevel(view)}, ${splitName} part`,
    columns: [
      { header: "label" },
      numeric("precision"),
      numeric("recall"),
      numeric("F1"),
      numeric("texts", `texts of the ${splitName} part that have the label`),
      numeric("predicted", "texts that the label was predicted for"),
      numeric("right"),
      ...(sets ? [numeric("ROC-AUC"), numeric("AP", "average precision")] : []),
      ...(thresholds ? [numeric("threshold")] : []),
      ...others.map(([name]) => numeric(`in ${name}`, `texts of the ${name} part that have the label`)),
    ],
    rows: view.rows.map((row) => [
      row.label,
      ...[row.precision, row.recall].map((value) => ({ show: value.toFixed(3), sort: value })),
      {
        show: html`<span class="score" data-score="${Math.round(row.f1 * 10)}">${row.f1.toFixed(3)}</span>`,
        sort: row.f1,
      },
      row.support,
      row.predicted,
      row.right,
      ...(sets ? [row.roc_auc, row.average_precision] : []),
      ...(thresholds ? [row.threshold] : []),
      ...others.map(([, split]) => find(row.label, split.per_label)?.support ?? 0),
    ]),
  });
  const told = extremes(view);
  const section: Section = {
    id: slug("labels", view.name),
    title: view.name === "" ? "Labels" : view.name,
    body: html`${told && html`<p>${told}</p>`}${table}${figures.map((figure) => figureHtml(figure))}`,
  };
  return { section, figures };
}

function extremes({ best, worst, rows }: View): string | undefined {
  const told = (label: string | undefined): string => {
    const row = rows.find((one) => one.label === label);
    return row ? `${row.label} (F1 ${row.f1.toFixed(3)}, ${row.right} of ${row.support} right)` : "–";
  };
  return best === undefined || worst === undefined
    ? undefined
    : `Best label: ${told(best)}. Worst label: ${told(worst)}.`;
}

const AT_EACH_END = 20;

function f1Bars(view: View): Figure {
  const ranked = [...view.rows].sort((a, b) => b.f1 - a.f1 || b.support - a.support);
  const all = ranked.length <= 2 * AT_EACH_END;
  const shown = all ? ranked : [...ranked.slice(0, AT_EACH_END), ...ranked.slice(-AT_EACH_END)];
  return barChart({
    id: slug("f1-by-label", view.name),
    title: `F1 by label${ofLevel(view)}`,
    caption: all ? "Best first." : `The ${AT_EACH_END} best and the ${AT_EACH_END} worst of ${ranked.length} labels.`,
    alt: `Bars of the F1 score of ${shown.length} labels, from ${shown[0]?.label} to ${shown.at(-1)?.label}. The table above has all of them.`,
    categories: shown.map(({ label }) => label),
    value: { name: "F1", min: 0, max: 1 },
    series: [{ name: "F1", values: shown.map(({ f1 }) => f1), colors: shown.map(({ f1 }) => scoreColor(f1)) }],
  });
}

function supportFigure(view: View): Figure {
  const rows = view.rows.filter(({ support }) => support > 0);
  const named = new Set(
    [
      ...rows.toSorted((a, b) => a.f1 - b.f1).slice(0, 8),
      ...rows.toSorted((a, b) => b.support - a.support).slice(0, 4),
    ].map(({ label }) => label),
  );
  const points = rows.map(({ label, support, f1 }) => ({ x: support, y: f1, ...(named.has(label) ? { label } : {}) }));
  const wide =
    Math.max(...points.map(({ x }) => x), 1) > 20 * Math.min(...points.map(({ x }) => x), Number.MAX_SAFE_INTEGER);
  return scatterChart({
    id: slug("support-and-f1", view.name),
    title: `Support against F1${ofLevel(view)}`,
    caption: "A point a label. Labels with few texts are measured roughly, and often learned badly.",
    alt: `Points of ${points.length} labels by how many texts have them and by F1. The table above has all of them.`,
    x: { name: "texts that have the label", log: wide },
    y: { name: "F1", min: 0, max: 1 },
    groups: [{ name: "labels", points }],
  });
}
