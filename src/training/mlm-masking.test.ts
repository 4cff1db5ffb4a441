import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Rng } from "../shared/index.js";
import type { MaskingVocabulary } from "../text/index.js";
import { type MaskingOptions, maskTokens } from "./mlm-masking.js";

const SIZE = 200;
const MASK = 4;
/** Ids below 5 are special; every third of the others begins a word. */
const vocabulary: MaskingVocabulary = {
  maskId: MASK,
  isSpecial: Uint8Array.from({ length: SIZE }, (_, id) => (id < 5 ? 1 : 0)),
  ordinary: Int32Array.from({ length: SIZE - 5 }, (_, index) => index + 5),
};
const wholeWords = { ...vocabulary, startsWord: Uint8Array.from({ length: SIZE }, (_, id) => (id % 3 === 0 ? 1 : 0)) };
const usual: MaskingOptions = { vocabulary, probability: 0.15, mask: 0.8, random: 0.1 };

const texts = fc.array(fc.integer({ min: 0, max: SIZE - 1 }), { minLength: 1, maxLength: 60 });
const seeds = fc.integer({ min: 0, max: 1e6 });
const rng = (seed: number) => Rng.fromSeed(seed);

/** The words of a text: runs of ordinary tokens, cut where one begins. */
function wordsOf(ids: Int32Array): number[][] {
  const words: number[][] = [];
  ids.forEach((id, at) => {
    if (id < 5) return;
    const begins = at === 0 || (ids[at - 1] as number) < 5 || wholeWords.startsWord[id] === 1;
    if (begins) words.push([]);
    words.at(-1)?.push(at);
  });
  return words;
}

/** What became of many tokens, as shares. */
function countWays(options: MaskingOptions, length: number, rounds: number) {
  const ids = Int32Array.from({ length }, (_, at) => (at === 0 || at === length - 1 ? 2 : 5 + ((at * 7) % (SIZE - 5))));
  const counts = { chosen: 0, mask: 0, same: 0, other: 0 };
  for (let round = 0; round < rounds; round++) {
    const { ids: masked, positions } = maskTokens(ids, options, rng(round));
    counts.chosen += positions.length;
    for (const at of positions) {
      if (masked[at] === MASK) counts.mask++;
      else if (masked[at] === ids[at]) counts.same++;
      else counts.other++;
    }
  }
  const share = (count: number) => count / counts.chosen;
  return {
    chosen: counts.chosen / ((length - 2) * rounds),
    mask: share(counts.mask),
    same: share(counts.same),
    other: share(counts.other),
  };
}

describe("maskTokens", () => {
  it.each([
    ["tokens", vocabulary],
    ["whole words", wholeWords],
  ])("never touches special tokens, tells what stood where, and leaves the rest, by %s", (_, own) => {
    fc.assert(
      fc.property(texts, seeds, (text, seed) => {
        const ids = Int32Array.from(text);
        const { ids: masked, positions, targets } = maskTokens(ids, { ...usual, vocabulary: own }, rng(seed));
        expect(targets).toEqual(positions.map((at) => ids[at]));
        expect([...positions].sort((a, b) => a - b)).toEqual(positions);
        expect(targets.filter((id) => id < 5)).toEqual([]);
        const restored = masked.slice();
        positions.forEach((at, index) => {
          restored[at] = targets[index] as number;
          expect(masked[at] === MASK || (masked[at] as number) >= 5).toBe(true);
        });
        expect(restored).toEqual(ids);
      }),
    );
  });

  it("chooses all pieces of a word or none", () => {
    fc.assert(
      fc.property(texts, seeds, (text, seed) => {
        const ids = Int32Array.from(text);
        const options = { ...usual, vocabulary: wholeWords, probability: 0.4 };
        const chosen = new Set(maskTokens(ids, options, rng(seed)).positions);
        for (const word of wordsOf(ids)) expect(new Set(word.map((at) => chosen.has(at))).size).toBe(1);
      }),
    );
  });

  it("is a function of the stream, and another one for another stream", () => {
    const ids = Int32Array.from({ length: 300 }, (_, at) => 5 + (at % 100));
    expect(maskTokens(ids, usual, rng(3))).toEqual(maskTokens(ids, usual, rng(3)));
    expect(maskTokens(ids, usual, rng(3)).positions).not.toEqual(maskTokens(ids, usual, rng(4)).positions);
  });

  // 100,000 draws or more: six deviations of a share of 0.15 are 0.007, of 0.8 among the 15,000 chosen 0.02.
  it.each([
    ["texts of 3 tokens", vocabulary, 5, 40_000],
    ["long texts", vocabulary, 252, 480],
    ["whole words", wholeWords, 252, 960],
  ])("chooses 15 % of the tokens, of which 80 % become the mask and 10 % random, in %s", (_, own, length, rounds) => {
    const { chosen, mask, same, other } = countWays({ ...usual, vocabulary: own }, length, rounds);
    expect(Math.abs(chosen - 0.15)).toBeLessThan(0.01);
    expect(Math.abs(mask - 0.8)).toBeLessThan(0.02);
    // A random token is the same as before once in 195.
    expect(Math.abs(other - 0.1 * (194 / 195))).toBeLessThan(0.015);
    expect(Math.abs(same - (0.1 + 0.1 / 195))).toBeLessThan(0.015);
  });

  it("follows other shares", () => {
    const { chosen, mask, same } = countWays({ ...usual, probability: 0.4, mask: 1, random: 0 }, 252, 200);
    expect(Math.abs(chosen - 0.4)).toBeLessThan(0.02);
    expect([mask, same]).toEqual([1, 0]);
  });

  it("draws random tokens from all ordinary ones", () => {
    const ids = new Int32Array(4000).fill(5);
    const { ids: masked } = maskTokens(ids, { ...usual, probability: 0.99, mask: 0, random: 1 }, rng(1));
    expect(new Set(masked).size).toBe(SIZE - 5);
  });
});
