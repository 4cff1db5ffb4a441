const special = (id: number, content: string) => ({
  id,
  content,
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
  special: true,
});

/** A WordPiece tokenizer of seven tokens, whose file pads and truncates as that of all-MiniLM-L6-v2 does. */
export function tinyTokenizer() {
  return {
    version: "1.0",
    truncation: { max_length: 3, strategy: "LongestFirst", stride: 0 },
    padding: { strategy: { Fixed: 8 }, direction: "Right", pad_id: 2, pad_type_id: 0, pad_token: "[PAD]" },
    added_tokens: [special(2, "[PAD]"), special(3, "[UNK]"), special(4, "[CLS]"), special(5, "[SEP]")],
    normalizer: { type: "BertNormalizer", clean_text: true, handle_chinese_chars: true, lowercase: true },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: {
      type: "TemplateProcessing",
      single: [
        { SpecialToken: { id: "[CLS]", type_id: 0 } },
        { Sequence: { id: "A", type_id: 0 } },
        { SpecialToken: { id: "[SEP]", type_id: 0 } },
      ],
      pair: [],
      special_tokens: {},
    },
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: {
      type: "WordPiece",
      unk_token: "[UNK]",
      continuing_subword_prefix: "##",
      max_input_chars_per_word: 100,
      vocab: { scroll: 0, "##s": 1, "[PAD]": 2, "[UNK]": 3, "[CLS]": 4, "[SEP]": 5, a: 6 },
    },
  };
}
