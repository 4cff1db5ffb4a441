import type { JsonObject } from "../token-encoder.js";
import { type AlignedText, Rewriter, rewriteCharacters } from "./aligned-text.js";
import { bertNormalizer } from "./bert-normalizer.js";
import { charsmapNormalizer } from "./charsmap.js";
import { compilePattern } from "./pattern.js";
import { unsupported } from "./refuse.js";
import { unicodeForm } from "./unicode-form.js";

/** Rewrites a text before it is split. */
export type Normalizer = (source: AlignedText) => AlignedText;

/**
 * The normaliser that a tokenizer.json describes, as Hugging Face's `tokenizers` has it, places included.
 * @throws {@link unsupported} for a kind that is not known
 */
export function createNormalizer(json: unknown): Normalizer {
  if (json === null || json === undefined) return (source) => source;
  const config = json as JsonObject;
  const make = MAKERS[String(config.type)];
  if (!make) throw unsupported(`a normaliser of type ${String(config.type)}`);
  return make(config);
}

const MAKERS: Readonly<Record<string, (config: JsonObject) => Normalizer>> = {
  Sequence: ({ normalizers }) => {
    const steps = (normalizers as unknown[]).map(createNormalizer);
    return (source) => steps.reduce((text, step) => step(text), source);
  },
  BertNormalizer: bertNormalizer,
  NFC: () => unicodeForm("NFC"),
  NFD: () => unicodeForm("NFD"),
  NFKC: () => unicodeForm("NFKC"),
  NFKD: () => unicodeForm("NFKD"),
  Nmt: () => nmt,
  Precompiled: ({ precompiled_charsmap: charsmap }) => charsmapNormalizer(charsmap),
  Lowercase: () => (source) => rewriteCharacters(source, (character) => character.toLowerCase()),
  StripAccents: () => (source) => rewriteCharacters(source, (character) => (/\p{M}/u.test(character) ? "" : character)),
  Strip: (config) => (source) => strip(source, config),
  Replace: ({ pattern, content }) => replaceBy(compilePattern(pattern), String(content)),
  Prepend:
    ({ prepend: prefix }) =>
    (source) =>
      prepend(source, String(prefix)),
};

/** Puts characters before a text; they take the place of its first. */
export function prepend(source: AlignedText, prefix: string): AlignedText {
  const [first] = source.text;
  if (first === undefined) return source;
  const out = new Rewriter(source);
  out.put(prefix, 0, first.length);
  let at = 0;
  for (const character of source.text) {
    out.put(character, at, character.length);
    at += character.length;
  }
  return out.done();
}

const NMT_SPACE = /[\t\n\f\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]/u;

/** SentencePiece's rules for control characters and spaces, spelled out. */
function nmt(source: AlignedText): AlignedText {
  if (!/\p{Cc}/u.test(source.text) && !NMT_SPACE.test(source.text)) return source;
  return rewriteCharacters(source, (character) => {
    if (isDroppedByNmt(character.charCodeAt(0))) return "";
    return NMT_SPACE.test(character) ? " " : character;
  });
}

function isDroppedByNmt(code: number): boolean {
  const control = (code >= 0x01 && code <= 0x08) || (code >= 0x0e && code <= 0x1f);
  return control || [0x0b, 0x7f, 0x8f, 0x9f].includes(code);
}

function strip(source: AlignedText, { strip_left: left, strip_right: right }: JsonObject): AlignedText {
  const { text } = source;
  const from = left === true ? (/^\p{White_Space}*/u.exec(text)?.[0].length ?? 0) : 0;
  let to = text.length;
  if (right === true) while (to > from && /\p{White_Space}/u.test(text.charAt(to - 1))) to--;
  return source.slice(from, to);
}

/** What is put in takes the place of the last character that went out. */
function replaceBy(pattern: RegExp, content: string): Normalizer {
  return (source) => {
    const { text } = source;
    const out = new Rewriter(source);
    let at = 0;
    const copyTo = (end: number): void => {
      for (const character of text.slice(at, end)) {
        out.put(character, at, character.length);
        at += character.length;
      }
    };
    for (const match of text.matchAll(pattern)) {
      if (match[0] === "") continue;
      copyTo(match.index);
      at = match.index + match[0].length;
      const last = [...match[0]].at(-1) as string;
      out.put(content, at - last.length, last.length);
    }
    if (at === 0) return source;
    copyTo(text.length);
    return out.done();
  };
}
