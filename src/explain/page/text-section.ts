import { dataTable, type Figure, figureHtml, formatNumber, type Html, html, type Section } from "../../page/index.js";
import type { TargetExplanation, TextExplanation } from "../types.js";
import { methodName } from "../warnings.js";
import { attentionFigures, attentionHtml } from "./attention.js";
import { agreementFigure, curveFigures, gradeTable } from "./grades.js";
import { heatFigure, heatHtml, heatLegend } from "./heat.js";

/** A text's part of a page, and its figures. */
export interface TextSection {
  readonly section: Section;
  readonly figures: readonly Figure[];
}

const TITLE_LENGTH = 60;

/** One text: what is true and said on each level, which words drove it, where the model looked. */
export function textSection(explanation: TextExplanation, id: string): TextSection {
  const { targets, attention, warnings, text } = explanation;
  const parts = targets.map((target, at) => targetPart(explanation, target, `${id}-${at + 1}`));
  const looks = attention ? attentionFigures(attention, id) : [];
  const attentionPart: Section[] = attention
    ? [
        {
          id: `${id}-attention`,
          title: "Where the model looks",
          body: html`${explanation.windows !== undefined && html`<p>The text is read in ${explanation.windows} windows; this is the first of them.</p>`}${attentionHtml(attention, looks)}`,
        },
      ]
    : [];
  const notes = warnings.map((warning) => html`<div class="note"><p>${warning}</p></div>`);
  const body = html`<blockquote class="explained">${text === "" ? "(an empty text)" : text}</blockquote>${answerTable(explanation)}${notes}`;
  const section = {
    id,
    title: titleOf(explanation),
    body,
    parts: [...parts.map((part) => part.section), ...attentionPart],
  };
  return { section, figures: [...parts.flatMap(({ figures }) => figures), ...looks] };
}

function titleOf({ id, text, right }: TextExplanation): string {
  const verdict = right === undefined ? "" : right ? "Right: " : "Wrong: ";
  const flat = text.replace(/\s+/gu, " ").trim();
  const short = flat.length > TITLE_LENGTH ? `${flat.slice(0, TITLE_LENGTH)}…` : flat;
  return `${verdict}${short === "" ? "(an empty text)" : short}${id === undefined ? "" : ` (${id})`}`;
}

/** True and predicted labels of each level, with probabilities, and the next best ones. */
function answerTable({ gold, predicted, heads, targets }: TextExplanation): Html {
  const single = heads.length === 1;
  return dataTable({
    caption: predicted.length === 0 ? "No label is said." : "What is true and what is said",
    columns: [
      { header: "level" },
      { header: "true" },
      { header: "predicted" },
      { header: "probability", numeric: true },
      { header: "most probable" },
    ],
    rows: heads.map(({ name, best }, level) => {
      const said = single ? predicted.join(", ") : (predicted[level] ?? "–");
      const own = targets.filter((target) => target.head === name && target.said).map(({ probability }) => probability);
      return [
        name,
        gold === undefined ? "not given" : ((single ? gold.join(", ") : gold[level]) ?? "–"),
        said === "" ? "–" : said,
        own.map((value) => formatNumber(value, 3)).join(", ") || "–",
        best.map(({ label, score }) => `${label} ${formatNumber(score, 3)}`).join(", "),
      ];
    }),
    filter: false,
  });
}

function targetPart(explanation: TextExplanation, target: TargetExplanation, id: string): TextSection {
  const { head, label, attributions, faithfulness, agreement, said, probability, score } = target;
  const of = `${head} ${label}`;
  const curves = faithfulness.length > 0 ? curveFigures(faithfulness, { id, of }) : [];
  const compared =
    attributions.length > 1 && explanation.words.length > 1 ? [agreementFigure(agreement, { id, of })] : [];
  const lines = attributions.map(
    ({ method, scores }) => html`<dt>${methodName(method)}</dt><dd>${heatHtml(explanation, scores)}</dd>`,
  );
  const body = html`<p>The model gives it the probability ${formatNumber(probability, 3)}; its score, which is explained, is ${formatNumber(score, 3)}.</p>
${heatLegend()}<dl class="methods">${lines}</dl>
${attributions.map(({ completeness: one }) => one && html`<p class="small">Integrated gradients sum to ${formatNumber(one.sum, 4)}; the score less that of the baseline is ${formatNumber(one.score - one.baseline_score, 4)}: an error of ${(100 * one.relative_error).toFixed(2)} %.</p>`)}
${attributions.map(({ features }) => features && features.length > 0 && featureTable(features))}
<details><summary>Every word</summary>${wordTable(explanation, target)}</details>
${faithfulness.length > 0 && dataTable(gradeTable(faithfulness))}
${[...curves, ...compared].map((figure) => figureHtml(figure))}`;
  const heats = attributions.map(({ method, scores }) =>
    heatFigure(explanation, scores, {
      id: `${id}-${method.replaceAll("_", "-")}`,
      title: `${methodName(method)}, ${of}`,
    }),
  );
  const section = { id, title: `Why ${said ? "" : "not "}${of}`, body };
  return { section, figures: [...heats, ...curves, ...compared] };
}

function featureTable(
  features: readonly { readonly kind: string; readonly name: string; readonly value: number }[],
): Html {
  return dataTable({
    caption: "n-grams that add most and least",
    columns: [{ header: "n-gram" }, { header: "of" }, { header: "contribution", numeric: true }],
    rows: features.map(({ kind, name, value }) => [
      kind === "word" ? name : `“${name}”`,
      kind === "word" ? "words" : "characters",
      { show: formatNumber(value, 3), sort: value },
    ]),
    filter: false,
  });
}

function wordTable({ words }: TextExplanation, { attributions }: TargetExplanation): Html {
  return dataTable({
    caption: "Scores of the words, in the order of the text",
    columns: [{ header: "word" }, ...attributions.map(({ method }) => ({ header: methodName(method), numeric: true }))],
    rows: words.map(({ text }, word) => [
      text,
      ...attributions.map(({ scores }) => ({
        show: formatNumber(scores[word] as number),
        sort: scores[word] as number,
      })),
    ]),
    filter: false,
  });
}
