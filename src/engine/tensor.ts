import type { DataOf, DType } from "./dtype.js";

/** A tensor of numbers: elements in row-major order. */
export interface Tensor<T extends DType = DType> {
  readonly dtype: T;
  readonly shape: readonly number[];
  readonly data: DataOf[T];
}

/** A tensor over the given elements, which are not copied. */
export function tensor<T extends DType>(dtype: T, shape: readonly number[], data: DataOf[T]): Tensor<T> {
  return { dtype, shape, data };
}

/** How many elements a shape has. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((total, size) => total * size, 1);
}

/** The elements of a tensor of real numbers. */
export function realData(value: Tensor): Float32Array | Float64Array {
  if (value.data instanceof Float32Array || value.data instanceof Float64Array) return value.data;
  throw new TypeError(`a tensor of ${value.dtype} holds no real numbers`);
}
