import type { NetworkTextModel } from "../classifier/index.js";
import type { EmbeddedText, NetworkExplainer, TextAttention } from "../models/index.js";
import { present } from "../shared/index.js";
import { type EncodedText, windowSpans } from "../text/index.js";
import { attendedByPooling, meanOverHeads, rollOut } from "./attention.js";
import { integratedGradients } from "./integrated-gradients.js";
import { occlusion } from "./occlusion.js";
import { type Reading, remembering } from "./reading.js";
import { type Target, targetScore, targetWeights } from "./target.js";
import type { Attribution, AttributionOptions, Method, Word } from "./types.js";

const GRADIENT_METHODS = ["integrated_gradients", "gradient_x_input", "occlusion"] as const;

/** A text as a network reads it. Its words are those of the tokenizer: subwords of one word are one. */
export class NetworkReading implements Reading {
  readonly words: readonly Word[];
  /** [T] as the network takes them, special tokens included; of a text in windows those of all, one after the other */
  readonly ids: Int32Array;
  /** [T] which of `words` a token is part of; −1 for special tokens */
  readonly wordOf: Int32Array;
  /** Tokens of each window; of a text that is not divided, of the only one. */
  readonly windows: readonly number[];
  readonly methods: readonly Method[];
  /** The text's own tokens as far as they are read: [S] ids, and the word of each. */
  private readonly source: { readonly ids: Int32Array; readonly wordOf: Int32Array };

  private constructor(
    private readonly model: NetworkTextModel,
    private readonly explainer: NetworkExplainer,
    readonly text: string,
    /** Of each window; empty of a network without attention. */
    readonly attentions: readonly TextAttention[],
  ) {
    const rows = model.input.rowsWithOffsets(text);
    this.windows = rows.map(({ ids }) => ids.length);
    this.ids = Int32Array.from(rows.flatMap(({ ids }) => [...ids]));
    const order = [...new Set(rows.flatMap(({ words }) => [...words]))].filter((word) => word >= 0);
    const placeOf = new Map(order.map((word, place) => [word, place]));
    const placesOf = (words: Int32Array): number[] => Array.from(words, (word) => placeOf.get(word) ?? -1);
    this.wordOf = Int32Array.from(rows.flatMap(({ words }) => placesOf(words)));
    const offsets = rows.flatMap((row) => row.offsets);
    this.words = order.map((_, place) => {
      const own = offsets.filter((_offset, token) => this.wordOf[token] === place);
      const [start, end] = [Math.min(...own.map(([first]) => first)), Math.max(...own.map(([, last]) => last))];
      return { text: text.slice(start, end), start, end };
    });
    const { ids, words } = readTokens(model, text);
    this.source = { ids, wordOf: Int32Array.from(placesOf(words)) };
    const kind = attentions[0]?.kind;
    const attentive: readonly Method[] =
      kind === undefined ? [] : kind === "pooling" ? ["attention"] : ["attention", "attention_rollout"];
    this.methods = [...GRADIENT_METHODS, ...attentive];
  }

  /** Reads a prepared text. */
  static async read(model: NetworkTextModel, explainer: NetworkExplainer, text: string): Promise<NetworkReading> {
    const attentions: TextAttention[] = [];
    for (const { ids } of model.input.rowsWithOffsets(text)) {
      const attention = await explainer.attention(embedded(model, explainer, [ids]));
      if (attention) attentions.push(attention);
    }
    return new NetworkReading(model, explainer, text, attentions);
  }

  readonly logits = remembering((kept) => {
    const { ids, wordOf } = this.source;
    const { unkId } = this.model.input.options.encoder;
    const texts = kept.map((stays) => {
      const own = ids.filter((_, token) => (wordOf[token] as number) < 0 || stays[wordOf[token] as number] === 1);
      // A text without tokens is one unknown token, as everywhere.
      return own.length > 0 ? own : Int32Array.of(unkId);
    });
    return this.model.tokenLogits(this.model.input.split(texts));
  });

  score(target: Target, logits: readonly ArrayLike<number>[]): number {
    return targetScore(target, logits);
  }

  async attribute(target: Target, methods: readonly Method[], options: AttributionOptions): Promise<Attribution[]> {
    const results: Attribution[] = [];
    for (const method of methods) results.push(await this.attributeBy(method, target, options));
    return results;
  }

  /** Sums a value a token over the words; where there are fewer values than tokens, they are of the first ones. */
  byWord(values: ArrayLike<number>): { readonly scores: number[]; readonly rest: number } {
    const scores = this.words.map(() => 0);
    let rest = 0;
    for (let token = 0; token < values.length; token++) {
      const [word, value] = [this.wordOf[token] as number, values[token] as number];
      if (word < 0) rest += value;
      else scores[word] = (scores[word] as number) + value;
    }
    return { scores, rest };
  }

  /** The token of each id, as the tokenizer writes it. */
  tokens(): string[] {
    return Array.from(this.ids, (id) => this.model.input.options.encoder.token(id));
  }

  private async attributeBy(method: Method, target: Target, options: AttributionOptions): Promise<Attribution> {
    switch (method) {
      case "occlusion":
        return occlusion(this, target);
      case "gradient_x_input":
        return { method, ...this.byWord(await this.gradientTimesInput(target)) };
      case "integrated_gradients": {
        const { values, completeness } = await integratedGradients(this.explainer, this.path(target, options), options);
        return { method, ...this.byWord(values), completeness };
      }
      default:
        return { method, ...this.byWord(this.attended(method === "attention_rollout")) };
    }
  }

  private async gradientTimesInput(target: Target): Promise<Float64Array> {
    const text = this.embedded();
    const [result] = await this.explainer.explain([text], weightsOf(target, this.sizes()));
    const gradient = present(result, "a gradient").gradient;
    return rowProducts(text.rows, gradient, this.explainer.width);
  }

  private path(target: Target, { baseline = "pad" }: AttributionOptions) {
    const { encoder } = this.model.input.options;
    const text = this.embedded();
    const { width } = this.explainer;
    const start = Float32Array.from(text.rows);
    const id = baseline === "mask" ? (maskId(encoder) ?? encoder.padId) : encoder.padId;
    const row = baseline === "zero" ? new Float32Array(width) : this.explainer.embed(Int32Array.of(id));
    this.wordOf.forEach((word, token) => {
      if (word >= 0) start.set(row, token * width);
    });
    return {
      text,
      baseline: start,
      weights: weightsOf(target, this.sizes()),
      score: (logits: readonly ArrayLike<number>[]) => targetScore(target, logits),
    };
  }

  /** How much what the heads read looks at each token [T]; of a text in windows, the mean over them. */
  private attended(rolled: boolean): Float64Array {
    const { pooling } = this.model.network as { readonly pooling?: string };
    const rows = this.attentions.map((attention) => {
      if (attention.kind === "pooling") return attention.weights;
      const square = rolled ? rollOut(attention) : meanOverHeads(attention, attention.layers.length - 1);
      return attendedByPooling(square, pooling === "mean");
    });
    return Float64Array.from(rows.flatMap((row) => [...row].map((weight) => weight / rows.length)));
  }

  private embedded(): EmbeddedText {
    const rows: Int32Array[] = [];
    let start = 0;
    for (const length of this.windows) {
      rows.push(this.ids.subarray(start, start + length));
      start += length;
    }
    return embedded(this.model, this.explainer, rows);
  }

  private sizes(): number[] {
    return this.model.network.heads.map(({ size }) => size);
  }
}

/** The windows of a text as embeddings, with the weights that the model takes. */
function embedded(model: NetworkTextModel, explainer: NetworkExplainer, windows: readonly Int32Array[]): EmbeddedText {
  const { weighting } = model.input.options;
  const weights = weighting && windows.flatMap((ids) => [...weighting.weights(ids)]);
  return {
    rows: explainer.embed(Int32Array.from(windows.flatMap((ids) => [...ids]))),
    tokenWeights: weights && Float32Array.from(weights),
    windows: windows.map(({ length }) => length),
  };
}

/** A text's own tokens as far as the network reads them, without special tokens, and their words. */
function readTokens(model: NetworkTextModel, text: string): Pick<EncodedText, "ids" | "words"> {
  const { windows } = model.input;
  const { prefix, suffix } = model.input.options.encoder;
  if (!windows) {
    const { ids, words } = model.input.encodeWithOffsets(text);
    const end = ids.length - suffix.length;
    return { ids: ids.slice(prefix.length, end), words: words.slice(prefix.length, end) };
  }
  const { ids, words } = model.input.options.encoder.encodeWithOffsets(text);
  const end = windowSpans(ids.length, windows).at(-1)?.[1] ?? 0;
  return { ids: ids.slice(0, end), words: words.slice(0, end) };
}

/** Weights of the logits: fixed for one place, by the logits for several. */
function weightsOf(target: Target, sizes: readonly number[]) {
  if (target.places.length > 1) return (logits: readonly Float32Array[]) => targetWeights(target, logits);
  return targetWeights(
    target,
    sizes.map((size) => new Float32Array(size)),
  );
}

function maskId(encoder: object): number | undefined {
  return (encoder as { readonly maskId?: number }).maskId;
}

/** Σ over the width of a · b, a row each. */
export function rowProducts(a: Float32Array, b: Float32Array, width: number): Float64Array {
  const sums = new Float64Array(a.length / width);
  for (let at = 0; at < a.length; at++) {
    const row = Math.floor(at / width);
    sums[row] = (sums[row] as number) + (a[at] as number) * (b[at] as number);
  }
  return sums;
}
