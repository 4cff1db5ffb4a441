import { PinakesError } from "../shared/index.js";
import type { SubwordTokenizer } from "./subword-tokenizer.js";
import { wordStarts } from "./word-starts.js";

/** What masking needs to know of a vocabulary, by token id alone. */
export interface MaskingVocabulary {
  /** The token that stands in for a hidden one: [MASK], &lt;mask&gt;. */
  readonly maskId: number;
  /** [V] 1 for special tokens, which are never masked. */
  readonly isSpecial: Uint8Array;
  /** Ids of all other tokens: those that a random token is drawn from. */
  readonly ordinary: Int32Array;
  /** [V] 1 for tokens that begin a word, where whole words are masked. */
  readonly startsWord?: Uint8Array | undefined;
}

/**
 * What masking needs to know of a tokenizer.
 * @throws PinakesError TEXT_TOKENIZER where it has no mask token, or whole words are asked for and can't be told
 */
export function maskingVocabulary(
  tokenizer: SubwordTokenizer,
  { wholeWords, where }: { readonly wholeWords: boolean; readonly where: string },
): MaskingVocabulary {
  const { maskId, specialIds, vocabularySize } = tokenizer;
  if (maskId === undefined) {
    throw new PinakesError("TEXT_TOKENIZER", {
      where,
      message: "the tokenizer has no mask token ([MASK] or <mask>).",
      fix: "take the tokenizer of a model that was trained by masking (BERT, DistilBERT, RoBERTa, XLM-R).",
    });
  }
  const isSpecial = new Uint8Array(vocabularySize);
  for (const id of specialIds) isSpecial[id] = 1;
  const ordinary = Int32Array.from(tokenizer.vocabulary().values())
    .filter((id) => isSpecial[id] === 0)
    .sort();
  return { maskId, isSpecial, ordinary, startsWord: wholeWords ? wordStarts(tokenizer, where) : undefined };
}
