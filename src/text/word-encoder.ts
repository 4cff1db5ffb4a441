import { type EncodedText, type TokenEncoder, type WordTokenEncoderJson, withoutTokens } from "./token-encoder.js";
import { PAD_ID, UNK_ID, Vocabulary, type VocabularyOptions } from "./vocabulary.js";
import { placeWords, tokenizeWords } from "./word-tokenizer.js";

/** Splits a text by {@link tokenizeWords} and looks the words up in a vocabulary. */
export class WordTokenEncoder implements TokenEncoder {
  readonly kind = "word";
  readonly padId = PAD_ID;
  readonly unkId = UNK_ID;
  readonly prefix = new Int32Array(0);
  readonly suffix = new Int32Array(0);
  readonly vocabulary: Vocabulary;
  readonly lowercase: boolean;

  constructor(vocabulary: Vocabulary, options: { readonly lowercase?: boolean } = {}) {
    this.vocabulary = vocabulary;
    this.lowercase = options.lowercase ?? true;
  }

  /** The encoder whose vocabulary is that of the given texts: the training split. */
  static fromTexts(
    texts: Iterable<string>,
    options: VocabularyOptions & { readonly lowercase?: boolean } = {},
  ): WordTokenEncoder {
    const lowercase = options.lowercase ?? true;
    return new WordTokenEncoder(Vocabulary.fromTokens(tokenizeAll(texts, lowercase), options), { lowercase });
  }

  /**
   * The encoder that {@link WordTokenEncoder.toJSON} wrote.
   * @throws PinakesError MODEL_ARTIFACT for anything else
   */
  static fromJSON(json: unknown, where?: string): WordTokenEncoder {
    const vocabulary = Vocabulary.fromJSON(json, where);
    return new WordTokenEncoder(vocabulary, { lowercase: (json as { lowercase?: unknown }).lowercase !== false });
  }

  get vocabularySize(): number {
    return this.vocabulary.size;
  }

  /** The words of a text, before they are looked up. */
  tokenize(text: string): string[] {
    return tokenizeWords(text, { lowercase: this.lowercase });
  }

  encode(text: string): Int32Array {
    const tokens = this.tokenize(text);
    return tokens.length === 0 ? Int32Array.of(UNK_ID) : this.vocabulary.encode(tokens);
  }

  encodeWithOffsets(text: string): EncodedText {
    const words = placeWords(text, { lowercase: this.lowercase });
    if (words.length === 0) return withoutTokens(UNK_ID);
    return {
      ids: this.vocabulary.encode(words.map(({ token }) => token)),
      offsets: words.map(({ offsets }) => offsets),
      words: Int32Array.from(words.keys()),
    };
  }

  token(id: number): string {
    return this.vocabulary.word(id);
  }

  toJSON(): WordTokenEncoderJson {
    return { kind: "word", lowercase: this.lowercase, ...this.vocabulary.toJSON() };
  }
}

function* tokenizeAll(texts: Iterable<string>, lowercase: boolean): Generator<string[]> {
  for (const text of texts) yield tokenizeWords(text, { lowercase });
}
