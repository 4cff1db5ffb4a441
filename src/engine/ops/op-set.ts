import type { Shape } from "../dims.js";
import type { DType } from "../dtype.js";

/** An op without attributes. */
export type NoAttributes = Readonly<Record<string, never>>;

/** Axes to reduce over, counted from the front; `keepDims` leaves them with size 1. */
export interface ReduceAttributes {
  readonly axes: readonly number[];
  readonly keepDims: boolean;
}

/** Whether the last two axes of an operand are swapped before the product. */
export interface ProductAttributes {
  readonly transA: boolean;
  readonly transB: boolean;
}

/** Bits of the right operand of a product in 8 bits: 7 where the machine's sums of 8-bit products saturate. */
export type Int8Bits = 7 | 8;

/** What `quantize` makes of its operand. */
export type QuantizeAttributes =
  | { readonly to: "u8"; readonly bits: 8; readonly per: "tensor" }
  | { readonly to: "i8"; readonly bits: Int8Bits; readonly per: "tensor" | "row" };

/**
 * The closed set of ops, each with its attributes. Shape inference, gradients and ONNX lowering are tables that are
 * total over this set: an op without its rules does not compile.
 */
export interface OpAttributes {
  /** A small tensor written into the graph; `data` in row-major order. */
  constant: { readonly dtype: DType; readonly shape: readonly number[]; readonly data: readonly number[] };

  // element by element
  neg: NoAttributes;
  exp: NoAttributes;
  log: NoAttributes;
  sqrt: NoAttributes;
  reciprocal: NoAttributes;
  abs: NoAttributes;
  sign: NoAttributes;
  tanh: NoAttributes;
  sigmoid: NoAttributes;
  relu: NoAttributes;
  erf: NoAttributes;
  gelu: NoAttributes;
  cast: { readonly to: DType };

  // element by element over two tensors that broadcast
  add: NoAttributes;
  sub: NoAttributes;
  mul: NoAttributes;
  div: NoAttributes;
  max: NoAttributes;
  min: NoAttributes;
  less: NoAttributes;
  equal: NoAttributes;
  /** (condition, a, b): a where the condition holds, b elsewhere. */
  select: NoAttributes;

  // along axes
  reduce_sum: ReduceAttributes;
  reduce_mean: ReduceAttributes;
  reduce_max: ReduceAttributes;
  softmax: NoAttributes;
  log_softmax: NoAttributes;
  /** (x, scale, shift) over the last axis → (y, mean, 1/σ) (Ba et al. 2016). */
  layer_norm: { readonly epsilon: number };

  // shape
  reshape: { readonly shape: Shape };
  expand: { readonly shape: Shape };
  transpose: { readonly permutation: readonly number[] };
  concat: { readonly axis: number };
  /** Positions start, …, end − 1 of an axis whose size is a number. */
  slice: { readonly axis: number; readonly start: number; readonly end: number };
  /** Zeros before and after along one axis. */
  pad: { readonly axis: number; readonly before: number; readonly after: number };
  /** Moves one step along an axis: by 1, position t holds what t − 1 held; by −1, what t + 1 held; zero at the open end. */
  shift: { readonly axis: number; readonly by: 1 | -1 };

  // products
  /** Batched matrix product over the last two axes. */
  matmul: ProductAttributes;
  /** (a, b) or (a, b, bias): matrix product of two matrices, with a row added. */
  gemm: ProductAttributes;
  /**
   * `gemm` in 8 bits, as its gradients are (straight through the rounding; Bengio et al. 2013). It stands for ops that
   * follow: a pass writes it as `quantize` of both operands and `matmul_int8`, so that what is quantised is shared.
   */
  gemm_int8: ProductAttributes & { readonly bits: Int8Bits };

  // 8 bits
  /**
   * x → (q, scale, zero) with x ≈ scale·(q − zero): the range of x with 0 in it is spread over all values of u8, or over
   * those of i8 that `bits` leave; 0 is exact. Scale and zero are scalars, or [N] where each row of a matrix [N, K] has its
   * own.
   */
  quantize: QuantizeAttributes;
  /**
   * (a u8 [M, K], its scale and zero, b i8 [K, N], its scales and zeros) and maybe a bias f32 [N] → f32 [M, N], by sums of
   * integers. Scale and zero of b are scalars, or [N]: one a column.
   */
  matmul_int8: NoAttributes;

  // indices
  /** (table [N, …], ids […]) → rows of the table. */
  gather: NoAttributes;
  /** (rows […ids, …], ids […]) → [N, …]: sums of the rows of each id. */
  scatter_add: { readonly size: Shape[number] };
  /** ids […] → […, depth]: 1 at the id, 0 elsewhere; ids outside [0, depth) give zeros. */
  one_hot: { readonly depth: Shape[number]; readonly dtype: DType };
  /** → the size of a dimension, as a scalar. */
  size: { readonly dim: Shape[number]; readonly dtype: DType };
  /** → [size]: 0, 1, 2, … as i32. */
  iota: { readonly size: Shape[number] };
  /** (x [T, B, …], lengths [B]): reverses the first lengths[b] steps of each sequence; the rest stays. */
  reverse_sequence: NoAttributes;

  // stochastic
  /** (x, mask): x / (1 − rate) where the mask is true, 0 elsewhere. The mask is an input: its randomness is not the graph's. */
  dropout: { readonly rate: number };

  // recurrent
  /**
   * (x [T, B, 4H], r [H, 4H]) → h, and what its gradient needs, each [T, B, H]: the gates i, f, g, o after activation, the
   * part f·c′ of the cell that is kept, tanh c. An LSTM over inputs that are projected already, gates in the order input,
   * forget, candidate, output (as PyTorch has them; Hochreiter & Schmidhuber 1997; Gers et al. 2000).
   */
  lstm: NoAttributes;
  /**
   * (dh, ∂c/∂h, ∂i/∂c, ∂f/∂c, ∂g/∂c, ∂o/∂h, f: each [T, B, H]; r [H, 4H]) → gradient of the gates before activation
   * [T, B, 4H]. The slopes are those within a step, gates before activation; the op carries dh and dc from step to step.
   */
  lstm_grad: NoAttributes;
}

/** The name of an op. */
export type OpName = keyof OpAttributes;
