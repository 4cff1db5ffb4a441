import type { JsonObject } from "./token-encoder.js";

/** The ideographs beyond U+FFFF that Hugging Face's BERT normaliser sets apart. */
const RARE_IDEOGRAPH =
  /[\u{20000}-\u{2A6DF}\u{2A700}-\u{2B73F}\u{2B740}-\u{2B81F}\u{2B920}-\u{2CEAF}\u{2F800}-\u{2FA1F}]/gu;

/**
 * What has to be done to a text before `@huggingface/tokenizers` 0.2.0 sees it, so that a BERT normaliser gives the same
 * as that of Hugging Face's own `tokenizers`:
 *
 * - it takes ideographs beyond U+FFFF for two characters and does not set them apart;
 * - it lower-cases whole strings, where Σ at the end of a word becomes ς; character by character it becomes σ.
 *
 * What still differs are characters younger than the Unicode tables that `tokenizers` was built with.
 */
export function bertNormalizerFix(normalizer: unknown): (text: string) => string {
  if (typeof normalizer !== "object" || normalizer === null) return (text) => text;
  const { type, handle_chinese_chars: ideographs, lowercase } = normalizer as JsonObject;
  if (type !== "BertNormalizer") return (text) => text;
  return (text) => {
    const spaced = ideographs === true ? text.replace(RARE_IDEOGRAPH, " $& ") : text;
    return lowercase === true ? spaced.replaceAll("Σ", "σ") : spaced;
  };
}
