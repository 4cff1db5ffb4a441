import { present } from "../../shared/index.js";

/** A tensor as plain numbers, row by row: what the references of the tests compute with. */
export interface Plain {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/** Every index of a shape, in row-major order. */
export function* indices(shape: readonly number[]): Generator<readonly number[]> {
  const [size, ...rest] = shape;
  if (size === undefined) {
    yield [];
    return;
  }
  for (let i = 0; i < size; i++) for (const tail of indices(rest)) yield [i, ...tail];
}

/** The tensor whose elements are a function of their index. */
export function fill(shape: readonly number[], element: (index: readonly number[]) => number): Plain {
  return { shape, data: Array.from(indices(shape), element) };
}

/** Where an element lies; missing leading axes and axes of size 1 broadcast. */
export function offset(shape: readonly number[], index: readonly number[]): number {
  const skipped = index.length - shape.length;
  return shape.reduce((total, size, axis) => total * size + (size === 1 ? 0 : (index[axis + skipped] ?? 0)), 0);
}

/** The element at an index, by NumPy's broadcasting. */
export function at(x: Plain, index: readonly number[]): number {
  return present(x.data[offset(x.shape, index)], `element [${index}] of [${x.shape}]`);
}

/** A function of each element. */
export function map(x: Plain, f: (value: number) => number): Plain {
  return { shape: x.shape, data: x.data.map(f) };
}
