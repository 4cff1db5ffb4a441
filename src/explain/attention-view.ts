import type { TextAttention } from "../models/index.js";
import { present } from "../shared/index.js";
import {
  headMatrix,
  layerFocus,
  meanOverHeads,
  mergeTokens,
  relativeEntropy,
  rollOut,
  type Square,
} from "./attention.js";
import type { NetworkReading } from "./network-reading.js";
import type { AttendedWord, AttentionExplanation, AttentionMatrix } from "./types.js";

/** Words that are listed as looked at most. */
const TOP_WORDS = 10;

/** Which matrices are shown. */
export interface AttentionView {
  /** From 0; an early, a middle and the last one where not given. */
  readonly layers?: readonly number[] | "all" | undefined;
  /** From 0; the mean over all where not given. */
  readonly heads?: readonly number[] | "all" | undefined;
}

/** Where a network looks in a text, of one in windows in the first; undefined of a network without attention. */
export function attentionView(reading: NetworkReading, view: AttentionView): AttentionExplanation | undefined {
  const [attention] = reading.attentions;
  if (attention === undefined) return undefined;
  if (attention.kind === "pooling") {
    const { scores } = reading.byWord(attention.weights);
    return { kind: "pooling", entropy: relativeEntropy(attention.weights), top: topWords(reading, scores) };
  }
  const { units, unitOf } = unitsOf(reading);
  const layers = shownLayers(attention.layers.length, view.layers);
  const heads = shownHeads(attention.heads, view.heads);
  const merged = (square: Square): number[][] => rowsOf(mergeTokens(square, unitOf));
  const ofLayer = (layer: number, head: number | "mean"): AttentionMatrix => {
    const square = head === "mean" ? meanOverHeads(attention, layer) : headMatrix(attention, layer, head);
    return { layer, head, weights: merged(square) };
  };
  return {
    kind: "self-attention",
    layers: attention.layers.length,
    heads: attention.heads,
    units,
    matrices: [
      ...layers.flatMap((layer) => heads.map((head) => ofLayer(layer, head))),
      { layer: "rollout", head: "mean", weights: merged(rollOut(attention)) },
    ],
    focus: layerFocus(attention),
    top: layers.map((layer) => ({ layer, words: topWords(reading, firstTokenLooksAt(reading, attention, layer)) })),
  };
}

/** How much the first token looks at each word in a layer, a mean over the heads. [words] */
function firstTokenLooksAt(
  reading: NetworkReading,
  attention: TextAttention & { readonly kind: "self-attention" },
  layer: number,
): number[] {
  const { size, values } = meanOverHeads(attention, layer);
  return reading.byWord(values.subarray(0, size)).scores;
}

/** An early, a middle and the last layer. */
function shownLayers(count: number, layers: AttentionView["layers"]): number[] {
  const all = Array.from({ length: count }, (_, layer) => layer);
  if (layers === "all") return all;
  const chosen = layers ?? [0, Math.floor((count - 1) / 2), count - 1];
  return all.filter((layer) => chosen.includes(layer));
}

function shownHeads(count: number, heads: AttentionView["heads"]): (number | "mean")[] {
  const all = Array.from({ length: count }, (_, head) => head);
  if (heads === undefined) return ["mean"];
  return ["mean", ...(heads === "all" ? all : all.filter((head) => heads.includes(head)))];
}

/** The words and the tokens that are of none, in the order of the text. */
function unitsOf(reading: NetworkReading): { readonly units: string[]; readonly unitOf: number[] } {
  const tokens = reading.tokens();
  const units: string[] = [];
  const unitOfWord = new Map<number, number>();
  const unitOf = Array.from(reading.wordOf.subarray(0, reading.windows[0]), (word, token) => {
    if (word < 0) return units.push(present(tokens[token], "a token")) - 1;
    const known = unitOfWord.get(word);
    if (known !== undefined) return known;
    const unit = units.push(present(reading.words[word], "a word").text) - 1;
    unitOfWord.set(word, unit);
    return unit;
  });
  return { units, unitOf };
}

function topWords({ words }: NetworkReading, weights: readonly number[]): AttendedWord[] {
  return words
    .map(({ text: word }, at) => ({ word, weight: weights[at] as number }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, TOP_WORDS);
}

function rowsOf({ size, values }: Square): number[][] {
  return Array.from({ length: size }, (_, row) => [...values.subarray(row * size, (row + 1) * size)]);
}
