import { PinakesError } from "../shared/index.js";
import type { SubwordTokenizer } from "./subword-tokenizer.js";
import type { JsonObject } from "./token-encoder.js";

/** White space as byte-level tokenizers write it: space, newline, carriage return, tab (Radford et al. 2019, §2.2). */
const BYTE_LEVEL_SPACES = "ĠĊčĉ";

/** What SentencePiece puts in place of a space. */
const SENTENCE_PIECE_SPACE = "▁";

/**
 * Which tokens begin a word: [V], 1 for those that do. WordPiece marks the others (`##ing`); byte-level tokenizers and
 * SentencePiece mark these (`Ġword`, `▁word`), so that there punctuation belongs to the word that it follows. The first
 * token of a text begins a word whatever its mark.
 * @param where  the tokenizer's file, for errors
 * @throws PinakesError TEXT_TOKENIZER where words can't be told
 */
export function wordStarts(tokenizer: SubwordTokenizer, where: string): Uint8Array {
  const begins = rule(tokenizer.toJSON().tokenizer);
  if (!begins) {
    throw new PinakesError("TEXT_TOKENIZER", {
      where,
      message: "this kind of tokenizer does not say which tokens begin a word.",
      fix: "set mlm.whole_word: false, or take a WordPiece, byte-level or SentencePiece tokenizer.",
    });
  }
  const starts = new Uint8Array(tokenizer.vocabularySize);
  for (const [token, id] of tokenizer.vocabulary()) if (begins(token)) starts[id] = 1;
  return starts;
}

function rule(json: JsonObject): ((token: string) => boolean) | undefined {
  const model = (json.model ?? {}) as JsonObject;
  if (model.type === "WordPiece") {
    const continues = typeof model.continuing_subword_prefix === "string" ? model.continuing_subword_prefix : "##";
    return (token) => !token.startsWith(continues);
  }
  const types = typesIn([json.pre_tokenizer, json.decoder]);
  if (types.has("ByteLevel")) return (token) => BYTE_LEVEL_SPACES.includes(token.charAt(0));
  if (types.has("Metaspace") || model.type === "Unigram") return (token) => token.startsWith(SENTENCE_PIECE_SPACE);
  return undefined;
}

/** The names of all steps in some JSON, however deep: several steps stand in a `Sequence`. */
function typesIn(value: unknown): ReadonlySet<string> {
  if (typeof value !== "object" || value === null) return new Set();
  const own = (value as JsonObject).type;
  const inner = Object.values(value).flatMap((item) => [...typesIn(item)]);
  return new Set(typeof own === "string" ? [own, ...inner] : inner);
}
