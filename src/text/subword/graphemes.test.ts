import fc from "fast-check";
import { expect, it } from "vitest";
import { graphemes } from "./graphemes.js";

const whole = (text: string) =>
  Array.from(new Intl.Segmenter("und", { granularity: "grapheme" }).segment(text), ({ segment, index }) => [
    segment,
    index,
  ]);

it("are those of the whole text, however long it is", () => {
  const unit = fc.constantFrom(
    ..."ab \r\n",
    "e\u0301",
    "\u0301",
    "\u200d",
    "👩‍👩‍👧",
    "🇩",
    "🇫",
    "\u0600",
    "한",
    "\u1100",
    "\u1161",
    "क्ष",
    "漢",
  );
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 800 }), fc.nat(300), (text, repeats) => {
      for (const source of [text, `a${"\u0301".repeat(repeats)}${text}`, `${"🇩".repeat(repeats)}${text}`]) {
        expect([...graphemes(source)]).toEqual(whole(source));
      }
    }),
    { numRuns: 300 },
  );
});

it("are not cut inside of a character", () => {
  for (let before = 240; before < 270; before++) {
    const source = `${"\u0301".repeat(before)}a漢a👩‍👩‍👧`;
    expect([...graphemes(source)]).toEqual(whole(source));
  }
});

it("take time in proportion to the text", () => {
  const start = performance.now();
  let count = 0;
  for (const _ of graphemes("漢".repeat(150_000))) count++;
  expect(count).toBe(150_000);
  // Node's own segmenter takes longer than half a minute.
  expect(performance.now() - start).toBeLessThan(15_000);
});
