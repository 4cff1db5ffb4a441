import type { ReportContext } from "./context.js";
import { type CurveData, PLOT_PLACE } from "./sections/ranking.js";
import { excerpt } from "./sections/texts.js";
import { sureness, type View } from "./views.js";

/** What a view gives to the page's script. */
export interface ViewData {
  readonly kind: "one" | "set";
  readonly labels: readonly string[];
  /** Label ids a text. */
  readonly gold: readonly (readonly number[])[];
  readonly predicted: readonly (readonly number[])[];
  /** How sure each answer is, in thousandths. */
  readonly sure: readonly number[];
  /** Of sets: probabilities of the labels of each text in 65535ths, little-endian, base64. */
  readonly scores?: string;
  /** Of sets of very many labels: of each text the ids of the most probable labels and their probabilities in 65535ths. */
  readonly top?: readonly (readonly number[])[];
}

/** What the page's script works with. */
export interface PageData {
  /** [id, text] */
  readonly texts: readonly (readonly [string, string])[];
  readonly views: readonly ViewData[];
  readonly curves: readonly (readonly CurveData[])[];
  readonly plot: typeof PLOT_PLACE;
}

/** Numbers of a view that are kept whole; above, the most probable labels of each text alone. */
const MOST_SCORES = 1_500_000;
const SCALE = 65_535;

/** How much of the texts a page holds. */
export interface DataLimits {
  /** Characters a text. */
  readonly textLength: number;
}

/** Puts together what the page's script needs. */
export function pageData(
  context: ReportContext,
  curves: readonly (readonly CurveData[])[],
  limits: DataLimits,
): PageData {
  return {
    texts: context.texts.map(({ id, text }) => [id, excerpt(text, limits.textLength)] as const),
    views: context.views.map(viewData),
    curves,
    plot: PLOT_PLACE,
  };
}

/** Whether a view's scores are cut to the most probable ones. */
export function isCut({ kind, scores }: View): boolean {
  return kind === "set" && scores.length > MOST_SCORES;
}

function viewData(view: View): ViewData {
  const { kind, labels, gold, predicted } = view;
  const sure = gold.map((_, row) => Math.round(sureness(view, row) * 1000));
  const common = { kind, labels, gold, predicted, sure };
  if (kind === "one") return common;
  return isCut(view) ? { ...common, top: topScores(view) } : { ...common, scores: packed(view.scores) };
}

function packed(scores: Float32Array): string {
  const bytes = Buffer.alloc(scores.length * 2);
  for (const [place, score] of scores.entries()) {
    bytes.writeUInt16LE(Math.round(Math.min(1, Math.max(0, score)) * SCALE), place * 2);
  }
  return bytes.toString("base64");
}

function topScores({ labels, gold, scores }: View): number[][] {
  const width = labels.length;
  const most = Math.max(5, Math.floor(MOST_SCORES / 2 / Math.max(1, gold.length)));
  return gold.map((_, row) => {
    const own = scores.subarray(row * width, (row + 1) * width);
    const ids = [...own.keys()].filter((id) => (own[id] ?? 0) > 0).sort((a, b) => (own[b] ?? 0) - (own[a] ?? 0));
    return ids.slice(0, most).flatMap((id) => [id, Math.round((own[id] ?? 0) * SCALE)]);
  });
}
