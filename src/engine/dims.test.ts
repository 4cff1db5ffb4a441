import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { broadcast, coefficientOf, type Dim, normalAxis, product, resolveShape, sum, symbolsOf } from "./dims.js";

const SIZES = new Map([
  ["A", 2],
  ["B", 3],
  ["T", 5],
  ["U", 7],
]);

const symbol = fc.constantFrom(...SIZES.keys());
const number = fc.integer({ min: 1, max: 12 });

/** Numbers, symbols and products of them. */
const dim: fc.Arbitrary<Dim> = fc.tuple(number, fc.array(symbol, { maxLength: 3 })).map(([n, s]) => product([n, ...s]));

const resolve = (shape: readonly Dim[]): number[] => resolveShape(shape, SIZES);
const multiply = (sizes: readonly number[]): number => sizes.reduce((total, size) => total * size, 1);

/** NumPy's rule on numbers, axis by axis from the last. */
function broadcastNumbers(a: readonly number[], b: readonly number[]): number[] | undefined {
  const rank = Math.max(a.length, b.length);
  const [x, y] = [a, b].map((shape) => [...new Array<number>(rank - shape.length).fill(1), ...shape]);
  const pairs = (x as number[]).map((size, axis) => [size, (y as number[])[axis] as number] as const);
  if (pairs.some(([p, q]) => p !== q && p !== 1 && q !== 1)) return undefined;
  return pairs.map(([p, q]) => (p === 1 ? q : p));
}

describe("dimensions", () => {
  it("a product has the size of its factors' sizes multiplied", () => {
    fc.assert(
      fc.property(fc.array(dim, { maxLength: 4 }), (dims) => {
        expect(resolve([product(dims)])[0]).toBe(multiply(resolve(dims)));
      }),
    );
  });

  it("a product does not depend on the order of its factors, nor on how they are grouped", () => {
    fc.assert(
      fc.property(fc.array(dim, { minLength: 1, maxLength: 4 }), fc.nat(4), (dims, cut) => {
        expect(product([...dims].reverse())).toBe(product(dims));
        expect(product([product(dims.slice(0, cut)), product(dims.slice(cut))])).toBe(product(dims));
      }),
    );
  });

  it("a product falls apart into its coefficient and its symbols", () => {
    fc.assert(
      fc.property(dim, (value) => {
        expect(product([coefficientOf(value), ...symbolsOf(value)])).toBe(value);
      }),
    );
  });

  it("a sum, where there is one, has the size of its terms' sizes added", () => {
    const terms = fc.array(fc.tuple(number, fc.constantFrom("", "T", "B*T")), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(terms, (parts) => {
        const dims = parts.map(([n, s]) => (s === "" ? n : product([n, ...s.split("*")])));
        const total = sum(dims);
        if (total === undefined) expect(new Set(parts.map(([, s]) => s)).size).toBeGreaterThan(1);
        else expect(resolve([total])[0]).toBe(resolve(dims).reduce((a, b) => a + b, 0));
      }),
    );
  });

  it("sums equal symbols, and refuses different ones", () => {
    expect(sum(["T", "T", "2*T"])).toBe("4*T");
    expect(sum([3, 4])).toBe(7);
    expect(sum(["T", 1])).toBeUndefined();
    expect(sum(["T", "B"])).toBeUndefined();
  });

  it("writes products in one way", () => {
    expect(product(["T", 2, "B", 2])).toBe("4*B*T");
    expect(product([2, 3])).toBe(6);
    expect(product(["B", 0])).toBe(0);
    expect(product([])).toBe(1);
  });
});

describe("broadcasting", () => {
  const shape = fc.array(fc.constantFrom(1, 1, 2, 3), { maxLength: 4 });

  it("is NumPy's on numbers", () => {
    fc.assert(
      fc.property(shape, shape, (a, b) => {
        expect(broadcast(a, b)).toEqual(broadcastNumbers(a, b));
      }),
    );
  });

  it("is as symmetric over symbols as over numbers", () => {
    const symbolic = fc.array(fc.constantFrom<Dim>(1, 4, "B", "T", "2*B"), { maxLength: 4 });
    fc.assert(
      fc.property(symbolic, symbolic, (a, b) => {
        const both = broadcast(a, b);
        expect(broadcast(b, a)).toEqual(both);
        if (both) expect(resolve(both)).toEqual(broadcastNumbers(resolve(a), resolve(b)));
      }),
    );
  });
});

it("counts axes from the back where they are negative", () => {
  expect([-1, -3, 0, 2].map((axis) => normalAxis(axis, 3))).toEqual([2, 0, 0, 2]);
  expect(() => normalAxis(3, 3)).toThrow("axis 3 is outside a tensor of rank 3");
  expect(() => normalAxis(-4, 3)).toThrow("axis -4");
});

it("says which symbol has no size", () => {
  expect(() => resolveShape(["B", "3*N"], SIZES)).toThrow("the size of N is not known");
});
