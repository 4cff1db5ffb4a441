import { bandKeys, jaccard } from "./min-hash.js";

/** Two sets of shingles that have much in common. */
export interface NearPair {
  /** The lower place. */
  readonly a: number;
  readonly b: number;
  /** Their true Jaccard similarity. */
  readonly similarity: number;
}

/** A set is held against this many others of its bucket: what thousands share (a form, a signature) must not take n² steps. */
const MOST_IN_BUCKET = 50;

/**
 * All pairs of a similarity of at least `threshold`, but for a few that MinHash misses (below 1 in 6,000 at 0.7, fewer
 * above). Candidates come from locality-sensitive hashing (Indyk & Motwani 1998; Leskovec, Rajaraman & Ullman 2020,
 * §3.4), and each is verified. Where more than 50 sets share a bucket, each is held against the 50 before it and the first.
 * @param sets  shingles of texts that differ; empty ones are like none
 */
export function nearPairs(sets: readonly Uint32Array[], threshold: number): NearPair[] {
  const seen = new Set<number>();
  const pairs: NearPair[] = [];
  const verify = (a: number, b: number): void => {
    const key = a * sets.length + b;
    if (seen.has(key)) return;
    seen.add(key);
    const [one, other] = [sets[a] as Uint32Array, sets[b] as Uint32Array];
    // The smaller over the larger set is the most that two sets can have in common.
    const most = Math.min(one.length, other.length) / Math.max(one.length, other.length);
    if (most < threshold) return;
    const similarity = jaccard(one, other);
    if (similarity >= threshold) pairs.push({ a, b, similarity });
  };
  for (const keys of bandKeys(sets)) {
    for (const bucket of buckets(keys, sets)) {
      for (const [at, place] of bucket.entries()) {
        const others = bucket.slice(Math.max(0, at - MOST_IN_BUCKET), at);
        for (const other of others) verify(other, place);
        if (at > MOST_IN_BUCKET) verify(bucket[0] as number, place);
      }
    }
  }
  return pairs.sort((x, y) => x.a - y.a || x.b - y.b);
}

/** Places of the same key, ascending; those of one place alone are left out. */
function buckets(keys: Uint32Array, sets: readonly Uint32Array[]): Iterable<readonly number[]> {
  const byKey = new Map<number, number[]>();
  for (const [place, key] of keys.entries()) {
    if ((sets[place] as Uint32Array).length === 0) continue;
    const known = byKey.get(key);
    if (known === undefined) byKey.set(key, [place]);
    else known.push(place);
  }
  return [...byKey.values()].filter(({ length }) => length > 1);
}
