/** A part of a newsgroup post that can be dropped. */
export type NewsgroupPart = "headers" | "footers" | "quotes";

/** Lines that quote, or that introduce a quotation (scikit-learn's `_QUOTE_RE`). */
const QUOTE = /writes in|writes:|wrote:|says:|said:|^In article|^Quoted from|^\||^>/u;

/** What Python's `str.strip` takes for white space; JavaScript's `trim` differs in the control characters and U+FEFF. */
const PYTHON_SPACE = String.raw`\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000`;
const SPACE_AT_START = new RegExp(`^[${PYTHON_SPACE}]+`, "u");
const SPACE_CHARACTER = new RegExp(`[${PYTHON_SPACE}]`, "u");

/**
 * Drops parts of a newsgroup post by the rules of scikit-learn's `fetch_20newsgroups(remove=…)`, in its order: headers,
 * footers, quotes, whatever order they are given in.
 */
export function stripNewsgroup(text: string, parts: readonly NewsgroupPart[]): string {
  let result = text;
  if (parts.includes("headers")) result = stripNewsgroupHeader(result);
  if (parts.includes("footers")) result = stripNewsgroupFooter(result);
  if (parts.includes("quotes")) result = stripNewsgroupQuotes(result);
  return result;
}

/** All that follows the first blank line; nothing where there is none. */
export function stripNewsgroupHeader(text: string): string {
  const end = text.indexOf("\n\n");
  return end === -1 ? "" : text.slice(end + 2);
}

/** The text without its last block, if a blank line or a line of hyphens sets that block apart: a signature, mostly. */
export function stripNewsgroupFooter(text: string): string {
  const lines = pythonStrip(text).split("\n");
  let last = lines.length - 1;
  while (last > 0 && !isSeparator(lines[last] ?? "")) last--;
  return last > 0 ? lines.slice(0, last).join("\n") : text;
}

/** The text without lines that begin with `>` or `|`, or that introduce a quotation ("… writes:"). */
export function stripNewsgroupQuotes(text: string): string {
  return text
    .split("\n")
    .filter((line) => !QUOTE.test(line))
    .join("\n");
}

function isSeparator(line: string): boolean {
  return /^-*$/u.test(pythonStrip(line));
}

function pythonStrip(text: string): string {
  let end = text.length;
  while (end > 0 && SPACE_CHARACTER.test(text.charAt(end - 1))) end--;
  return text.slice(0, end).replace(SPACE_AT_START, "");
}
