import { type Html, type HtmlValue, html } from "./html.js";

/** A figure that stands by itself. */
export interface Tile {
  readonly name: string;
  readonly value: HtmlValue;
  /** In small letters beneath: an interval, a count. */
  readonly note?: HtmlValue;
}

/** The figures that a reader looks for first. */
export function tiles(list: readonly Tile[]): Html {
  const items = list.map(
    ({ name, value, note }) =>
      html`<div class="tile"><dt>${name}</dt><dd${isWordy(value) && html` class="words"`}>${value}${note !== undefined && html`<small>${note}</small>`}</dd></div>`,
  );
  return html`<dl class="tiles">${items}</dl>`;
}

/** Whether a value has a word that would be too long for a tile in large letters. */
function isWordy(value: HtmlValue): boolean {
  return typeof value === "string" && /\p{L}{8}/u.test(value);
}

/** Names with what they mean or hold. */
export function pairs(list: readonly (readonly [name: string, value: HtmlValue])[]): Html {
  return html`<dl class="pairs">${list.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}
