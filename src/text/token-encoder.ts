import type { VocabularyJson } from "./vocabulary.js";

/** A word encoder as JSON; also the content of `vocabulary.json`. */
export interface WordTokenEncoderJson extends VocabularyJson {
  readonly kind: "word";
  readonly lowercase: boolean;
}

/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A subword tokenizer as JSON: the content of its two files. */
export interface SubwordTokenizerJson {
  readonly kind: "subword";
  readonly tokenizer: JsonObject;
  readonly tokenizer_config: JsonObject;
}

/** A token encoder as JSON: all that {@link tokenEncoderFromJson} needs. */
export type TokenEncoderJson = WordTokenEncoderJson | SubwordTokenizerJson;

/** Tokens of a text, and where they are in it. */
export interface EncodedText {
  readonly ids: Int32Array;
  /**
   * The UTF-16 units [start, end) of the text, as it was given, that each token stands for. Special tokens that were put
   * around it stand for none: [0, 0).
   */
  readonly offsets: readonly (readonly [start: number, end: number])[];
  /** Which word of the text each token belongs to, counted from 0; −1 for special tokens that were put around it. */
  readonly words: Int32Array;
}

/** Turns texts into token ids: words over a vocabulary of our own, or the subwords of a Hugging Face tokenizer. */
export interface TokenEncoder {
  readonly kind: "word" | "subword";
  /** Number of ids, special tokens included. */
  readonly vocabularySize: number;
  /** Id that fills the rest of a padded row. */
  readonly padId: number;
  /** Id of what the vocabulary does not hold, and of an empty text. */
  readonly unkId: number;
  /** Special tokens that a model of this tokenizer expects before a text ([CLS]); empty for words. */
  readonly prefix: Int32Array;
  /** Special tokens that a model of this tokenizer expects after a text ([SEP]); empty for words. */
  readonly suffix: Int32Array;
  /** All ids of a text, uncut and without special tokens; one UNK for a text without tokens. */
  encode(text: string): Int32Array;
  /** The same ids, and where each token is. The UNK of a text without tokens is nowhere: [0, 0), word −1. */
  encodeWithOffsets(text: string): EncodedText;
  /** The token of an id. */
  token(id: number): string;
  toJSON(): TokenEncoderJson;
}

/** The one UNK that stands for a text without tokens. */
export function withoutTokens(unkId: number): EncodedText {
  return { ids: Int32Array.of(unkId), offsets: [[0, 0]], words: Int32Array.of(-1) };
}
