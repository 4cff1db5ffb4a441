/**
 * Counter-based random numbers (SplitMix-style 32-bit finaliser over a key and a counter).
 *
 * The n-th number of a stream depends on the key and n alone, so that a stream can be resumed from two integers and
 * streams split by name never share numbers by accident of call order.
 */
export class Rng {
  private constructor(
    private readonly key: number,
    private counter: number,
  ) {}

  /** The stream of a seed, which may be any integer. */
  static fromSeed(seed: number): Rng {
    return new Rng(mix(mix(seed >>> 0) ^ (Math.floor(seed / 2 ** 32) >>> 0)), 0);
  }

  /** A stream of its own, named; drawing from it does not move this one. */
  split(...names: readonly (string | number)[]): Rng {
    let key = this.key;
    for (const name of names) key = mix(key ^ hash(String(name)));
    return new Rng(key, 0);
  }

  /** An integer in [0, 2^32). */
  nextUint32(): number {
    return mixWithCounter(this.key, this.counter++);
  }

  /** A number in [0, 1), with 53 random bits. */
  uniform(): number {
    const high = this.nextUint32() >>> 5;
    const low = this.nextUint32() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  /** An integer in [0, bound), without bias. */
  integer(bound: number): number {
    const limit = Math.floor(4294967296 / bound) * bound;
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

/** The 32-bit finaliser of MurmurHash3 (Appleby): a bijection that spreads every bit. */
function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function mixWithCounter(key: number, counter: number): number {
  return mix(mix(Math.imul(counter, 0x9e3779b9) ^ key) + Math.imul(key, 0x85ebca77));
}

/** FNV-1a over UTF-16 units. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}
