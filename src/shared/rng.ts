import { invariant } from "./errors.js";

/** Where a stream stands: enough to resume it, and safe to store as JSON. */
export interface RngState {
  readonly key: readonly [number, number];
  readonly counter: number;
}

/**
 * Counter-based random numbers (after Salmon et al. 2011: a hash of a 64-bit key and a counter).
 *
 * The n-th number of a stream depends on the key and n alone, so that a stream can be resumed from its state and
 * streams split by name never share numbers by accident of call order.
 */
export class Rng {
  private constructor(
    private readonly high: number,
    private readonly low: number,
    private counter: number,
  ) {}

  /** The stream of a seed, which may be any integer. */
  static fromSeed(seed: number): Rng {
    return new Rng(...deriveKey(ROOT_KEY, [seed | 0, Math.floor(seed / TWO_TO_32) | 0]), 0);
  }

  /** The stream that a state was taken from, at the number it stood at. */
  static fromState(state: RngState): Rng {
    return new Rng(state.key[0] | 0, state.key[1] | 0, state.counter);
  }

  /** Where the stream stands now. */
  state(): RngState {
    return { key: [this.high, this.low], counter: this.counter };
  }

  /** A stream of its own, named; drawing from it does not move this one. */
  split(...names: readonly (string | number)[]): Rng {
    let key: Key = [this.high, this.low];
    for (const name of names) key = deriveKey(key, hash(String(name)));
    return new Rng(...key, 0);
  }

  /** An integer in [0, 2^32). */
  nextUint32(): number {
    const counter = this.counter++;
    const inner = mix(Math.imul(counter, GOLDEN) ^ this.low);
    const carried = Math.imul((counter / TWO_TO_32) | 0, GOLDEN);
    return mix((inner + this.high) ^ carried) >>> 0;
  }

  /** A number in [0, 1), with 53 random bits. */
  uniform(): number {
    const high = this.nextUint32() >>> 5;
    const low = this.nextUint32() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  /** An integer in [0, bound), without bias; `bound` is an integer in [1, 2^32]. */
  integer(bound: number): number {
    // A bound of 0 or NaN would draw for ever. The message is not made for each of millions of draws.
    if (!(Number.isInteger(bound) && bound >= 1 && bound <= TWO_TO_32)) {
      invariant(false, `no integer lies in [0, ${bound})`);
    }
    const limit = Math.floor(TWO_TO_32 / bound) * bound;
    for (;;) {
      const draw = this.nextUint32();
      if (draw < limit) return draw % bound;
    }
  }

  /** A standard normal number (Box & Muller 1958). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** The items in random order (Fisher & Yates), as a new array. */
  shuffle<T>(items: readonly T[]): T[] {
    const result = [...items];
    for (let last = result.length - 1; last > 0; last--) {
      const other = this.integer(last + 1);
      const held = result[last] as T;
      result[last] = result[other] as T;
      result[other] = held;
    }
    return result;
  }
}

const TWO_TO_32 = 4294967296;

type Key = readonly [high: number, low: number];

/** The first digits of π: a key that no seed is likely to be chosen after. */
const ROOT_KEY: Key = [0x243f6a88, 0x85a308d3];

/** 2^32 over the golden ratio, odd: steps of it visit every 32-bit word, far apart (Steele et al. 2014). */
const GOLDEN = 0x9e3779b9 | 0;

/** A 32-bit bijection of low bias, with the constants that Wellons's search found ("lowbias32", improved). */
function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x21f0aaad);
  h = Math.imul(h ^ (h >>> 15), 0x735a2d97);
  return h ^ (h >>> 15);
}

/** Four Feistel rounds over the key xor the words: for given words a bijection of the key, and the other way round. */
function deriveKey(key: Key, words: Key): Key {
  let left = key[0] ^ words[0];
  let right = key[1] ^ words[1];
  for (let round = 1; round <= 4; round++) {
    const next = left ^ mix((right + Math.imul(round, GOLDEN)) | 0);
    left = right;
    right = next;
  }
  return [left, right];
}

/** Two multiplicative hashes over UTF-16 units that exchange bits at the end (after bryc's cyrb53). */
function hash(text: string): Key {
  let first = 0xdeadbeef | 0;
  let second = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    first = Math.imul(first ^ unit, 0x9e3779b1);
    second = Math.imul(second ^ unit, 0x5f356495);
  }
  return [mix(first) ^ mix(second + 1), mix(second ^ Math.imul(first, 0x85ebca6b))];
}
