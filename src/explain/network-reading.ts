import type { NetworkTextModel } from "../classifier/index.js";
import type { EmbeddedText, NetworkExplainer, TextAttention } from "../models/index.js";
import { present } from "../shared/index.js";
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
  /** [T] as the network takes them, special tokens included */
  readonly ids: Int32Array;
  /** [T] which of `words` a token is part of; −1 for special tokens */
  readonly wordOf: Int32Array;
  readonly methods: readonly Method[];

  private constructor(
    private readonly model: NetworkTextModel,
    private readonly explainer: NetworkExplainer,
    readonly text: string,
    readonly attention: TextAttention | undefined,
  ) {
    const { ids, offsets, words } = model.input.encodeWithOffsets(text);
    this.ids = ids;
    const order = [...new Set(words)].filter((word) => word >= 0);
    const placeOf = new Map(order.map((word, place) => [word, place]));
    this.wordOf = words.map((word) => placeOf.get(word) ?? -1);
    this.words = order.map((_, place) => {
      const own = offsets.filter((_offset, token) => this.wordOf[token] === place);
      const [start, end] = [Math.min(...own.map(([first]) => first)), Math.max(...own.map(([, last]) => last))];
      return { text: text.slice(start, end), start, end };
    });
    const attentive: readonly Method[] =
      attention === undefined ? [] : attention.kind === "pooling" ? ["attention"] : ["attention", "attention_rollout"];
    this.methods = [...GRADIENT_METHODS, ...attentive];
  }

  /** Reads a prepared text. */
  static async read(model: NetworkTextModel, explainer: NetworkExplainer, text: string): Promise<NetworkReading> {
    const { ids } = model.input.encodeWithOffsets(text);
    const attention = await explainer.attention(embedded(model, explainer, ids));
    return new NetworkReading(model, explainer, text, attention);
  }

  readonly logits = remembering((kept) => {
    const ids = kept.map((stays) => this.withWords(stays));
    const { weighting } = this.model.input.options;
    return this.model.tokenLogits(
      weighting ? { ids, tokenWeights: ids.map((row) => weighting.weights(row)) } : { ids },
    );
  });

  score(target: Target, logits: readonly ArrayLike<number>[]): number {
    return targetScore(target, logits);
  }

  async attribute(target: Target, methods: readonly Method[], options: AttributionOptions): Promise<Attribution[]> {
    const results: Attribution[] = [];
    for (const method of methods) results.push(await this.attributeBy(method, target, options));
    return results;
  }

  /** Sums a value a token over the words. */
  byWord(values: ArrayLike<number>): { readonly scores: number[]; readonly rest: number } {
    const scores = this.words.map(() => 0);
    let rest = 0;
    this.wordOf.forEach((word, token) => {
      const value = values[token] as number;
      if (word < 0) rest += value;
      else scores[word] = (scores[word] as number) + value;
    });
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
    const text = embedded(this.model, this.explainer, this.ids);
    const [result] = await this.explainer.explain([text], weightsOf(target, this.sizes()));
    const gradient = present(result, "a gradient").gradient;
    return rowProducts(text.rows, gradient, this.explainer.width);
  }

  private path(target: Target, { baseline = "pad" }: AttributionOptions) {
    const { encoder } = this.model.input.options;
    const text = embedded(this.model, this.explainer, this.ids);
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

  private attended(rolled: boolean): Float64Array {
    const attention = present(this.attention, "the attention");
    if (attention.kind === "pooling") return Float64Array.from(attention.weights);
    const { pooling } = this.model.network as { readonly pooling?: string };
    return attendedByPooling(
      rolled ? rollOut(attention) : meanOverHeads(attention, attention.layers.length - 1),
      pooling === "mean",
    );
  }

  private sizes(): number[] {
    return this.model.network.heads.map(({ size }) => size);
  }

  private withWords(stays: Uint8Array): Int32Array {
    const kept = this.ids.filter((_, token) => {
      const word = this.wordOf[token] as number;
      return word < 0 || stays[word] === 1;
    });
    if (stays.includes(1) || this.words.length === 0) return kept;
    // A text without tokens is one unknown token, as everywhere.
    const { prefix, suffix, unkId } = this.model.input.options.encoder;
    return Int32Array.from([...prefix, unkId, ...suffix]);
  }
}

/** Ids as embeddings, with the weights that the model takes. */
function embedded(model: NetworkTextModel, explainer: NetworkExplainer, ids: Int32Array): EmbeddedText {
  return { rows: explainer.embed(ids), tokenWeights: model.input.options.weighting?.weights(ids) };
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
