/** What holds the values of a tensor in memory. */
export type TensorData =
  | Float64Array
  | Float32Array
  | BigInt64Array
  | BigUint64Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array;

/**
 * The element types of the format that are read, largest first: the order in which the reference writes tensors, so
 * that each lies aligned. F16 and BF16 are widened to a Float32Array; BOOL is a Uint8Array of 0 and 1.
 */
export const DTYPES = [
  "U64",
  "I64",
  "F64",
  "F32",
  "U32",
  "I32",
  "BF16",
  "F16",
  "U16",
  "I16",
  "I8",
  "U8",
  "BOOL",
] as const;

/** A name of an element type, as the file has it. */
export type Dtype = (typeof DTYPES)[number];

/** Bytes of one element in the file. */
export const BYTES_PER_ELEMENT: { readonly [D in Dtype]: number } = {
  U64: 8,
  I64: 8,
  F64: 8,
  F32: 4,
  U32: 4,
  I32: 4,
  BF16: 2,
  F16: 2,
  U16: 2,
  I16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
};

/** Whether the text names an element type that is read. */
export function isDtype(text: string): text is Dtype {
  return (DTYPES as readonly string[]).includes(text);
}

/** The element type that a typed array is written as. */
export function dtypeOf(data: TensorData): Dtype {
  if (data instanceof Float32Array) return "F32";
  if (data instanceof Float64Array) return "F64";
  if (data instanceof BigInt64Array) return "I64";
  if (data instanceof BigUint64Array) return "U64";
  if (data instanceof Int32Array) return "I32";
  if (data instanceof Uint32Array) return "U32";
  if (data instanceof Int16Array) return "I16";
  if (data instanceof Uint16Array) return "U16";
  if (data instanceof Int8Array) return "I8";
  return "U8";
}

/** The values of a tensor from its bytes, which must lie at the start of their buffer and fill it. */
export function decode(dtype: Dtype, bytes: ArrayBuffer): TensorData {
  switch (dtype) {
    case "U64":
      return new BigUint64Array(bytes);
    case "I64":
      return new BigInt64Array(bytes);
    case "F64":
      return new Float64Array(bytes);
    case "F32":
      return new Float32Array(bytes);
    case "U32":
      return new Uint32Array(bytes);
    case "I32":
      return new Int32Array(bytes);
    case "BF16":
      return widenBfloat16(new Uint16Array(bytes));
    case "F16":
      return widenFloat16(new Uint16Array(bytes));
    case "U16":
      return new Uint16Array(bytes);
    case "I16":
      return new Int16Array(bytes);
    case "I8":
      return new Int8Array(bytes);
    case "U8":
    case "BOOL":
      return new Uint8Array(bytes);
  }
}

/** bfloat16 is the upper half of a float32. */
function widenBfloat16(halves: Uint16Array): Float32Array {
  const words = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) words[i] = (halves[i] as number) << 16;
  return new Float32Array(words.buffer);
}

/** IEEE 754 binary16: a sign, 5 bits of exponent (bias 15), 10 of fraction. */
function widenFloat16(halves: Uint16Array): Float32Array {
  const values = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i] as number;
    const exponent = (half >> 10) & 31;
    const fraction = half & 1023;
    const sign = half >> 15 === 0 ? 1 : -1;
    if (exponent === 0) values[i] = sign * fraction * 2 ** -24;
    else if (exponent < 31) values[i] = sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
    else values[i] = fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  }
  return values;
}
