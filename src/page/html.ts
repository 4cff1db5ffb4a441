import { encode } from "html-entities";
import { invariant } from "../shared/index.js";

/** Markup that is safe to show: made by {@link html} from escaped parts, or trusted by name. */
export class Html {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

/** What stands in `${…}`: text is escaped, markup and lists of it are taken as they are, nothing is left out. */
export type HtmlValue = Html | string | number | undefined | null | false | readonly HtmlValue[];

/** Characters that no text of a page may hold: XML forbids them, and browsers show boxes. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
const CONTROLS = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/gu;

/** Text as markup: nothing of it is read as a tag, an entity or the end of an attribute. */
export function escapeHtml(text: string): string {
  return encode(text.replace(CONTROLS, "\uFFFD"), { mode: "specialChars" });
}

/**
 * A template whose values are escaped, so that no text of a user becomes markup: html`<td>${text}</td>`. Values may stand
 * between tags and in quoted attributes; elsewhere, in unquoted attributes, scripts and styles, they are refused.
 */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let text = parts[0] ?? "";
  for (const [index, value] of values.entries()) {
    const before = parts[index] ?? "";
    invariant(
      !/(?:<[a-z][^>]*|^"[^<>]*)\s[\w-]+=\s*$/iu.test(before),
      "a value of a template stands in an attribute without quotes",
    );
    invariant(!/<(?:script|style)\b[^>]*>[^<]*$/iu.test(before), "a value of a template stands in a script or a style");
    const shown = markup(value);
    const leadsAway = /\b(?:href|src)="$/u.test(before) && /^\s*(?!https?:)[a-z][a-z0-9+.-]*:/iu.test(shown);
    text += (leadsAway ? "#" : shown) + (parts[index + 1] ?? "");
  }
  return new Html(text);
}

/** Markup that was made elsewhere: a chart, a style sheet. Never of a user's text. */
export function trustedHtml(text: string): Html {
  return new Html(text);
}

function markup(value: HtmlValue): string {
  if (value === undefined || value === null || value === false) return "";
  if (value instanceof Html) return value.text;
  if (typeof value === "string") return escapeHtml(value);
  if (typeof value === "number") return String(value);
  return value.map(markup).join("");
}
