import type { JsonObject } from "../token-encoder.js";
import { AlignedText } from "./aligned-text.js";
import type { Normalizer } from "./normalizers.js";
import { escapePattern } from "./pattern.js";

/** A part of a text: one of the tokens that are matched as they stand, or text in between. */
export interface Section {
  /** Undefined for text in between. */
  readonly id: number | undefined;
  readonly text: AlignedText;
}

interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly singleWord: boolean;
  readonly lstrip: boolean;
  readonly rstrip: boolean;
}

type Splitter = (source: AlignedText) => Section[];

const WORD = "[\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}]";
const ENDS_WITH_WORD = new RegExp(`${WORD}$`, "u");
const STARTS_WITH_WORD = new RegExp(`^${WORD}`, "u");

/**
 * Finds the `added_tokens` of a tokenizer.json, special ones among them, and normalises what stands in between. Some are
 * looked for in the text as it is, the others after it was normalised.
 */
export function createSectioner(added: unknown, normalize: Normalizer): (text: string) => Section[] {
  const list = Array.isArray(added) ? (added as JsonObject[]) : [];
  const raw = createSplitter(list.filter(({ normalized }) => normalized !== true).map(readToken));
  const normalized = list.filter((token) => token.normalized === true).map(readToken);
  const after = createSplitter(
    normalized.map((token) => ({ ...token, content: normalize(new AlignedText(token.content, 0)).text })),
  );
  return (text) =>
    raw(new AlignedText(text, 0)).flatMap((section) =>
      section.id === undefined ? after(normalize(section.text)) : [section],
    );
}

function readToken(json: JsonObject): AddedToken {
  return {
    id: Number(json.id),
    content: String(json.content),
    singleWord: json.single_word === true,
    lstrip: json.lstrip === true,
    rstrip: json.rstrip === true,
  };
}

function createSplitter(tokens: readonly AddedToken[]): Splitter {
  const byContent = new Map(tokens.filter(({ content }) => content !== "").map((token) => [token.content, token]));
  if (byContent.size === 0) {
    return (source) => (source.text === "" ? [] : [{ id: undefined, text: source.slice(0, source.text.length) }]);
  }
  const longestFirst = [...byContent.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(longestFirst.map(escapePattern).join("|"), "gu");
  return (source) => splitBy(source, pattern, byContent);
}

function splitBy(source: AlignedText, pattern: RegExp, byContent: ReadonlyMap<string, AddedToken>): Section[] {
  const { text } = source;
  const sections: Section[] = [];
  let done = 0;
  const addText = (end: number): void => {
    if (end > done) sections.push({ id: undefined, text: source.slice(done, end) });
  };
  for (const match of text.matchAll(pattern)) {
    const token = byContent.get(match[0]) as AddedToken;
    let [start, end] = [match.index, match.index + match[0].length];
    if (token.singleWord && !standsAlone(text, start, end)) continue;
    if (token.lstrip) while (start > done && isWhite(text, start - 1)) start--;
    if (token.rstrip) while (end < text.length && isWhite(text, end)) end++;
    if (start < done) continue;
    addText(start);
    sections.push({ id: token.id, text: source.slice(start, end) });
    done = end;
  }
  addText(text.length);
  return sections;
}

function standsAlone(text: string, start: number, end: number): boolean {
  // A character has two units at most.
  return (
    !ENDS_WITH_WORD.test(text.slice(Math.max(0, start - 2), start)) && !STARTS_WITH_WORD.test(text.slice(end, end + 2))
  );
}

function isWhite(text: string, at: number): boolean {
  return /\p{White_Space}/u.test(text.charAt(at));
}
