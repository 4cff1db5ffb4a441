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
  /** The token of an id. */
  token(id: number): string;
  toJSON(): TokenEncoderJson;
}
