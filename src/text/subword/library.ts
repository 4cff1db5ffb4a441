import { Tokenizer } from "@huggingface/tokenizers";
import { PinakesError } from "../../shared/index.js";
import type { JsonObject } from "../token-encoder.js";

/** What is used of a model of `@huggingface/tokenizers`: its own declarations do not resolve under Node's module rules. */
export interface LibraryModel {
  readonly tokens_to_ids: Map<string, number>;
  readonly unk_token?: string | null;
  /** Tokens of pieces. */
  encode(pieces: readonly string[]): readonly string[];
  /** BPE: the parts of a piece, whether or not the vocabulary has them. */
  bpe?(piece: string): readonly string[];
  /** Unigram: the same. */
  tokenize?(piece: string): readonly string[];
}

/** What is used of a tokenizer of `@huggingface/tokenizers`. */
export interface LibraryTokenizer {
  readonly model: LibraryModel;
  encode(text: string, options: { readonly add_special_tokens: boolean }): { readonly ids: readonly number[] };
  token_to_id(token: string): number | undefined;
  id_to_token(id: number): string | undefined;
  get_vocab(withAddedTokens: boolean): ReadonlyMap<string, number>;
}

/**
 * The library's tokenizer of a tokenizer.json, for its model, its vocabulary and its special tokens. Normaliser and
 * pre-tokenizer are left out: the library's keep no places, and its SentencePiece normaliser is always `nmt_nfkc`.
 * @throws PinakesError TEXT_TOKENIZER where the library can't make one
 */
export function createLibraryTokenizer(json: JsonObject, config: JsonObject, where: string): LibraryTokenizer {
  try {
    const tokenizer: LibraryTokenizer = new Tokenizer({ ...json, normalizer: null, pre_tokenizer: null }, config);
    forgetAddedTokens(tokenizer.model, json);
    return tokenizer;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PinakesError("TEXT_TOKENIZER", {
      where,
      message: `the tokenizer can't be used: ${reason}`,
      fix: 'take the tokenizer.json of a Hugging Face checkpoint, or set model.tokenizer to "word"',
      cause,
    });
  }
}

/**
 * The library lets its model find added tokens inside of words ("newwords" as "newword" and "##s"). They are found before
 * it is asked, or not at all.
 */
function forgetAddedTokens(model: LibraryModel, { added_tokens: added, model: json }: JsonObject): void {
  const { vocab } = json as JsonObject;
  const contents = new Set((added as JsonObject[]).map(({ content }) => String(content)));
  const names = Array.isArray(vocab)
    ? (vocab as [string, number][]).map(([name]) => name)
    : Object.keys(vocab as object);
  for (const name of names) contents.delete(name);
  for (const content of contents) model.tokens_to_ids.delete(content);
}
