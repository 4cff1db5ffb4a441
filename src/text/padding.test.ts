import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { padBatch, padValues } from "./padding.js";

describe("padBatch", () => {
  it("pads to the longest row, rounded up", () => {
    const batch = padBatch([Int32Array.of(5, 6, 7), Int32Array.of(8)], { padId: 9, multipleOf: 4 });
    expect(batch).toEqual({
      ids: Int32Array.of(5, 6, 7, 9, 8, 9, 9, 9),
      lengths: Int32Array.of(3, 1),
      batch: 2,
      time: 4,
    });
  });

  it.each([
    [1, 1],
    [19, 19],
    [21, 22],
    [39, 40],
    [41, 44],
    [79, 80],
    [81, 88],
    [250, 256],
  ])("rounds %d up to %d: a tenth more at most", (length, time) => {
    expect(padBatch([new Int32Array(length)], { padId: 0 }).time).toBe(time);
    expect(time / length).toBeLessThan(1.1);
  });

  it("pads to a fixed length", () => {
    expect(padBatch([Int32Array.of(5)], { padId: 0, length: 3 })).toMatchObject({
      time: 3,
      ids: Int32Array.of(5, 0, 0),
    });
  });

  it("holds every row, then padding only", () => {
    const row = fc
      .array(fc.integer({ min: 1 }), { minLength: 1, maxLength: 20 })
      .map((values) => Int32Array.from(values));
    fc.assert(
      fc.property(fc.array(row, { maxLength: 6 }), fc.integer({ min: 1, max: 9 }), (rows, multipleOf) => {
        const { ids, lengths, time } = padBatch(rows, { padId: 0, multipleOf });
        expect(time % multipleOf).toBe(0);
        expect(time).toBeLessThan(Math.max(0, ...lengths) + multipleOf);
        expect(ids).toHaveLength(rows.length * time);
        for (const [index, values] of rows.entries()) {
          const padded = ids.subarray(index * time, (index + 1) * time);
          expect(padded.subarray(0, lengths[index])).toEqual(values);
          expect(padded.subarray(lengths[index]).every((id) => id === 0)).toBe(true);
        }
      }),
    );
  });

  it("takes empty rows and rows that do not fit for faults", () => {
    expect(() => padBatch([new Int32Array(0)], { padId: 0 })).toThrow("an empty sequence");
    expect(() => padBatch([new Int32Array(4)], { padId: 0, length: 3 })).toThrow("4 ids does not fit a length of 3");
  });
});

describe("padValues", () => {
  it("pads with zeros", () => {
    expect(padValues([Float32Array.of(1, 2), Float32Array.of(3)], 3)).toEqual(Float32Array.of(1, 2, 0, 3, 0, 0));
    expect(() => padValues([new Float32Array(4)], 3)).toThrow("4 values does not fit a length of 3");
  });
});
