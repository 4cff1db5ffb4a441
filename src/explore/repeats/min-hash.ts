import { Rng } from "../../shared/index.js";

/** Words of a shingle. */
export const SHINGLE_WORDS = 3;

/**
 * The shingles of a text (Broder 1997): runs of three words, each as a 32-bit hash, ascending and without repeats. A text
 * of fewer words is one shingle; one without words has none.
 * @param words  ids of the words
 */
export function shinglesOf(words: Int32Array): Uint32Array {
  if (words.length === 0) return new Uint32Array(0);
  const runs = Math.max(1, words.length - SHINGLE_WORDS + 1);
  const hashes = new Uint32Array(runs);
  for (let start = 0; start < runs; start++) hashes[start] = hashRun(words, start);
  hashes.sort();
  let kept = 1;
  for (let at = 1; at < runs; at++) if (hashes[at] !== hashes[at - 1]) hashes[kept++] = hashes[at] as number;
  return hashes.slice(0, kept);
}

/** A hash of some words, in the manner of MurmurHash3 (32 bits). */
function hashRun(words: Int32Array, start: number): number {
  let hash = 0;
  const end = Math.min(words.length, start + SHINGLE_WORDS);
  for (let at = start; at < end; at++) {
    let word = Math.imul(words[at] as number, 0xcc9e2d51);
    word = Math.imul((word << 15) | (word >>> 17), 0x1b873593);
    hash ^= word;
    hash = Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64;
  }
  return mix(hash ^ (end - start));
}

function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** The Jaccard similarity of two sets of shingles as {@link shinglesOf} gives them; 0 of two empty ones. */
export function jaccard(a: Uint32Array, b: Uint32Array): number {
  let [left, right, both] = [0, 0, 0];
  while (left < a.length && right < b.length) {
    const difference = (a[left] as number) - (b[right] as number);
    if (difference === 0) both++;
    if (difference <= 0) left++;
    if (difference >= 0) right++;
  }
  const either = a.length + b.length - both;
  return either === 0 ? 0 : both / either;
}

/** Bands and the hash functions of each: a pair of similarity s shares a band with probability 1 − (1 − s⁴)³². */
const BANDS = 32;
const ROWS = 4;

/**
 * The keys of a band for many sets of shingles, by MinHash (Broder 1997): two sets have the same key with probability s⁴,
 * where s is their Jaccard similarity. Band after band, so that no signatures need to be kept.
 */
export function* bandKeys(sets: readonly Uint32Array[]): Generator<Uint32Array> {
  const rng = Rng.fromSeed(0).split("min-hash");
  for (let band = 0; band < BANDS; band++) {
    const factors = Uint32Array.from({ length: ROWS }, () => rng.nextUint32() | 1);
    const offsets = Uint32Array.from({ length: ROWS }, () => rng.nextUint32());
    yield Uint32Array.from(sets, (set) => bandKey(set, factors, offsets));
  }
}

function bandKey(set: Uint32Array, factors: Uint32Array, offsets: Uint32Array): number {
  let key = 0;
  for (let row = 0; row < ROWS; row++) {
    const factor = factors[row] as number;
    const offset = offsets[row] as number;
    let least = 0xffffffff;
    for (let at = 0; at < set.length; at++) {
      const value = (Math.imul(set[at] as number, factor) + offset) >>> 0;
      if (value < least) least = value;
    }
    key = mix(Math.imul(key, 31) + least);
  }
  return key;
}
