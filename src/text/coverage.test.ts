import { describe, expect, it } from "vitest";
import { outOfVocabulary, outOfVocabularyIds } from "./coverage.js";

describe("outOfVocabulary", () => {
  it("counts unknown tokens and unknown types", () => {
    const texts = [
      ["a", "b", "a"],
      ["c", "c"],
    ];
    expect(outOfVocabulary(texts, (word) => word === "a")).toEqual({
      tokens: 5,
      unknownTokens: 3,
      tokenShare: 3 / 5,
      types: 3,
      unknownTypes: 2,
      typeShare: 2 / 3,
    });
    expect(outOfVocabulary([], () => true)).toMatchObject({ tokenShare: 0, typeShare: 0 });
  });

  it("does so over ids", () => {
    const sequences = [Int32Array.of(1, 2), Int32Array.of(1, 3)];
    expect(outOfVocabularyIds(sequences, (id) => id !== 1)).toMatchObject({
      tokenShare: 0.5,
      types: 3,
      unknownTypes: 1,
    });
  });
});
