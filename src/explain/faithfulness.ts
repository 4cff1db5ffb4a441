import { mean, present } from "../shared/index.js";
import type { Reading } from "./reading.js";
import type { Target } from "./target.js";
import { BINS, CURVE, type Faithfulness } from "./types.js";

/** An order of a text's words, the most important first, and the label that it is to explain. */
export interface WordOrder {
  readonly order: readonly number[];
  readonly target: Target;
}

/** The probability of a target in each of N texts, by the logits [N, size] an output. */
export type Probability = (target: Target, logits: readonly Float32Array[], count: number) => Float64Array;

/** The words by their scores, the highest first; of equal ones the earlier first. */
export function orderByScore(scores: readonly number[]): number[] {
  return [...scores.keys()].sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);
}

/** Words that a share of a text is: rounded up, so that any share above 0 has a word. */
export function wordCount(share: number, words: number): number {
  // 0.1 · 30 is a little more than 3.
  return Math.max(0, Math.ceil(share * words - 1e-9));
}

/** What taking the first words of orders out, and leaving them alone, does to the probabilities of their labels. */
export async function measureFaithfulness(
  reading: Reading,
  orders: readonly WordOrder[],
  probability: Probability,
): Promise<Faithfulness[]> {
  const kept: Uint8Array[] = [];
  const asked = orders.map(({ order, target }) => {
    const ask = (shares: readonly number[], keepFirst: boolean): number[] =>
      shares.map((share) => kept.push(wordSet(order, wordCount(share, order.length), keepFirst)) - 1);
    const curves = { deletion: ask(CURVE, false), insertion: ask(CURVE, true) };
    return { target, ...curves, without: ask(BINS, false), alone: ask(BINS, true) };
  });
  const logits = await reading.logits(kept);
  const known = new Map<Target, Float64Array>();
  return asked.map(({ target, deletion, insertion, without, alone }) => {
    const own = known.get(target) ?? probability(target, logits, kept.length);
    known.set(target, own);
    const at = (places: readonly number[]): number[] => places.map((place) => own[place] as number);
    return faithfulnessOf({
      deletion: at(deletion),
      insertion: at(insertion),
      without: at(without),
      alone: at(alone),
    });
  });
}

/** Probabilities at each share. */
interface Probabilities {
  readonly deletion: readonly number[];
  readonly insertion: readonly number[];
  readonly without: readonly number[];
  readonly alone: readonly number[];
}

function faithfulnessOf({ deletion, insertion, without, alone }: Probabilities): Faithfulness {
  const whole = present(deletion[0], "the probability of the whole text");
  return {
    deletion,
    insertion,
    deletion_area: areaUnder(deletion),
    insertion_area: areaUnder(insertion),
    comprehensiveness: mean(without.map((value) => whole - value)),
    sufficiency: mean(alone.map((value) => whole - value)),
  };
}

/** The mean of several measurements of one text, value by value. */
export function meanFaithfulness(all: readonly Faithfulness[]): Faithfulness {
  const curve = (of: (one: Faithfulness) => readonly number[]): number[] =>
    CURVE.map((_, at) => mean(all.map((one) => of(one)[at] as number)));
  return {
    deletion: curve(({ deletion }) => deletion),
    insertion: curve(({ insertion }) => insertion),
    deletion_area: mean(all.map((one) => one.deletion_area)),
    insertion_area: mean(all.map((one) => one.insertion_area)),
    comprehensiveness: mean(all.map((one) => one.comprehensiveness)),
    sufficiency: mean(all.map((one) => one.sufficiency)),
  };
}

/** The area under a curve over the shares of {@link CURVE}, by trapezoids. */
export function areaUnder(curve: readonly number[]): number {
  let area = 0;
  for (let at = 1; at < curve.length; at++) {
    const width = (CURVE[at] as number) - (CURVE[at - 1] as number);
    area += (width * ((curve[at] as number) + (curve[at - 1] as number))) / 2;
  }
  return area;
}

/** All words but the first of an order, or these alone. */
function wordSet(order: readonly number[], first: number, keepFirst: boolean): Uint8Array {
  const kept = new Uint8Array(order.length).fill(keepFirst ? 0 : 1);
  for (const word of order.slice(0, first)) kept[word] = keepFirst ? 1 : 0;
  return kept;
}
