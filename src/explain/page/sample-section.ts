import {
  barChart,
  dataTable,
  type Figure,
  figureHtml,
  formatNumber,
  type Html,
  html,
  lineChart,
  type Section,
  tiles,
} from "../../page/index.js";
import type { Interval } from "../../statistics/index.js";
import type { RightAgainstWrong, SampleAttention, SampleExplanation, SampleHead, SampleWord } from "../types.js";
import { methodName } from "../warnings.js";
import { agreementFigure, curveFigures, GRADE_COLUMNS } from "./grades.js";

/** A sample's sections, and their figures. */
export interface SampleSections {
  readonly sections: readonly Section[];
  readonly figures: readonly Figure[];
}

/** What a sample shows: counts, faithfulness a level, attention of right against wrong predictions. */
export function sampleSections({ counts, heads, attention, warnings }: SampleExplanation): SampleSections {
  const graded = heads.map(headSection);
  const looked = attention ? attentionSection(attention) : { sections: [], figures: [] };
  const notes = warnings.map((warning) => html`<div class="note"><p>${warning}</p></div>`);
  const summary: Section = {
    id: "summary",
    title: "In short",
    body: html`${tiles([
      { name: "right predictions", value: counts.right },
      { name: "wrong predictions", value: counts.wrong },
      { name: "texts they were drawn from", value: formatNumber(counts.examined) },
      ...heads.map((head) => best(head)),
    ])}${attention?.claims.map(({ claim, verdict, difference }) => html`<p><strong>${verdict}</strong>: ${claim} (difference ${interval(difference)}).</p>`)}${notes}`,
  };
  return {
    sections: [summary, ...graded.flatMap(({ sections }) => sections), ...looked.sections],
    figures: [...graded.flatMap(({ figures }) => figures), ...looked.figures],
  };
}

/** The method that knows the words best. */
function best({ head, methods }: SampleHead) {
  const ranked = methods
    .filter(({ method }) => method !== "random")
    .sort((a, b) => b.comprehensiveness.value - a.comprehensiveness.value);
  const [first] = ranked;
  return {
    name: `most comprehensive, ${head}`,
    value: first ? methodName(first.method) : "–",
    note: first && interval(first.comprehensiveness),
  };
}

function headSection(own: SampleHead): SampleSections {
  const { head, texts, methods, agreement, completeness } = own;
  const id = `head-${head.toLowerCase()}`;
  const of = head;
  const curves = curveFigures(methods, { id, of });
  const measured = barChart({
    id: `${id}-comprehensiveness`,
    title: `Comprehensiveness and sufficiency, ${of}`,
    caption:
      "Probability lost without the words that a method ranks first (higher is better), and with these alone (lower is better); intervals of 95 % over the texts.",
    categories: methods.map(({ method }) => methodName(method)),
    value: { name: "probability lost" },
    as: "dots",
    series: (["comprehensiveness", "sufficiency"] as const).map((name) => ({
      name,
      values: methods.map((one) => one[name].value),
      intervals: methods.map((one) => [one[name].lower, one[name].upper] as const),
    })),
  });
  const alike = agreement.methods.length > 1 ? [agreementFigure(agreement, { id, of })] : [];
  const figures = [measured, ...curves, ...alike];
  const body = html`<p>How well each method knows the words that drive what is said, over ${texts} texts.</p>${gradeRows(own)}${
    completeness &&
    html`<p>Completeness error of integrated gradients: median ${(100 * completeness.median).toFixed(2)} %, largest ${(100 * completeness.largest).toFixed(2)} % of what they explain.</p>`
  }${figures.map((figure) => figureHtml(figure))}`;
  return { sections: [{ id, title: `Faithfulness, ${head}`, body }], figures };
}

function gradeRows({ methods }: SampleHead): Html {
  return dataTable({
    caption: "Means with intervals of 95 % over the texts",
    columns: [
      ...GRADE_COLUMNS,
      {
        header: "over random ↑",
        numeric: true,
        help: "comprehensiveness less that of random orders of the same texts",
      },
    ],
    rows: methods.map((one) => [
      methodName(one.method),
      ...[one.deletion_area, one.insertion_area, one.comprehensiveness, one.sufficiency, one.over_random].map(
        (figure) => (figure ? { show: interval(figure), sort: figure.value } : undefined),
      ),
    ]),
    filter: false,
  });
}

function attentionSection(attention: SampleAttention): SampleSections {
  const { kind, layers, top } = attention;
  const figures = kind === "pooling" ? [] : [layerFigure(attention, "entropy"), layerFigure(attention, "distance")];
  const sides = (["right", "wrong"] as const).map((side) =>
    top[side].length > 0 ? wordTable(`Looked at most in ${side} predictions`, top[side]) : undefined,
  );
  const rows = dataTable({
    caption: "Entropy of attention, as a share of the largest possible",
    columns: [
      { header: kind === "pooling" ? "" : "layer" },
      ...["right", "wrong", "right − wrong"].map((header) => ({ header, numeric: true })),
    ],
    rows: layers.map(({ layer, entropy }) => [
      kind === "pooling" ? "pooling" : `${layer + 1}`,
      ...[entropy.right, entropy.wrong, entropy.difference].map((one) =>
        one ? { show: interval(one), sort: one.value } : undefined,
      ),
    ]),
    filter: false,
  });
  const body = html`${figures.map((figure) => figureHtml(figure))}${rows}<div class="side-by-side">${sides}</div>`;
  return { sections: [{ id: "attention", title: "Attention, right against wrong predictions", body }], figures };
}

function layerFigure({ layers }: SampleAttention, kind: "entropy" | "distance"): Figure {
  const line = (side: "right" | "wrong") => {
    const own = layers.flatMap((layer) => {
      const figure = (layer[kind] as RightAgainstWrong | undefined)?.[side];
      return figure ? [{ x: layer.layer + 1, figure }] : [];
    });
    return {
      name: `${side} predictions`,
      points: own.map(({ x, figure }) => [x, figure.value] as const),
      band: own.map(({ x, figure }) => [x, figure.lower, figure.upper] as const),
    };
  };
  const words = {
    entropy: ["Attention entropy by layer", "1 is looking everywhere alike, 0 at one token", "entropy"],
    distance: ["Attention distance by layer", "tokens between a token and what it looks at", "tokens"],
  }[kind] as [string, string, string];
  return lineChart({
    id: `attention-${kind}`,
    title: words[0],
    caption: `Means over heads, tokens and texts; ${words[1]}. Bands are intervals of 95 %.`,
    x: { name: "layer", min: 1, max: layers.length },
    y: { name: words[2] },
    series: [line("right"), line("wrong")].filter(({ points }) => points.length > 0),
  });
}

function wordTable(caption: string, words: readonly SampleWord[]): Html {
  return dataTable({
    caption,
    columns: [{ header: "word" }, { header: "texts", numeric: true }, { header: "mean weight", numeric: true }],
    rows: words.map(({ word, texts, weight }) => [word, texts, { show: formatNumber(weight, 3), sort: weight }]),
    filter: false,
  });
}

function interval({ value, lower, upper }: Interval): string {
  const [a, b, c] = [value, lower, upper].map((one) => one.toFixed(3).replace("-", "−"));
  return `${a} [${b}, ${c}]`;
}
