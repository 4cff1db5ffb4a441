import fc from "fast-check";
import { expect, it } from "vitest";
import { divide } from "./divide.js";

const prefix = Int32Array.of(-1);
const suffix = Int32Array.of(-2, -3);

it("keeps every token, in inputs of about equal length that are no longer than allowed", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(), { minLength: 1, maxLength: 80 }),
      fc.integer({ min: 4, max: 30 }),
      (text, maxLength) => {
        const parts = divide(Int32Array.from(text), { maxLength, prefix, suffix });
        const inner = parts.map((part) => [...part].slice(1, -2));
        expect(inner.flat()).toEqual(text);
        expect(parts.every((part) => part[0] === -1 && part.at(-2) === -2 && part.at(-1) === -3)).toBe(true);
        const lengths = parts.map((part) => part.length);
        expect(Math.max(...lengths)).toBeLessThanOrEqual(maxLength);
        expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1);
        expect(parts).toHaveLength(Math.ceil(text.length / (maxLength - 3)));
      },
    ),
  );
});

it("refuses a length without room", () => {
  expect(() => divide(Int32Array.of(1), { maxLength: 3, prefix, suffix })).toThrow(/no room/);
});
