import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LongText, truncate, truncateEncoded, truncationStats } from "./truncate.js";

const ids = (...values: number[]) => Int32Array.from(values);

describe("truncate", () => {
  const text = ids(1, 2, 3, 4, 5, 6, 7);

  it.each<[LongText, number[]]>([
    ["head", [1, 2, 3, 4, 5]],
    ["tail", [3, 4, 5, 6, 7]],
    ["head_tail", [1, 2, 3, 6, 7]],
  ])("keeps the %s", (longText, expected) => {
    expect([...truncate(text, { maxLength: 5, longText })]).toEqual(expected);
    const special = { prefix: ids(101), suffix: ids(102) };
    expect([...truncate(text, { maxLength: 7, longText, ...special })]).toEqual([101, ...expected, 102]);
  });

  it.each<[LongText, number[]]>([
    ["head", [0, 1, 2]],
    ["tail", [4, 5, 6]],
    ["head_tail", [0, 1, 6]],
  ])("keeps the places of the %s; special tokens have none", (longText, kept) => {
    const offsets = Array.from(text, (id) => [2 * id, 2 * id + 1] as const);
    const encoded = { ids: text, offsets, words: Int32Array.from(text.keys()) };
    const options = { maxLength: 5, longText, prefix: ids(101), suffix: ids(102) };
    expect(truncateEncoded(encoded, options)).toEqual({
      ids: truncate(text, options),
      offsets: [[0, 0], ...kept.map((at) => offsets[at]), [0, 0]],
      words: Int32Array.of(-1, ...kept, -1),
    });
    expect(truncateEncoded(encoded, { maxLength: 7 })).toEqual(encoded);
  });

  it("never exceeds the length, keeps order and special tokens, and leaves short texts whole", () => {
    const array = (maxLength: number) => fc.array(fc.nat(99), { maxLength }).map((values) => Int32Array.from(values));
    const kinds = fc.constantFrom<LongText>("head", "tail", "head_tail");
    fc.assert(
      fc.property(
        array(30),
        array(3),
        array(3),
        fc.integer({ min: 7, max: 40 }),
        kinds,
        (long, prefix, suffix, maxLength, longText) => {
          const options = { maxLength, longText, prefix, suffix };
          const result = truncate(long, options);
          const room = maxLength - prefix.length - suffix.length;
          const body = result.subarray(prefix.length, result.length - suffix.length);
          expect(body.length).toBe(Math.min(long.length, room));
          expect(result.subarray(0, prefix.length)).toEqual(prefix);
          expect(result.subarray(result.length - suffix.length)).toEqual(suffix);
          if (long.length <= room) expect(body).toEqual(long);
          expect(truncationStats([long], options).dropped).toBe(long.length - body.length);
        },
      ),
    );
  });

  it("refuses a length without room for the text", () => {
    const options = { maxLength: 2, prefix: ids(101), suffix: ids(102) };
    expect(() => truncate(text, options)).toThrow(/CONFIG_CONFLICT.*text\.max_length[\s\S]*max_length to 3 or more/u);
  });
});

describe("truncationStats", () => {
  it("counts cut texts and dropped tokens", () => {
    expect(truncationStats([ids(1), ids(1, 2, 3, 4), ids(1, 2, 3)], { maxLength: 3 })).toEqual({
      texts: 3,
      cut: 1,
      cutShare: 1 / 3,
      tokens: 8,
      dropped: 1,
      droppedShare: 1 / 8,
      longest: 4,
    });
    expect(truncationStats([], { maxLength: 3 })).toMatchObject({ cutShare: 0, droppedShare: 0 });
  });
});
