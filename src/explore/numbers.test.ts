import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { histogram, summarizeNumbers } from "./numbers.js";

describe("summarizeNumbers", () => {
  it("gives what numpy and pandas give", () => {
    // numpy.percentile([3, 1, 4, 1, 5, 9], [25, 50, 75]) and pandas.Series.std
    const { sd, ...rest } = summarizeNumbers([3, 1, 4, 1, 5, 9]);
    expect(rest).toEqual({ count: 6, sum: 23, mean: 23 / 6, min: 1, q1: 1.5, median: 3.5, q3: 4.75, max: 9 });
    expect(sd).toBeCloseTo(2.994439, 6);
  });

  it("of one number is that number, of none is 0", () => {
    expect(summarizeNumbers([7])).toEqual({
      count: 1,
      sum: 7,
      mean: 7,
      sd: 0,
      min: 7,
      q1: 7,
      median: 7,
      q3: 7,
      max: 7,
    });
    expect(summarizeNumbers([])).toMatchObject({ count: 0, mean: 0, sd: 0, max: 0 });
  });
});

describe("histogram", () => {
  it("has bars of a round width, and one for what is far out", () => {
    const values = [...Array.from({ length: 99 }, (_, value) => value), 10_000];
    const { width, counts, beyond } = histogram(values);
    expect(width).toBe(5);
    expect(counts).toEqual([...Array.from({ length: 19 }, () => 5), 4, 1]);
    expect(beyond).toBe(1);
  });

  it("counts every value once, in its bar", () => {
    const values = fc.array(fc.nat({ max: 5000 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(values, (numbers) => {
        const { width, counts } = histogram(numbers);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(numbers.length);
        expect(counts.length).toBeLessThanOrEqual(42);
        const inFirst = numbers.filter((value) => value < width).length;
        expect(counts[0]).toBe(counts.length === 1 ? numbers.length : inFirst);
      }),
    );
  });
});
