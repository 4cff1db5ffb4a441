/** Element types of tensors. */
export type DType = "f32" | "f64" | "i32" | "i64" | "u8" | "i8" | "bool";

/** Element types of real numbers. */
export type FloatType = "f32" | "f64";

/** The array that holds the elements of each type; bool is one byte an element. */
export interface DataOf {
  f32: Float32Array;
  f64: Float64Array;
  i32: Int32Array;
  i64: BigInt64Array;
  u8: Uint8Array;
  i8: Int8Array;
  bool: Uint8Array;
}

/** Whether elements are real numbers. */
export function isFloat(dtype: DType): dtype is FloatType {
  return dtype === "f32" || dtype === "f64";
}
