import { dataTable, type Figure, figureHtml, formatNumber, type Html, heatMap, html } from "../../page/index.js";
import type { AttendedWord, AttentionExplanation, AttentionMatrix } from "../types.js";

/** Units of a text that are drawn: a matrix of more is no picture any more. */
const DRAWN_UNITS = 64;

/** The matrices of a text's attention as figures; none of pooling. */
export function attentionFigures(attention: AttentionExplanation, id: string): Figure[] {
  if (attention.kind === "pooling") return [];
  const { units, layers } = attention;
  const shown = units.slice(0, DRAWN_UNITS);
  const cut = units.length > shown.length ? ` The first ${shown.length} of ${units.length} words are drawn.` : "";
  return attention.matrices.map((matrix) =>
    heatMap({
      id: `${id}-attention-${matrix.layer === "rollout" ? "rollout" : `${matrix.layer + 1}-${nameOfHead(matrix)}`}`,
      title: titleOf(matrix, layers),
      caption: `Each row is a word, and how much it looks at each other; a row sums to 1.${cut}`,
      rows: shown,
      columns: shown,
      rowTitle: "looks",
      columnTitle: "is looked at",
      values: matrix.weights.slice(0, DRAWN_UNITS).map((row) => row.slice(0, DRAWN_UNITS)),
      format: (value) => value.toFixed(2).replace(/^0/u, ""),
    }),
  );
}

function nameOfHead({ head }: AttentionMatrix): string {
  return head === "mean" ? "mean" : `head-${head + 1}`;
}

function titleOf({ layer, head }: AttentionMatrix, layers: number): string {
  if (layer === "rollout") return `Attention rolled out through all ${layers} layers`;
  return `Attention of layer ${layer + 1} of ${layers}, ${head === "mean" ? "mean over the heads" : `head ${head + 1}`}`;
}

/** Where the model looks in a text. */
export function attentionHtml(attention: AttentionExplanation, figures: readonly Figure[]): Html {
  if (attention.kind === "pooling") {
    return html`<p>Weights of the attention pooling over the states of the LSTM. Their entropy is ${formatNumber(attention.entropy, 3)} of the largest possible (1 is looking everywhere alike).</p>${topTable("Words with the largest weights", attention.top)}`;
  }
  const focus = dataTable({
    caption: "How focused and how local each layer is, means over heads and tokens",
    columns: [
      { header: "layer" },
      { header: "entropy", numeric: true, help: "of what a token looks at, as a share of the largest possible" },
      { header: "distance", numeric: true, help: "tokens between a token and what it looks at" },
    ],
    rows: attention.focus.map(({ entropy, distance }, layer) => [
      `${layer + 1}`,
      { show: formatNumber(entropy, 3), sort: entropy },
      { show: formatNumber(distance, 2), sort: distance },
    ]),
    filter: false,
  });
  const top = attention.top.map(({ layer, words }) =>
    topTable(`Words that [CLS] looks at most in layer ${layer + 1}`, words),
  );
  return html`${figures.map((figure) => figureHtml(figure))}<div class="side-by-side">${top}</div>${focus}`;
}

function topTable(caption: string, words: readonly AttendedWord[]): Html {
  return dataTable({
    caption,
    columns: [{ header: "word" }, { header: "weight", numeric: true }],
    rows: words.map(({ word, weight }) => [word, { show: formatNumber(weight, 3), sort: weight }]),
    filter: false,
  });
}
