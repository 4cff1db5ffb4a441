import { describe, expect, it } from "vitest";
import { INPUT, POSITIONS_INPUT, TOKEN_HEAD } from "../models/index.js";
import { Rng } from "../shared/index.js";
import { maskedFeeds } from "./mlm-feeds.js";

const vocabulary = {
  maskId: 1,
  isSpecial: Uint8Array.of(1, 1, 1, 0, 0, 0, 0, 0, 0, 0),
  ordinary: Int32Array.of(3, 4, 5, 6, 7, 8, 9),
};
const texts = [Int32Array.of(2, 3, 4, 5, 2), Int32Array.of(2, 6, 2), Int32Array.of(2, 7, 8, 9, 7, 8, 2)];
const options = (probability: number) => ({
  padding: { padId: 0, fixedTime: 8 },
  masking: { vocabulary, probability, mask: 1, random: 0 },
  rngOf: (row: number) => Rng.fromSeed(row),
});
const numbers = (data: unknown) => Array.from(data as Int32Array);

describe("maskedFeeds", () => {
  it("counts places over the padded rows, with what stood there", () => {
    const { feeds, tokens, hidden, batch, time } = maskedFeeds(texts, [2, 0], options(0.9999));
    expect([batch, time, tokens, hidden]).toEqual([2, 8, 12, 8]);
    expect(numbers(feeds[INPUT.ids]?.data)).toEqual([2, 1, 1, 1, 1, 1, 2, 0, 2, 1, 1, 1, 2, 0, 0, 0]);
    expect(numbers(feeds[INPUT.lengths]?.data)).toEqual([7, 5]);
    const positions = numbers(feeds[POSITIONS_INPUT]?.data);
    const targets = numbers(feeds[INPUT.targets(TOKEN_HEAD)]?.data);
    expect(positions.slice(0, 8)).toEqual([1, 2, 3, 4, 5, 9, 10, 11]);
    expect(targets.slice(0, 8)).toEqual([7, 8, 9, 7, 8, 3, 4, 5]);
    expect(positions).toHaveLength(targets.length);
    expect(targets.slice(8).every((target) => target === -1)).toBe(true);
  });

  it("feeds places that count nothing where nothing is hidden", () => {
    const { feeds, hidden } = maskedFeeds(texts, [1], options(1e-9));
    expect(hidden).toBe(0);
    expect(new Set(numbers(feeds[INPUT.targets(TOKEN_HEAD)]?.data))).toEqual(new Set([-1]));
  });

  it("hides the same of a row in whatever batch it is", () => {
    const hiddenOf = (rows: number[]) => {
      const { feeds, time } = maskedFeeds(texts, rows, options(0.5));
      const targets = numbers(feeds[INPUT.targets(TOKEN_HEAD)]?.data);
      return numbers(feeds[POSITIONS_INPUT]?.data).flatMap((at, index) =>
        (targets[index] as number) < 0 ? [] : [[rows[Math.floor(at / time)], at % time, targets[index]]],
      );
    };
    expect(hiddenOf([0, 1, 2]).length).toBeGreaterThan(0);
    expect(hiddenOf([0, 1, 2])).toEqual([...hiddenOf([0]), ...hiddenOf([1]), ...hiddenOf([2])]);
  });
});
