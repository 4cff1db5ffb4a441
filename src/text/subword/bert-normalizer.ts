import type { JsonObject } from "../token-encoder.js";
import { type AlignedText, rewriteCharacters } from "./aligned-text.js";

/** ASCII without control characters other than tab, line feed and carriage return. */
const PLAIN = /^[\t\n\r -~]*$/u;
const REMOVED = /^[\ufffd\p{Cc}\p{Cf}\p{Co}\p{Cs}]$/u;
const IDEOGRAPH =
  /[\u4E00-\u9FFF\u3400-\u4DBF\u{20000}-\u{2A6DF}\u{2A700}-\u{2B73F}\u{2B740}-\u{2B81F}\u{2B920}-\u{2CEAF}\uF900-\uFAFF\u{2F800}-\u{2FA1F}]/u;

/** The switches of a BERT normaliser. */
interface Switches {
  readonly clean: boolean;
  readonly ideographs: boolean;
  readonly accents: boolean;
  readonly lowercase: boolean;
}

/**
 * BERT's normaliser: drops control characters, sets ideographs apart, strips accents and lower-cases, each as the file's
 * switches say (Devlin et al. 2019, as Hugging Face's `tokenizers` has it). What differs are characters younger than the
 * Unicode tables that `tokenizers` was built with.
 */
export function bertNormalizer(json: JsonObject): (source: AlignedText) => AlignedText {
  const lowercase = json.lowercase === true;
  const switches: Switches = {
    clean: json.clean_text === true,
    ideographs: json.handle_chinese_chars === true,
    accents: typeof json.strip_accents === "boolean" ? json.strip_accents : lowercase,
    lowercase,
  };
  const known = new Map<string, string>();
  const replacement = (character: string): string => {
    const result = known.get(character) ?? replace(character, switches);
    known.set(character, result);
    return result;
  };
  return (source) => {
    if (!PLAIN.test(source.text)) return rewriteCharacters(source, replacement);
    const spaced = switches.clean ? source.text.replace(/[\t\n\r]/gu, " ") : source.text;
    return source.withText(lowercase ? spaced.toLowerCase() : spaced);
  };
}

function replace(character: string, { clean, ideographs, accents, lowercase }: Switches): string {
  if (clean) {
    if (/^[\t\n\r]$/u.test(character)) return " ";
    if (REMOVED.test(character)) return "";
    if (/^\p{White_Space}$/u.test(character)) return " ";
  }
  let text = ideographs && IDEOGRAPH.test(character) ? ` ${character} ` : character;
  if (accents) text = text.normalize("NFD").replace(/\p{Mn}/gu, "");
  // Character by character: at the end of a word, Σ of a whole string would become ς.
  return lowercase ? Array.from(text, (one) => one.toLowerCase()).join("") : text;
}
