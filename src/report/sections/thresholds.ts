import { html, type Section } from "../../page/index.js";
import { type Chapter, ofLevel, type ReportContext, slug } from "../context.js";
import type { View } from "../views.js";

/** Labels with a slider of their own; the others follow the slider of all. */
const MOST_SLIDERS = 60;

/** Sliders that recompute precision, recall and F1 while they move. */
export function thresholds({ views, texts, splitName }: ReportContext): Chapter | undefined {
  if (texts.length === 0) return undefined;
  const parts = views.map((view, index) =>
    view.kind === "set" ? labelSliders(view, index) : confidenceSlider(view, index),
  );
  const only = parts.length === 1 ? parts[0] : undefined;
  const body = html`<p>Recomputed on the ${splitName} part as the sliders move. A threshold chosen here has seen these texts: choose
on validation texts for a fair figure.</p><noscript><p class="note">Sliders need scripts, which are off.</p></noscript>`;
  return {
    section: only
      ? { id: "thresholds", title: "Thresholds", body: html`${body}${only.body}` }
      : { id: "thresholds", title: "Thresholds", body, parts },
    figures: [],
  };
}

function labelSliders(view: View, index: number): Section {
  const set = new Map(view.rows.map((row) => [row.label, row]));
  const shown = view.labels
    .map((label, id) => ({ label, id, row: set.get(label) }))
    .toSorted((a, b) => (b.row?.support ?? 0) - (a.row?.support ?? 0))
    .slice(0, MOST_SLIDERS);
  const rows = shown.map(({ label, id, row }) => {
    const at = (row?.threshold ?? 0.5).toFixed(5);
    return html`<tr data-label="${id}"><th scope="row">${label}</th><td><input type="range" min="0" max="1" step="any" value="${at}" aria-label="Threshold of ${label}" data-start="${at}"> <output>${Number(at).toFixed(3)}</output></td>${cells(["precision", "recall", "f1", "predicted"])}<td class="number">${row?.support ?? 0}</td></tr>\n`;
  });
  const rest = view.labels.length - shown.length;
  return {
    id: slug("thresholds", view.name),
    title: view.name,
    body: html`<div class="needs-script" data-sliders="${index}">
<p><label>All labels at <input type="range" min="0" max="1" step="any" value="0.5" data-all> <output data-all-told>0.50</output></label>
<button type="button" data-reset>As the model has them</button></p>
<p role="status" class="live" data-told></p>
<div class="table-frame" role="group" aria-label="Thresholds of labels" tabindex="0"><table class="data"><caption>Figures of each label at its threshold${rest > 0 ? `; the ${rest} rarest labels follow the slider of all` : ""}</caption>
<thead><tr><th scope="col">label</th><th scope="col">threshold</th><th scope="col" class="number">precision</th><th scope="col" class="number">recall</th><th scope="col" class="number">F1</th><th scope="col" class="number">predicted</th><th scope="col" class="number">texts</th></tr></thead>
<tbody>${rows}</tbody></table></div></div>`,
  };
}

function confidenceSlider(view: View, index: number): Section {
  return {
    id: slug("thresholds", view.name),
    title: view.name,
    body: html`<div class="needs-script" data-confidence="${index}">
<p><label>Answer only from confidence <input type="range" min="0" max="1" step="any" value="0"> <output>0.00</output></label></p>
<p class="live" role="status" data-told></p>
<div class="table-frame" role="group" aria-label="Figures at the confidence${ofLevel(view)}" tabindex="0"><table class="data"><caption>Of all texts; one without an answer counts as missed</caption>
<thead><tr><th scope="col">figure</th><th scope="col" class="number">value</th></tr></thead>
<tbody>${["texts answered", "accuracy of answers", "macro precision", "macro recall", "macro F1", "micro F1"].map((name) => html`<tr><th scope="row">${name}</th><td class="number" data-figure="${name}"></td></tr>`)}</tbody></table></div></div>`,
  };
}

function cells(names: readonly string[]) {
  return names.map((name) => html`<td class="number" data-figure="${name}"></td>`);
}
