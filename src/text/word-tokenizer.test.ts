import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { placeWords, tokenizeWords } from "./word-tokenizer.js";

describe("tokenizeWords", () => {
  it.each([
    ["Don't stop; we'll see.", "do n't stop ; we 'll see ."],
    ["Ann's o'clock, O’Neill’s and I’ve CAN’T", "ann 's o'clock , o'neill 's and i 've ca n't"],
    ["10,000 at 3.14% since 10:30 on 1/2", "10,000 at 3.14 % since 10:30 on 1 / 2"],
    ["the U.S. and the e.g. case. End", "the u.s. and the e.g. case . end"],
    ["state-of-the-art snake_case a/b", "state - of - the - art snake _ case a / b"],
    ["ann@lib.org http://a.b", "ann @ lib . org http : / a . b"],
    ["wait.... what?!?? ----- ===== -", "wait ... what ? ! ? -- = -"],
    ["$5 x11r5 1990s 4th", "$ 5 x11r5 1990s 4th"],
    ["naïve cafe\u0301 Größe हिन्दी 한국어", "naïve cafe\u0301 größe हिन्दी 한국어"],
    ["😀😀 ok", "😀 ok"],
    ["'quoted' 'tis dogs'", "' quoted ' ' tis dogs '"],
    ["", ""],
  ])("splits %j", (text, expected) => {
    expect(tokenizeWords(text).join(" ")).toBe(expected);
  });

  it("keeps the case where asked", () => {
    expect(tokenizeWords("The DON'T", { lowercase: false })).toEqual(["The", "DO", "N'T"]);
  });

  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 30 }),
    fc.string({ unit: fc.constantFrom(..."aNt’'.,-:1 9s_@éZ!"), maxLength: 30 }),
  );

  it("gives tokens without white space that split no further", () => {
    fc.assert(
      fc.property(text, (source) => {
        const tokens = tokenizeWords(source);
        expect(tokens.filter((token) => token === "" || /\s/u.test(token))).toEqual([]);
        expect(tokenizeWords(tokens.join(" "))).toEqual(tokens);
      }),
      { numRuns: 2000 },
    );
  });

  it("stays fast on endless runs", () => {
    const start = performance.now();
    for (const unit of ["a", "1", "1.", "1.1a", "a.", "n't", "an'tx", "a'", "'", "\u0301"])
      tokenizeWords(unit.repeat(50_000));
    // Quadratic matching takes minutes here; linear about 0.1 s.
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  it("loses no letter and no digit", () => {
    fc.assert(
      fc.property(text, (source) => {
        const letters = (value: string) => value.replace(/[^\p{L}\p{N}]/gu, "");
        expect(letters(tokenizeWords(source, { lowercase: false }).join(""))).toBe(letters(source));
      }),
      { numRuns: 2000 },
    );
  });

  it("tells where words are in the text as given", () => {
    const source = "İİ, Don't!! ΑΣ İ";
    expect(placeWords(source).map(({ token, offsets }) => [token, source.slice(...offsets)])).toEqual([
      ["i̇i̇", "İİ"],
      [",", ","],
      ["do", "Do"],
      ["n't", "n't"],
      ["!", "!!"],
      ["ας", "ΑΣ"],
      ["i̇", "İ"],
    ]);
  });

  it.each([true, false])("places the same tokens that it splits into (lowercase: %s)", (lowercase) => {
    fc.assert(
      fc.property(text, (source) => {
        const placed = placeWords(source, { lowercase });
        expect(placed.map(({ token }) => token)).toEqual(tokenizeWords(source, { lowercase }));
        let last = 0;
        for (const { token, offsets } of placed) {
          const [start, end] = offsets;
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          last = end;
          if (/^[a-z0-9]+$/iu.test(token)) expect(source.slice(start, end).toLowerCase()).toBe(token.toLowerCase());
        }
      }),
      { numRuns: 1000 },
    );
  });
});
