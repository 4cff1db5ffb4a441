import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { divideEncoded, divideWindows, type WindowOptions, windowSpans, windowStats } from "./windows.js";

const count = (length: number): Int32Array => Int32Array.from({ length }, (_, index) => index + 10);

const CASE = fc
  .record({
    room: fc.integer({ min: 1, max: 20 }),
    length: fc.integer({ min: 1, max: 200 }),
    maxWindows: fc.integer({ min: 1, max: 9 }),
  })
  .chain((options) => fc.record({ ...constants(options), stride: fc.integer({ min: 1, max: options.room }) }));

function constants({ room, length, maxWindows }: { room: number; length: number; maxWindows: number }) {
  return { room: fc.constant(room), length: fc.constant(length), maxWindows: fc.constant(maxWindows) };
}

const SPECIALS = { prefix: Int32Array.of(1), suffix: Int32Array.of(2) };

describe("windows of a text", () => {
  it("begin a stride apart, and the last ends with the text", () => {
    expect(windowSpans(10, { maxLength: 4, stride: 3, maxWindows: 8 })).toEqual([
      [0, 4],
      [3, 7],
      [6, 10],
    ]);
    expect(windowSpans(9, { maxLength: 4, stride: 3, maxWindows: 8 })).toEqual([
      [0, 4],
      [3, 7],
      [5, 9],
    ]);
  });

  it("overlap by a quarter where nothing else is said", () => {
    expect(windowSpans(14, { maxLength: 10, ...SPECIALS, maxWindows: 8 })).toEqual([
      [0, 8],
      [6, 14],
    ]);
  });

  it("are those of the beginning where there are too many", () => {
    expect(windowSpans(100, { maxLength: 4, stride: 4, maxWindows: 2 })).toEqual([
      [0, 4],
      [4, 8],
    ]);
  });

  it("have their special tokens and places", () => {
    const ids = count(5);
    const options: WindowOptions = { maxLength: 5, stride: 2, maxWindows: 8, ...SPECIALS };
    expect(divideWindows(ids, options).map((window) => [...window])).toEqual([
      [1, 10, 11, 12, 2],
      [1, 12, 13, 14, 2],
    ]);
    const offsets = Array.from(ids, (_, at) => [at * 2, at * 2 + 1] as const);
    const second = divideEncoded({ ids, offsets, words: Int32Array.from(ids.keys()) }, options)[1];
    expect(second?.offsets).toEqual([
      [0, 0],
      [4, 5],
      [6, 7],
      [8, 9],
      [0, 0],
    ]);
    expect([...(second?.words ?? [])]).toEqual([-1, 2, 3, 4, -1]);
  });

  it("refuse a stride that leaves tokens out", () => {
    expect(() => windowSpans(10, { maxLength: 4, stride: 5, maxWindows: 2 })).toThrow("set stride to 4 or less");
  });

  it("leave no gap, are full, and hold the whole text unless there are too many", () => {
    fc.assert(
      fc.property(CASE, ({ room, length, stride, maxWindows }) => {
        const spans = windowSpans(length, { maxLength: room, stride, maxWindows });
        expect(spans.length).toBeLessThanOrEqual(maxWindows);
        let covered = 0;
        for (const [start, end] of spans) {
          expect(start).toBeLessThanOrEqual(covered);
          expect(end).toBeGreaterThan(covered);
          expect(end - start).toBe(Math.min(room, length));
          covered = end;
        }
        if (covered < length) expect(spans.length).toBe(maxWindows);
      }),
    );
  });

  it("are counted as they are made", () => {
    const texts = [count(3), count(9), count(30)];
    const options: WindowOptions = { maxLength: 4, stride: 3, maxWindows: 3 };
    expect(windowStats(texts, options)).toEqual({
      several: 2,
      severalShare: 2 / 3,
      windows: texts.flatMap((text) => divideWindows(text, options)).length,
      mean: 7 / 3,
      most: 3,
      beyond: 1,
    });
  });
});
