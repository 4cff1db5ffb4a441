import { type Tensor, type Tensors, tensor } from "../engine/index.js";
import type { MaskSpec } from "../nn/index.js";
import type { Rng } from "../shared/index.js";

/** Draws one mask: a byte an element, 1 where the element stays. Rates are kept to 1/65,536. */
function fillMask(mask: Uint8Array, rate: number, rng: Rng): void {
  const threshold = Math.round(rate * 65536);
  // xorshift128 (Marsaglia 2003), seeded from the stream: a mask takes millions of numbers.
  let [x, y, z, w] = [rng.nextUint32() | 1, rng.nextUint32(), rng.nextUint32(), rng.nextUint32()];
  for (let i = 0; i < mask.length; i += 2) {
    const t = x ^ (x << 11);
    x = y;
    y = z;
    z = w;
    w = w ^ (w >>> 19) ^ t ^ (t >>> 8);
    mask[i] = (w & 0xffff) >= threshold ? 1 : 0;
    mask[i + 1] = w >>> 16 >= threshold ? 1 : 0;
  }
}

/**
 * The dropout masks of one step, a pure function of the stream given: seed and step decide, so that a resumed run draws
 * the same. Buffers are kept from step to step.
 */
export class MaskSource {
  private readonly buffers = new Map<string, Uint8Array>();

  constructor(private readonly specs: readonly MaskSpec[]) {}

  draw(rng: Rng, shapeOf: (spec: MaskSpec) => readonly number[]): Tensors {
    const masks: Record<string, Tensor> = {};
    for (const spec of this.specs) {
      const shape = shapeOf(spec);
      const size = shape.reduce((total, dim) => total * dim, 1);
      const data = this.buffer(spec.name, size).subarray(0, size);
      fillMask(data, spec.rate, rng.split(spec.name));
      masks[spec.name] = tensor("bool", shape, data);
    }
    return masks;
  }

  private buffer(name: string, size: number): Uint8Array {
    const known = this.buffers.get(name);
    if (known && known.length >= size) return known;
    const grown = new Uint8Array(size);
    this.buffers.set(name, grown);
    return grown;
  }
}
