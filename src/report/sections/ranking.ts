import {
  dataTable,
  type Figure,
  figureHtml,
  html,
  type LineSeries,
  lineChart,
  PLOT,
  type Section,
} from "../../page/index.js";
import { type Chapter, ofLevel, type ReportContext, slug } from "../context.js";
import { curvesOf, type LabelCurves, microCurves } from "../curves.js";
import type { View } from "../views.js";

const MOST_DRAWN = 5;

/** A view's curves, for the page's script. */
export interface CurveData {
  readonly label: string;
  readonly pr: readonly number[];
  readonly roc: readonly number[];
  readonly ap: number;
}

/** Precision–recall and ROC curves, of all labels together and of those that a reader chooses. */
export function ranking({ views, texts }: ReportContext): { chapter: Chapter; data: CurveData[][] } | undefined {
  if (texts.length === 0) return undefined;
  const parts = views.map((view, index) => rankingOf(view, index));
  const sections = parts.map(({ section }) => section);
  const only = sections.length === 1 ? sections[0] : undefined;
  const body = html`<p>How well the probability of a label ranks the texts that have it above the others, whatever the threshold.</p>`;
  return {
    chapter: {
      section: only
        ? { id: "ranking", title: "Precision–recall and ROC", body: html`${body}${only.body}` }
        : { id: "ranking", title: "Precision–recall and ROC", body, parts: sections },
      figures: parts.flatMap(({ figures }) => figures),
    },
    data: parts.map(({ data }) => data),
  };
}

function rankingOf(view: View, index: number): { section: Section; figures: Figure[]; data: CurveData[] } {
  const micro = microCurves(view);
  const all = view.labels.flatMap((_, id) => curvesOf(view, id) ?? []);
  const ranked = all.toSorted((a, b) => b.averagePrecision - a.averagePrecision);
  const drawn = ranked.length <= MOST_DRAWN ? ranked : [...ranked.slice(0, 2), ...ranked.slice(-2)];
  const lines = [...(micro ? [micro] : []), ...drawn];
  const precisionRecall = lineChart({
    id: slug("precision-recall", view.name),
    title: `Precision–recall${ofLevel(view)}`,
    caption: ranked.length <= MOST_DRAWN ? "" : "All decisions together, the two best labels and the two worst ones.",
    x: { name: "recall", min: 0, max: 1 },
    y: { name: "precision", min: 0, max: 1 },
    series: lines.map((one) => seriesOf(one, one.precisionRecall, `AP ${one.averagePrecision.toFixed(2)}`)),
  });
  const roc = lineChart({
    id: slug("roc", view.name),
    title: `ROC${ofLevel(view)}`,
    x: { name: "false positive rate", min: 0, max: 1 },
    y: { name: "true positive rate", min: 0, max: 1 },
    diagonal: true,
    series: lines.map((one) => seriesOf(one, one.roc, "")),
  });
  const options = all.map(({ label }, at) => html`<option value="${at}">${label}</option>`);
  const section: Section = {
    id: slug("ranking", view.name),
    title: view.name,
    body: html`<p class="needs-script"><label>Draw the curves of <select data-curve="${index}"><option value="">– choose a label –</option>${options}</select></label> <span data-curve-told="${index}" role="status"></span></p>
<div class="pair" data-curves="${index}">${figureHtml(precisionRecall)}${figureHtml(roc)}</div>
${dataTable({
  caption: `Average precision${ofLevel(view)}`,
  columns: [{ header: "label" }, { header: "average precision", numeric: true }, { header: "texts", numeric: true }],
  rows: ranked.map(({ label, averagePrecision, positives }) => [label, averagePrecision, positives]),
})}`,
  };
  const flat = (points: LabelCurves["roc"]): number[] => points.flat().map((value) => Number(value.toFixed(3)));
  const data = all.map((one) => ({
    label: one.label,
    pr: flat(one.precisionRecall),
    roc: flat(one.roc),
    ap: Number(one.averagePrecision.toFixed(4)),
  }));
  return { section, figures: [precisionRecall, roc], data };
}

function seriesOf({ label }: LabelCurves, points: LabelCurves["roc"], note: string): LineSeries {
  return { name: note === "" ? label : `${label}, ${note}`, points, marks: false };
}

/** Where curves are drawn within their figures, for the page's script. */
export const PLOT_PLACE = { ...PLOT, height: 260 } as const;
