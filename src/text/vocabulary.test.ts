import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PAD_ID, UNK_ID, Vocabulary } from "./vocabulary.js";

describe("Vocabulary", () => {
  const texts = [
    ["b", "a", "c", "a"],
    ["b", "d", "constructor"],
  ];

  it("orders words by falling count, ties alphabetically, after PAD and UNK", () => {
    const vocabulary = Vocabulary.fromTokens(texts);
    expect(vocabulary.words).toEqual(["[PAD]", "[UNK]", "a", "b", "c", "constructor", "d"]);
    expect(vocabulary.counts).toEqual([0, 0, 2, 2, 1, 1, 1]);
    expect([...vocabulary.encode(["d", "zebra", "toString", "a"])]).toEqual([6, UNK_ID, UNK_ID, 2]);
    expect(vocabulary.word(3)).toBe("b");
    expect(() => vocabulary.word(7)).toThrow("the word of id 7 in a vocabulary of 7");
  });

  it("keeps at most maxSize words, PAD and UNK included, that occur minCount times", () => {
    expect(Vocabulary.fromTokens(texts, { maxSize: 5 }).words.slice(2)).toEqual(["a", "b", "c"]);
    const frequent = Vocabulary.fromTokens(texts, { minCount: 2 });
    expect(frequent.words.slice(2)).toEqual(["a", "b"]);
    expect(frequent.counts[UNK_ID]).toBe(3);
    expect(Vocabulary.fromTokens([]).size).toBe(2);
  });

  it("never takes a word for PAD or UNK", () => {
    const vocabulary = Vocabulary.fromTokens([["[PAD]", "[UNK]"]]);
    expect([...vocabulary.encode(["[PAD]", "[UNK]"])]).toEqual([2, 3]);
    expect([vocabulary.has("[PAD]"), Vocabulary.fromTokens([]).has("[PAD]")]).toEqual([true, false]);
    expect(Vocabulary.fromTokens([]).id("[PAD]")).not.toBe(PAD_ID);
  });

  it("does not depend on the order of the texts, and survives JSON", () => {
    const lists = fc.array(fc.array(fc.string({ maxLength: 3 }), { maxLength: 8 }), { maxLength: 8 });
    fc.assert(
      fc.property(lists, fc.nat(12), (tokens, maxSize) => {
        const vocabulary = Vocabulary.fromTokens(tokens, { maxSize });
        expect(Vocabulary.fromTokens([...tokens].reverse(), { maxSize }).words).toEqual(vocabulary.words);
        const copy = Vocabulary.fromJSON(JSON.parse(JSON.stringify(vocabulary)));
        expect(copy).toEqual(vocabulary);
        for (const list of tokens) expect(copy.encode(list)).toEqual(vocabulary.encode(list));
      }),
    );
  });

  it("refuses JSON that is no vocabulary", () => {
    const json = Vocabulary.fromTokens(texts).toJSON();
    const broken = [
      null,
      [],
      { ...json, format_version: 2 },
      { ...json, counts: [1] },
      { ...json, words: ["a", ...json.words.slice(1)] },
      { ...json, words: [...json.words.slice(0, -1), "a"] },
      { ...json, words: [...json.words.slice(0, -1), 7] },
    ];
    for (const value of broken)
      expect(() => Vocabulary.fromJSON(value, "v.json")).toThrow(/\[MODEL_ARTIFACT\] v\.json/u);
  });
});
