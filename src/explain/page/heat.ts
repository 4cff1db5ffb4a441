import { type ColorName, cssColor, escapeHtml, type Figure, type Html, html, lightColor } from "../../page/index.js";
import type { TextExplanation } from "../types.js";

/** A part of a text: a word with its score, or what stands between words. */
export interface HeatPart {
  readonly text: string;
  /** undefined between words. */
  readonly score?: number;
  /** From −1, fully against, to 1, fully for: the score as a share of the strongest of the text. */
  readonly heat: number;
}

/** A text in parts, coloured by scores as shares of the strongest. */
export function heatParts(
  { text, words }: Pick<TextExplanation, "text" | "words">,
  scores: readonly number[],
): HeatPart[] {
  const strongest = Math.max(...scores.map(Math.abs)) || 1;
  const parts: HeatPart[] = [];
  let at = 0;
  words.forEach(({ start, end }, word) => {
    const score = scores[word] as number;
    if (start > at) parts.push({ text: text.slice(at, start), heat: 0 });
    parts.push({ text: text.slice(Math.max(at, start), end), score, heat: score / strongest });
    at = Math.max(at, end);
  });
  return at < text.length ? [...parts, { text: text.slice(at), heat: 0 }] : parts;
}

/** Colours of words for and against, that red-green blindness tells apart. */
const FOR: ColorName = "series1";
const AGAINST: ColorName = "series2";

/** The strongest colour is so much of its ink, that words stay black on it. */
const STRONGEST = 45;

/** Below this share of the strongest nothing is coloured. */
const WEAKEST = 0.06;

/** The style of heat-mapped texts. */
export const HEAT_STYLE = `
.heat{line-height:2;max-width:52rem;margin:.25rem 0 .75rem;white-space:pre-wrap}
.heat span{padding:.12em .1em;border-radius:3px}
.heat .against{border-bottom:2px dotted ${cssColor(AGAINST)}}
.heat .for{border-bottom:2px solid ${cssColor(FOR)}}
dl.methods{max-width:none}dl.methods dt{font-weight:600;font-size:.9rem}dl.methods dd{margin:0}
.legend span{padding:.1em .5em;border-radius:3px;margin-right:.6em}
blockquote.explained{margin:.5rem 0 1rem;padding:.4rem 1rem;border-left:4px solid var(--rule);max-width:52rem;white-space:pre-wrap}
`;

/** The text with its words coloured: blue for, underlined; orange against, dotted. */
export function heatHtml(explanation: Pick<TextExplanation, "text" | "words">, scores: readonly number[]): Html {
  const parts = heatParts(explanation, scores).map(({ text, score, heat }) => {
    if (score === undefined || Math.abs(heat) < WEAKEST) return text;
    const [kind, color] = heat > 0 ? ["for", FOR] : ["against", AGAINST];
    const share = Math.round(Math.abs(heat) * STRONGEST);
    const style = `background:color-mix(in srgb,var(--${color}) ${share}%,transparent)`;
    return html`<span class="${kind}" style="${style}" title="${text}: ${score.toFixed(4)}">${text}</span>`;
  });
  return html`<p class="heat">${parts}</p>`;
}

/** What the colours mean. */
export function heatLegend(): Html {
  const mix = (color: ColorName): string => `background:color-mix(in srgb,var(--${color}) ${STRONGEST}%,transparent)`;
  return html`<p class="legend small"><span class="for" style="${mix(FOR)}">for the label</span><span class="against" style="${mix(AGAINST)}">against it</span> Colours are shares of the strongest word of the line; point at a word for its score. Attention has no sign.</p>`;
}

const FONT_SIZE = 15;
const LINE_HEIGHT = 28;
const MARGIN = 16;

/** A heat-mapped text as a figure of its own, for pictures. */
export function heatFigure(
  explanation: Pick<TextExplanation, "text" | "words">,
  scores: readonly number[],
  { id, title }: { readonly id: string; readonly title: string },
): Figure {
  return { id, title, svg: (width) => heatSvg(heatParts(explanation, scores), width) };
}

function heatSvg(parts: readonly HeatPart[], width: number): string {
  const drawn: string[] = [];
  let [x, line] = [MARGIN, 0];
  for (const { text, heat } of parts) {
    for (const piece of text.split(/(\s+)/u).filter((one) => one !== "")) {
      const room = pieceWidth(piece);
      if (/^\s/u.test(piece)) {
        x += pieceWidth(" ");
        continue;
      }
      if (x > MARGIN && x + room > width - MARGIN) [x, line] = [MARGIN, line + 1];
      drawn.push(pieceSvg(piece, { x, y: line * LINE_HEIGHT, room, heat }));
      x += room;
    }
  }
  const height = (line + 1) * LINE_HEIGHT + MARGIN;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${drawn.join("")}</svg>`;
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly room: number;
  readonly heat: number;
}

function pieceSvg(text: string, { x, y, room, heat }: Place): string {
  const color = lightColor(heat > 0 ? FOR : AGAINST);
  const opacity = Math.abs(heat) < WEAKEST ? 0 : (Math.abs(heat) * STRONGEST) / 100;
  const ground =
    opacity === 0
      ? ""
      : `<rect x="${x.toFixed(1)}" y="${y + 3}" width="${room.toFixed(1)}" height="${LINE_HEIGHT - 6}" rx="3" fill="${color}" fill-opacity="${opacity.toFixed(2)}"/>`;
  return `${ground}<text x="${x.toFixed(1)}" y="${y + 19}" font-family="DejaVu Sans, sans-serif" font-size="${FONT_SIZE}" fill="${lightColor("ink")}" textLength="${room.toFixed(1)}" lengthAdjust="spacingAndGlyphs">${escapeHtml(text)}</text>`;
}

/** Width of a text in DejaVu Sans, near enough: it is drawn to this width. */
function pieceWidth(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width * FONT_SIZE;
}

/** Advance widths of DejaVu Sans in thousandths of its size, of the commonest characters. */
const WIDTHS = new Map<string, number>(
  Object.entries({
    278: "ijl",
    295: "I",
    318: " .,",
    337: ":;/\\",
    361: "-",
    390: "()[]",
    401: "!",
    352: "f",
    392: "t",
    411: "r",
    521: "s",
    525: "z",
    550: "c",
    579: "k",
    592: "vxy",
    612: "aeo",
    818: "w",
    974: "m",
  }).flatMap(([width, characters]) => [...characters].map((character) => [character, Number(width) / 1000] as const)),
);

function characterWidth(character: string): number {
  const known = WIDTHS.get(character);
  if (known !== undefined) return known;
  if (/[\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff\u{1f300}-\u{1faff}]/u.test(character)) return 1;
  if (/[MW@%]/u.test(character)) return 0.92;
  return /\p{Lu}/u.test(character) ? 0.68 : 0.635;
}
