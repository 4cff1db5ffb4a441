import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDecimal } from "./decimal.js";

const parse = (text: string) => parseDecimal(Buffer.from(text), 0, Buffer.byteLength(text));

describe("parseDecimal", () => {
  it("gives the number that JavaScript gives, to the bit", () => {
    const digits = fc.stringMatching(/^[-+]?\d{0,12}\.?\d{0,12}$/u).filter((text) => /\d/u.test(text));
    const numbers = fc.oneof(digits, fc.double({ noNaN: true, noDefaultInfinity: true }).map(String));
    fc.assert(
      fc.property(numbers, (text) => {
        expect(parse(text)).toBe(Number(text));
      }),
      { numRuns: 3000, examples: [["-0.038194"], ["0.1234567890123456789"], ["1e-7"], [".5"], ["5."], ["-0"], ["+3"]] },
    );
  });

  it("reads only its part of the bytes", () => {
    expect(parseDecimal(Buffer.from("12 3.25 7"), 3, 7)).toBe(3.25);
  });

  it("takes all else for no number", () => {
    for (const text of ["", "-", ".", "1.2.3", "0x10", "1,5", "Infinity", "nan", "1e", "--1", " 1"]) {
      expect(parse(text)).toBeNaN();
    }
  });
});
