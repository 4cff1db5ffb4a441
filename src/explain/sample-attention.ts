import { mean, present, type Rng } from "../shared/index.js";
import type { Interval } from "../statistics/index.js";
import { type Columns, differenceIntervals, meanIntervals } from "./sample-intervals.js";
import type {
  AttendedWord,
  AttentionExplanation,
  Claim,
  LayerFocus,
  RightAgainstWrong,
  SampleAttention,
  SampleWord,
} from "./types.js";

/** Words of right and of wrong predictions that are listed. */
const LISTED = 10;

/** A text's attention, and whether it was predicted right. */
export interface JudgedAttention {
  readonly attention: AttentionExplanation;
  readonly right: boolean;
}

/** Attention of right against wrong predictions; undefined without texts. */
export function sampleAttention(texts: readonly JudgedAttention[], rng: Rng): SampleAttention | undefined {
  const [first] = texts;
  if (first === undefined) return undefined;
  const { kind } = first.attention;
  const focus = texts.map(({ attention }) => focusOf(attention));
  const count = present(focus[0], "the focus of a text").length;
  const columns = columnsOf(focus, count);
  const isRight = texts.map(({ right }) => right);
  const compared = compare(columns, isRight, rng);
  const layers = Array.from({ length: count }, (_, layer) => ({
    layer,
    entropy: compared(`entropy:${layer}`),
    ...(kind === "pooling" ? {} : { distance: compared(`distance:${layer}`) }),
  }));
  const top = (right: boolean): SampleWord[] =>
    commonWords(texts.filter((text) => text.right === right).map(({ attention }) => lastTop(attention)));
  return {
    kind,
    layers,
    claims: claimsOf(columns, compared, { count, rng }),
    top: { right: top(true), wrong: top(false) },
  };
}

/** Of pooling one layer, without distance. */
function focusOf(attention: AttentionExplanation): readonly LayerFocus[] {
  if (attention.kind === "self-attention") return attention.focus;
  return [{ entropy: attention.entropy, distance: Number.NaN }];
}

function columnsOf(focus: readonly (readonly LayerFocus[])[], layers: number): Columns {
  const of = (layer: number, key: keyof LayerFocus): number[] => focus.map((text) => text[layer]?.[key] ?? Number.NaN);
  const named = Array.from({ length: layers }, (_, layer) => [
    [`entropy:${layer}`, of(layer, "entropy")] as const,
    [`distance:${layer}`, of(layer, "distance")] as const,
  ]);
  const all = focus.map((text) => mean(text.map(({ entropy }) => entropy)));
  const [early, last] = [of(0, "distance"), of(layers - 1, "distance")];
  const widening = early.map((distance, text) => distance - (last[text] as number));
  return Object.fromEntries([...named.flat(), ["entropy", all], ["widening", widening]]);
}

function compare(columns: Columns, isRight: readonly boolean[], rng: Rng): (name: string) => RightAgainstWrong {
  const only = (right: boolean): Record<string, Interval> =>
    meanIntervals(
      Object.fromEntries(
        Object.entries(columns).map(([name, values]) => [name, values.filter((_, text) => isRight[text] === right)]),
      ),
      rng.split("mean", String(right)),
    );
  const [right, wrong] = [only(true), only(false)];
  const differences = differenceIntervals(columns, isRight, rng.split("difference"));
  return (name) => ({
    ...(right[name] ? { right: right[name] } : {}),
    ...(wrong[name] ? { wrong: wrong[name] } : {}),
    ...(differences[name] ? { difference: differences[name] } : {}),
  });
}

function claimsOf(
  columns: Columns,
  compared: (name: string) => RightAgainstWrong,
  { count, rng }: { readonly count: number; readonly rng: Rng },
): Claim[] {
  const focused = compared("entropy").difference;
  const local =
    count > 1 ? meanIntervals({ widening: columns.widening ?? [] }, rng.split("widening")).widening : undefined;
  return [
    ...(focused
      ? [claim("Right predictions are focused: their attention has less entropy than that of wrong ones", focused)]
      : []),
    ...(local
      ? [claim("Early layers are local: attention in the first layer spans less than in the last", local)]
      : []),
  ];
}

function claim(text: string, difference: Interval): Claim {
  const verdict = difference.upper < 0 ? "holds" : difference.lower > 0 ? "reversed" : "not shown";
  return { claim: text, verdict, difference };
}

function lastTop(attention: AttentionExplanation): readonly AttendedWord[] {
  return attention.kind === "pooling" ? attention.top : (attention.top.at(-1)?.words ?? []);
}

/** Words by how many texts look at them most; their case is not told apart. */
function commonWords(lists: readonly (readonly AttendedWord[])[]): SampleWord[] {
  const weights = new Map<string, number[]>();
  for (const list of lists) {
    const seen = new Map<string, number>();
    for (const { word, weight } of list) {
      const key = word.toLowerCase();
      seen.set(key, (seen.get(key) ?? 0) + weight);
    }
    for (const [word, weight] of seen) weights.set(word, [...(weights.get(word) ?? []), weight]);
  }
  return [...weights]
    .map(([word, own]) => ({ word, texts: own.length, weight: mean(own) }))
    .sort((a, b) => b.texts - a.texts || b.weight - a.weight)
    .slice(0, LISTED);
}
