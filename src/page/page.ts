import { createHash } from "node:crypto";
import { sortTables } from "./client/tables.js";
import { chooseTheme } from "./client/theme.js";
import { type Html, html, trustedHtml } from "./html.js";
import { STYLE } from "./style.js";

/** A part of a page, with a heading and a line of the table of contents. */
export interface Section {
  /** In kebab-case, once a page. */
  readonly id: string;
  readonly title: string;
  readonly body: Html;
  /** Parts of it, below its body. */
  readonly parts?: readonly Section[];
}

/** A function that runs in the reader's browser. It uses nothing outside of itself: its text alone gets there. */
export type Behaviour = () => void;

/** What {@link page} puts together. */
export interface PageOptions {
  readonly title: string;
  readonly subtitle?: Html | string;
  readonly sections: readonly Section[];
  /** What behaviours read: each value as JSON, in the element `#data-NAME`. */
  readonly data?: Readonly<Record<string, unknown>>;
  /** Beside the page's own: tables that are sorted, light and dark. */
  readonly behaviours?: readonly Behaviour[];
  /** Rules beside those of all pages. */
  readonly style?: string;
  readonly footer?: Html | string;
}

/**
 * One HTML file that needs no network: it is read from the disk, with scripts off, on paper. Its policy forbids every
 * request and every script but its own.
 */
export function page(options: PageOptions): string {
  const { title, subtitle, sections, data = {}, behaviours = [], style = "", footer } = options;
  const scripts = [chooseTheme, sortTables, ...behaviours].map(scriptText);
  const body = html`<a class="skip" href="#main">Skip to the content</a>
<div class="shell">
<header class="top"><div><h1>${title}</h1>${subtitle && html`<p class="subtitle">${subtitle}</p>`}</div>
<button type="button" class="theme" hidden></button></header>
<nav class="contents" aria-label="Contents"><details open><summary>Contents</summary>${contents(sections)}</details></nav>
<main id="main" tabindex="-1">${sections.map((section) => sectionHtml(section, 2))}</main>
${footer && html`<footer>${footer}</footer>`}
</div>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${html`<title>${title}</title>`}
<meta http-equiv="Content-Security-Policy" content="${policy(scripts)}">
<style>${STYLE}${style}</style>
</head>
<body>
${body}
${Object.entries(data)
  .map(([name, value]) => dataBlock(name, value))
  .join("\n")}
${scripts.map((script) => `<script>${script}</script>`).join("\n")}
</body>
</html>
`;
}

function contents(sections: readonly Section[]): Html {
  const lines = sections.map(
    ({ id, title, parts = [] }) => html`<li><a href="#${id}">${title}</a>${parts.length > 0 && contents(parts)}</li>`,
  );
  return html`<ol>${lines}</ol>`;
}

function sectionHtml({ id, title, body, parts = [] }: Section, level: 2 | 3 | 4): Html {
  const heading = trustedHtml(`<h${level} id="${html`${id}-title`}">${html`${title}`}</h${level}>`);
  const below = level === 4 ? 4 : level === 3 ? 4 : 3;
  // Parts are no landmarks: those of levels bear the same names in every section.
  const landmark = level === 2 && html` aria-labelledby="${id}-title"`;
  return html`<section id="${id}"${landmark}>${heading}
${body}
${parts.map((part) => sectionHtml(part, below))}</section>
`;
}

/** The text of a behaviour as a script. A name that a compiler gives to functions has no meaning in the browser. */
function scriptText(behaviour: Behaviour): string {
  return `(${behaviour.toString()})();`.replaceAll("</", "<\\/");
}

/** A value as JSON that no parser of HTML reads as markup. */
function dataBlock(name: string, value: unknown): string {
  const json = JSON.stringify(value).replaceAll("<", "\\u003c");
  return `<script type="application/json" id="${html`data-${name}`}">${json}</script>`;
}

function policy(scripts: readonly string[]): string {
  const hashes = scripts.map((script) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`);
  return `default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; script-src ${hashes.join(" ")}`;
}
