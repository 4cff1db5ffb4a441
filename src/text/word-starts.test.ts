import { describe, expect, it } from "vitest";
import { maskingVocabulary } from "./masking-vocabulary.js";
import { SubwordTokenizer } from "./subword-tokenizer.js";
import { tinyTokenizer } from "./testing/tiny-tokenizer.js";
import { wordStarts } from "./word-starts.js";

const special = (id: number, content: string) => ({
  id,
  content,
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
  special: true,
});
const SPECIALS = { "<s>": 0, "<pad>": 1, "</s>": 2, "<unk>": 3, "<mask>": 4 };
const added_tokens = Object.entries(SPECIALS).map(([content, id]) => special(id, content));

const byteLevel = new SubwordTokenizer({
  tokenizer: {
    version: "1.0",
    added_tokens,
    normalizer: null,
    pre_tokenizer: { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true },
    post_processor: null,
    decoder: { type: "ByteLevel" },
    model: { type: "BPE", unk_token: "<unk>", vocab: { ...SPECIALS, a: 5, b: 6, Ġ: 7, Ġa: 8, Ċ: 9 }, merges: ["Ġ a"] },
  },
  tokenizer_config: {},
});

const sentencePiece = new SubwordTokenizer({
  tokenizer: {
    version: "1.0",
    added_tokens,
    normalizer: null,
    pre_tokenizer: { type: "Metaspace", replacement: "▁", prepend_scheme: "always", split: true },
    post_processor: null,
    decoder: { type: "Metaspace", replacement: "▁", prepend_scheme: "always", split: true },
    model: {
      type: "Unigram",
      unk_id: 3,
      vocab: [...Object.keys(SPECIALS).map((token) => [token, 0]), ["▁a", -1], ["b", -2], ["▁", -3]],
    },
  },
  tokenizer_config: {},
});

const wordPiece = (() => {
  const json = tinyTokenizer();
  return new SubwordTokenizer({
    tokenizer: { ...json, model: { ...json.model, vocab: { ...json.model.vocab, "[MASK]": 7 } } },
    tokenizer_config: {},
  });
})();

/** The tokens that begin a word. */
function beginners(tokenizer: SubwordTokenizer): string[] {
  const starts = wordStarts(tokenizer, "tokenizer.json");
  return [...tokenizer.vocabulary()].flatMap(([token, id]) => (starts[id] === 1 ? [token] : []));
}

describe("wordStarts", () => {
  it("knows WordPiece's words by what lacks the mark of a continuation", () => {
    expect(beginners(wordPiece)).toContain("scroll");
    expect(beginners(wordPiece)).not.toContain("##s");
  });

  it("knows byte-level words by the space before them", () => {
    expect(beginners(byteLevel)).toEqual(["Ġ", "Ġa", "Ċ"]);
  });

  it("knows SentencePiece's words by their mark", () => {
    expect(beginners(sentencePiece)).toEqual(["▁a", "▁"]);
  });

  it("refuses a tokenizer that marks neither", () => {
    const json = tinyTokenizer();
    const { vocab, unk_token } = json.model;
    const tokenizer = new SubwordTokenizer({
      tokenizer: { ...json, decoder: null, model: { type: "BPE", vocab, unk_token, merges: [] } },
      tokenizer_config: {},
    });
    expect(() => wordStarts(tokenizer, "here")).toThrow(/which tokens begin a word/);
  });
});

describe("maskingVocabulary", () => {
  it("knows the mask, the special tokens, and those that are drawn from", () => {
    const { maskId, isSpecial, ordinary, startsWord } = maskingVocabulary(byteLevel, { wholeWords: false, where: "" });
    expect(maskId).toBe(4);
    expect([...isSpecial]).toEqual([1, 1, 1, 1, 1, 0, 0, 0, 0, 0]);
    expect([...ordinary]).toEqual([5, 6, 7, 8, 9]);
    expect(startsWord).toBeUndefined();
    expect(maskingVocabulary(byteLevel, { wholeWords: true, where: "" }).startsWord?.[8]).toBe(1);
  });

  it("takes a mask token that only the vocabulary names for special", () => {
    const { maskId, isSpecial, ordinary } = maskingVocabulary(wordPiece, { wholeWords: false, where: "" });
    expect([maskId, isSpecial[7]]).toEqual([7, 1]);
    expect([...ordinary]).toEqual([0, 1, 6]);
  });

  it("refuses a tokenizer without one", () => {
    const tokenizer = new SubwordTokenizer({ tokenizer: tinyTokenizer(), tokenizer_config: {} });
    expect(() => maskingVocabulary(tokenizer, { wholeWords: false, where: "here" })).toThrow(/no mask token/);
  });
});
