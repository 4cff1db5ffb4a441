import type { EncoderType } from "../models/index.js";
import { type JsonObject, SubwordTokenizer, type TokenizerConfigKeys } from "../text/index.js";
import type { TokenInput } from "./token-input.js";

/** The reference's tokenizers by the kind of encoder. */
const CLASSES: { readonly [T in EncoderType]: string } = {
  bert: "BertTokenizer",
  distilbert: "DistilBertTokenizer",
  roberta: "RobertaTokenizer",
  "xlm-roberta": "XLMRobertaTokenizer",
  electra: "ElectraTokenizer",
};

/**
 * What a model's `tokenizer_config.json` says beside what its checkpoint's did: that texts are cut as the model was trained
 * on them, and, for checkpoints that leave it to the program, which tokenizer it is and what its special tokens are.
 */
export function tokenizerConfigKeys({ options }: TokenInput, encoderType?: EncoderType): TokenizerConfigKeys {
  const { encoder, maxLength, text } = options;
  // Hugging Face has no word for a cut in the middle; it keeps the beginning of such texts.
  const side = text.long_text === "tail" ? { truncation_side: "left" } : {};
  const always = { model_max_length: maxLength, ...side };
  const tokenizerClass = encoderType === undefined ? {} : { tokenizer_class: CLASSES[encoderType] };
  if (!(encoder instanceof SubwordTokenizer)) return { always, missing: {} };
  return { always, missing: { ...tokenizerClass, ...specials(encoder), ...bertNormalization(encoder) } };
}

/** Python's BERT tokenizers lower-case unless their config says otherwise, whatever `tokenizer.json` does. */
function bertNormalization(encoder: SubwordTokenizer): JsonObject {
  const normalizer = encoder.toJSON().tokenizer.normalizer as JsonObject | null | undefined;
  if (normalizer?.type !== "BertNormalizer") return {};
  const { lowercase, strip_accents, handle_chinese_chars } = normalizer;
  return { do_lower_case: lowercase === true, strip_accents, tokenize_chinese_chars: handle_chinese_chars === true };
}

function specials(encoder: SubwordTokenizer): JsonObject {
  const { padId, unkId, maskId, prefix, suffix } = encoder;
  const ids = {
    pad_token: padId,
    unk_token: unkId,
    cls_token: prefix[0],
    sep_token: suffix.at(-1),
    mask_token: maskId,
  };
  const known = Object.entries(ids).filter((entry): entry is [string, number] => entry[1] !== undefined);
  return Object.fromEntries(known.map(([key, id]) => [key, encoder.token(id)]));
}
