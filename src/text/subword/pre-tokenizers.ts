import type { JsonObject } from "../token-encoder.js";
import type { AlignedText } from "./aligned-text.js";
import { toByteCharacters } from "./byte-level.js";
import { prepend } from "./normalizers.js";
import { escapePattern } from "./pattern.js";
import { unsupported } from "./refuse.js";

/** Splits a text into the pieces that are divided into tokens each for itself: words, mostly. */
export type PreTokenizer = (source: AlignedText) => readonly AlignedText[];

const WHITE = "\\p{White_Space}";
const PUNCTUATION = "\\p{P}\\u0021-\\u002F\\u003A-\\u0040\\u005B-\\u0060\\u007B-\\u007E";
const WORD = "\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}";

/** GPT-2's pattern (Radford et al. 2019). Its \s is Unicode's white space. */
const GPT2 = new RegExp(
  `'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^${WHITE}\\p{L}\\p{N}]+|${WHITE}+(?!\\P{White_Space})|${WHITE}+`,
  "gu",
);

/**
 * The pre-tokenizer that a tokenizer.json describes, as Hugging Face's `tokenizers` has it, places included.
 * @throws {@link unsupported} for a kind that is not known
 */
export function createPreTokenizer(json: unknown): PreTokenizer {
  if (json === null || json === undefined) return (source) => (source.text === "" ? [] : [source]);
  const config = json as JsonObject;
  const make = MAKERS[String(config.type)];
  if (!make) throw unsupported(`a pre-tokenizer of type ${String(config.type)}`);
  return make(config);
}

const MAKERS: Readonly<Record<string, (config: JsonObject) => PreTokenizer>> = {
  Sequence: ({ pretokenizers }) => {
    const steps = (pretokenizers as unknown[]).map(createPreTokenizer);
    return (source) =>
      steps.reduce((pieces: readonly AlignedText[], step) => pieces.flatMap((piece) => step(piece)), [source]);
  },
  BertPreTokenizer: () => matchesOf(new RegExp(`[^${WHITE}${PUNCTUATION}]+|[${PUNCTUATION}]`, "gu")),
  Whitespace: () => matchesOf(new RegExp(`[${WORD}]+|[^${WORD}${WHITE}]+`, "gu")),
  WhitespaceSplit: () => matchesOf(new RegExp(`[^${WHITE}]+`, "gu")),
  Punctuation: ({ behavior }) => {
    if (behavior !== undefined && behavior !== "Isolated") throw unsupported(`Punctuation of ${String(behavior)}`);
    return matchesOf(new RegExp(`[^${PUNCTUATION}]+|[${PUNCTUATION}]`, "gu"));
  },
  Digits: ({ individual_digits: single }) =>
    matchesOf(new RegExp(single === true ? "\\P{N}+|\\p{N}" : "\\P{N}+|\\p{N}+", "gu")),
  ByteLevel: byteLevel,
  Metaspace: metaspace,
};

function matchesOf(pattern: RegExp): PreTokenizer {
  return (source) =>
    Array.from(source.text.matchAll(pattern), ({ 0: text, index }) => source.slice(index, index + text.length));
}

function byteLevel({ add_prefix_space: prefix, use_regex: split }: JsonObject): PreTokenizer {
  const pieces = split === false ? (source: AlignedText) => [source] : matchesOf(GPT2);
  return (source) => {
    if (source.text === "") return [];
    const spaced = prefix !== false && !source.text.startsWith(" ") ? prepend(source, " ") : source;
    return pieces(spaced).map(toByteCharacters);
  };
}

/** SentencePiece's way with spaces: each becomes ▁, and begins a piece. */
function metaspace(config: JsonObject): PreTokenizer {
  const { replacement = "▁", prepend_scheme: scheme, add_prefix_space: prefix, split = true } = config;
  const mark = String(replacement);
  if (mark.length !== 1) throw unsupported(`a Metaspace of ${mark}`);
  const own = escapePattern(mark);
  const when = prefix === false ? "never" : String(scheme ?? "always");
  const pieces = split === true ? matchesOf(new RegExp(`${own}[^${own}]*|[^${own}]+`, "gu")) : undefined;
  return (source) => {
    const marked = source.withText(source.text.replaceAll(" ", mark));
    const needed = when === "always" || (when === "first" && source.shift === 0);
    const whole = needed && !marked.text.startsWith(mark) ? prepend(marked, mark) : marked;
    if (whole.text === "") return [];
    return pieces ? pieces(whole) : [whole];
  };
}
