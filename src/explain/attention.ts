import type { TextAttention } from "../models/index.js";
import type { LayerFocus } from "./types.js";

/** A square matrix of attention, row by row: row i says how much token i looks at each other. */
export interface Square {
  readonly size: number;
  readonly values: Float64Array;
}

type SelfAttention = TextAttention & { readonly kind: "self-attention" };

/** The attention of one head. */
export function headMatrix({ heads, layers }: SelfAttention, layer: number, head: number): Square {
  const all = layers[layer] as Float32Array;
  const size = Math.sqrt(all.length / heads);
  return { size, values: Float64Array.from(all.subarray(head * size * size, (head + 1) * size * size)) };
}

/** The mean over the heads of a layer. */
export function meanOverHeads(attention: SelfAttention, layer: number): Square {
  const { heads } = attention;
  const first = headMatrix(attention, layer, 0);
  const values = new Float64Array(first.values.length);
  for (let head = 0; head < heads; head++) {
    headMatrix(attention, layer, head).values.forEach((value, at) => {
      values[at] = (values[at] as number) + value / heads;
    });
  }
  return { size: first.size, values };
}

/**
 * Attention through all layers (Abnar & Zuidema 2020, §3): of each layer half the mean over its heads and half the
 * identity, for the residual sum; the product of all. Rows sum to 1.
 */
export function rollOut(attention: SelfAttention): Square {
  const { layers } = attention;
  let rolled: Square | undefined;
  for (const layer of layers.keys()) {
    const { size, values } = meanOverHeads(attention, layer);
    const mixed = values.map((value, at) => 0.5 * value + (at % (size + 1) === 0 ? 0.5 : 0));
    rolled = rolled ? multiply({ size, values: mixed }, rolled) : { size, values: mixed };
  }
  return rolled as Square;
}

function multiply(a: Square, b: Square): Square {
  const { size } = a;
  const values = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let inner = 0; inner < size; inner++) {
      const factor = a.values[row * size + inner] as number;
      for (let column = 0; column < size; column++) {
        const at = row * size + column;
        values[at] = (values[at] as number) + factor * (b.values[inner * size + column] as number);
      }
    }
  }
  return { size, values };
}

/** How much what the heads read looks at each token: the first token, or the mean over all where they are averaged. [T] */
export function attendedByPooling({ size, values }: Square, mean: boolean): Float64Array {
  if (!mean) return values.slice(0, size);
  return Float64Array.from({ length: size }, (_, column) => {
    let sum = 0;
    for (let row = 0; row < size; row++) sum += values[row * size + column] as number;
    return sum / size;
  });
}

/**
 * A matrix over units in place of tokens, as Clark et al. 2019 (§4.1) join the pieces of a word: what is looked at is
 * summed, who looks is averaged. Rows still sum to 1.
 * @param unitOf  [T] the unit of each token, from 0 up
 */
export function mergeTokens({ size, values }: Square, unitOf: readonly number[]): Square {
  const units = 1 + unitOf.reduce((largest, unit) => Math.max(largest, unit), -1);
  const lengths = new Array<number>(units).fill(0);
  for (const unit of unitOf) lengths[unit] = (lengths[unit] as number) + 1;
  const merged = new Float64Array(units * units);
  for (let row = 0; row < size; row++) {
    const from = unitOf[row] as number;
    for (let column = 0; column < size; column++) {
      const at = from * units + (unitOf[column] as number);
      merged[at] = (merged[at] as number) + (values[row * size + column] as number) / (lengths[from] as number);
    }
  }
  return { size: units, values: merged };
}

/** The entropy of weights that sum to 1, as a share of the largest possible, ln T; 0 for one weight. */
export function relativeEntropy(weights: ArrayLike<number>): number {
  if (weights.length < 2) return 0;
  let entropy = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i] as number;
    if (weight > 0) entropy -= weight * Math.log(weight);
  }
  return entropy / Math.log(weights.length);
}

/** How focused and how local each layer is: means over heads and tokens. */
export function layerFocus(attention: SelfAttention): LayerFocus[] {
  return attention.layers.map((all) => {
    const size = Math.sqrt(all.length / attention.heads);
    const rows = attention.heads * size;
    let [entropy, distance] = [0, 0];
    for (let row = 0; row < rows; row++) {
      const weights = all.subarray(row * size, (row + 1) * size);
      entropy += relativeEntropy(weights) / rows;
      weights.forEach((weight, column) => {
        distance += (weight * Math.abs((row % size) - column)) / rows;
      });
    }
    return { entropy, distance };
  });
}
