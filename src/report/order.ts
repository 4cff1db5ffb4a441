import type { ConfusionRows } from "../evaluation/index.js";

/** Two labels that are taken for each other. */
export interface ConfusedPair {
  readonly gold: number;
  readonly predicted: number;
  readonly count: number;
}

/** What is predicted wrongly most often, the commonest first. */
export function confusedPairs({ counts }: ConfusionRows): ConfusedPair[] {
  const pairs = counts.flatMap((row, gold) =>
    row.flatMap((count, predicted) => (count > 0 && predicted !== gold ? [{ gold, predicted, count }] : [])),
  );
  return pairs.sort((a, b) => b.count - a.count || a.gold - b.gold || a.predicted - b.predicted);
}

/** The labels that take part in most confusions, ascending. */
export function mostConfused(pairs: readonly ConfusedPair[], most: number): number[] {
  const sums = new Map<number, number>();
  for (const { gold, predicted, count } of pairs) {
    for (const id of [gold, predicted]) sums.set(id, (sums.get(id) ?? 0) + count);
  }
  return [...sums]
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, most)
    .map(([id]) => id)
    .sort((a, b) => a - b);
}

/**
 * An order that puts labels beside those they are taken for: clusters are joined by average linkage of how often, then
 * laid end to end with the ends that confuse each other most together.
 */
export function clusteredOrder(ids: readonly number[], { counts }: ConfusionRows): number[] {
  const between = (a: number, b: number): number => (counts[a]?.[b] ?? 0) + (counts[b]?.[a] ?? 0);
  let clusters = ids.map((id) => [id]);
  while (clusters.length > 1) {
    let best = { score: -1, a: 0, b: 1 };
    for (let a = 0; a < clusters.length; a++) {
      for (let b = a + 1; b < clusters.length; b++) {
        const [left, right] = [clusters[a] as number[], clusters[b] as number[]];
        const sum = left.reduce((total, one) => total + right.reduce((own, other) => own + between(one, other), 0), 0);
        const score = sum / (left.length * right.length);
        if (score > best.score) best = { score, a, b };
      }
    }
    const joined = laid(clusters[best.a] as number[], clusters[best.b] as number[], between);
    clusters = [...clusters.filter((_, index) => index !== best.a && index !== best.b), joined];
  }
  return clusters[0] ?? [];
}

function laid(left: readonly number[], right: readonly number[], between: (a: number, b: number) => number): number[] {
  const ways = [
    [left, right],
    [left, [...right].reverse()],
    [[...left].reverse(), right],
    [right, left],
  ] as const;
  const seam = ([first, second]: readonly [readonly number[], readonly number[]]): number =>
    between(first.at(-1) as number, second[0] as number);
  const best = ways.reduce((held, way) => (seam(way) > seam(held) ? way : held));
  return [...best[0], ...best[1]];
}
