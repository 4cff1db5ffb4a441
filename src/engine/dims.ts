import { invariant } from "../shared/index.js";

/**
 * One dimension of a shape: a number, a symbol ("B", "T"), or a product of them in canonical form ("4*B*T"): the number
 * first, then the symbols in alphabetical order.
 */
export type Dim = number | string;

/** The dimensions of a tensor, outermost first. */
export type Shape = readonly Dim[];

interface Factors {
  readonly number: number;
  readonly symbols: readonly string[];
}

function factors(dim: Dim): Factors {
  if (typeof dim === "number") return { number: dim, symbols: [] };
  const parts = dim.split("*");
  const first = Number(parts[0]);
  return Number.isNaN(first) ? { number: 1, symbols: parts } : { number: first, symbols: parts.slice(1) };
}

function fromFactors({ number, symbols }: Factors): Dim {
  if (symbols.length === 0 || number === 0) return number;
  return [...(number === 1 ? [] : [String(number)]), ...[...symbols].sort()].join("*");
}

/** The symbols of a dimension, with repeats. */
export function symbolsOf(dim: Dim): readonly string[] {
  return factors(dim).symbols;
}

/** The numeric factor of a dimension. */
export function coefficientOf(dim: Dim): number {
  return factors(dim).number;
}

/** The product of dimensions; of none, 1. */
export function product(dims: Shape): Dim {
  let number = 1;
  const symbols: string[] = [];
  for (const dim of dims) {
    const f = factors(dim);
    number *= f.number;
    symbols.push(...f.symbols);
  }
  return fromFactors({ number, symbols });
}

/** The sum of dimensions, where all are numbers or all are multiples of the same symbols; undefined otherwise. */
export function sum(dims: Shape): Dim | undefined {
  const parts = dims.map(factors);
  const symbols = [...(parts[0]?.symbols ?? [])].sort().join("*");
  if (parts.some((part) => [...part.symbols].sort().join("*") !== symbols)) return undefined;
  const number = parts.reduce((total, part) => total + part.number, 0);
  return fromFactors({ number, symbols: parts[0]?.symbols ?? [] });
}

/** Whether two shapes are the same, dimension by dimension. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dim, axis) => dim === b[axis]);
}

/** The shape that two shapes broadcast to by NumPy's rule, or undefined where they don't. */
export function broadcast(a: Shape, b: Shape): Shape | undefined {
  const rank = Math.max(a.length, b.length);
  const result: Dim[] = [];
  for (let i = 0; i < rank; i++) {
    const x = a[a.length - rank + i] ?? 1;
    const y = b[b.length - rank + i] ?? 1;
    if (x !== y && x !== 1 && y !== 1) return undefined;
    result.push(x === 1 ? y : x);
  }
  return result;
}

/** An axis counted from the front: −1 is the last of `rank` axes. */
export function normalAxis(axis: number, rank: number): number {
  const result = axis < 0 ? axis + rank : axis;
  invariant(result >= 0 && result < rank, `axis ${axis} is outside a tensor of rank ${rank}`);
  return result;
}

/** A shape as text: "[B,T,4]". */
export function formatShape(shape: Shape): string {
  return `[${shape.join(",")}]`;
}

/** The shape with each symbol replaced by its number. */
export function resolveShape(shape: Shape, symbols: ReadonlyMap<string, number>): number[] {
  return shape.map((dim) => {
    const { number, symbols: names } = factors(dim);
    return names.reduce((total, name) => {
      const size = symbols.get(name);
      invariant(size !== undefined, `the size of ${name} is not known`);
      return total * size;
    }, number);
  });
}
