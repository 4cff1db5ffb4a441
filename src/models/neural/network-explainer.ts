import { compile, type Executable, realData, type Tensor, tensor } from "../../engine/index.js";
import { present } from "../../shared/index.js";
import type { ParameterValues } from "./encoded.js";
import { EXPLAINED, type ExplainedGraph, explainedGraph } from "./explained-graph.js";
import { batchFeeds, parameterFeeds } from "./feeds.js";
import { type NeuralGraph, type NeuralModel, OUTPUT } from "./neural-model.js";

/** A text whose tokens are given by their embeddings. */
export interface EmbeddedText {
  /** [T, E], at least one token; of a text in windows those of all of them, one after the other */
  readonly rows: Float32Array;
  /** [T] a factor on each, where the model uses them. */
  readonly tokenWeights?: Float32Array | undefined;
  /** Tokens of each window; one window of all tokens where not given. */
  readonly windows?: readonly number[] | undefined;
}

/** What a network says of an embedded text. */
export interface ExplainedText {
  /** [L] a head */
  readonly logits: readonly Float32Array[];
  /** [T, E]: the gradient of the weighted sum of the logits. */
  readonly gradient: Float32Array;
}

/** How much each logit counts, [L] a head: the same for all texts, or by the logits of each. */
export type LogitWeights = readonly Float32Array[] | ((logits: readonly Float32Array[]) => readonly Float32Array[]);

/** The weights of a network's attention on one text. */
export type TextAttention =
  | {
      readonly kind: "self-attention";
      readonly heads: number;
      /** [A, T, T] a layer: how much each token looks at each other; the rows sum to 1. */
      readonly layers: readonly Float32Array[];
    }
  | {
      readonly kind: "pooling";
      /** [T], sum 1 */
      readonly weights: Float32Array;
    };

/** Numbers of a batch of embeddings, at most: 16 MiB a tensor of the width of the embeddings. */
const BATCH_NUMBERS = 1 << 20;

/** Looks into a trained network: gradients of its logits with respect to embedded tokens, and its attention. */
export class NetworkExplainer {
  private readonly explained: ExplainedGraph;
  private backward: Promise<Executable> | undefined;
  private watched: { readonly neural: NeuralGraph; readonly executable: Promise<Executable> } | undefined;

  constructor(
    private readonly model: NeuralModel,
    private readonly values: ParameterValues,
    private readonly options: { readonly threads?: number | undefined } = {},
  ) {
    this.explained = explainedGraph(model);
  }

  /** Width of an embedding. */
  get width(): number {
    return present(this.explained.table.shape[1], "the width of the token table");
  }

  /** The rows of the token table that ids name, [T, E]. */
  embed(ids: Int32Array): Float32Array {
    const table = present(this.values.get(this.model.tokenTable), "the token table");
    const rows = new Float32Array(ids.length * this.width);
    ids.forEach((id, at) => {
      rows.set(table.subarray(id * this.width, (id + 1) * this.width), at * this.width);
    });
    return rows;
  }

  /**
   * The logits of embedded texts, and the gradient of Σ weights · logits with respect to the embeddings. Where the weights
   * depend on the logits, they are taken as they are there: the gradient is that of any function whose derivatives at the
   * logits the weights are.
   */
  async explain(texts: readonly EmbeddedText[], weights: LogitWeights): Promise<ExplainedText[]> {
    this.backward ??= compile(this.explained.graph, this.options);
    const executable = await this.backward;
    const results: ExplainedText[] = [];
    for (const batch of this.batches(texts)) results.push(...(await this.explainBatch(executable, batch, weights)));
    return results;
  }

  private async explainBatch(
    executable: Executable,
    batch: readonly EmbeddedText[],
    weights: LogitWeights,
  ): Promise<ExplainedText[]> {
    const { heads } = this.model;
    const feeds = this.batchFeeds(batch);
    const names = heads.map(({ name }) => OUTPUT.logits(name));
    const { gradient } = this.explained;
    const none = heads.map(({ size }) => new Float32Array(size));
    const first = typeof weights === "function" ? none : weights;
    const forward = await executable.run(
      { ...feeds, ...this.weightFeeds(batch.map(() => first)) },
      { fetch: typeof weights === "function" ? names : [...names, gradient] },
    );
    const outputs = names.map((name) => realData(present(forward[name], name)));
    const logits = batch.map((_, row) =>
      heads.map(({ size }, head) => Float32Array.from(outputs[head]?.subarray(row * size, (row + 1) * size) ?? [])),
    );
    const back =
      typeof weights === "function"
        ? await executable.run({ ...feeds, ...this.weightFeeds(logits.map(weights)) }, { fetch: [gradient] })
        : forward;
    const all = realData(present(back[gradient], gradient));
    let start = 0;
    return batch.map(({ rows }, row) => {
      const own = Float32Array.from(all.subarray(start, start + rows.length));
      start += rows.length;
      return { logits: logits[row] as Float32Array[], gradient: own };
    });
  }

  /** The weights of the attention on one text of one window; undefined of a network that has none. */
  async attention(text: EmbeddedText): Promise<TextAttention | undefined> {
    this.watched ??= this.watch();
    const { graph } = this.watched.neural;
    const fetch = graph.outputs.map(({ name }) => name).filter((name) => name.startsWith(OUTPUT.attention));
    if (fetch.length === 0) return undefined;
    const outputs = await (await this.watched.executable).run(this.batchFeeds([text]), { fetch });
    const time = text.rows.length / this.width;
    const pooling = outputs[OUTPUT.attention];
    if (pooling) return { kind: "pooling", weights: Float32Array.from(realData(pooling).subarray(0, time)) };
    const layers = fetch.map((_, layer) => present(outputs[OUTPUT.layerAttention(layer)], "a layer's attention"));
    return {
      kind: "self-attention",
      heads: layers[0]?.shape[1] ?? 0,
      layers: layers.map((weights) => Float32Array.from(realData(weights))),
    };
  }

  /** Frees the sessions. */
  async release(): Promise<void> {
    const sessions = [await this.backward, await this.watched?.executable];
    this.backward = undefined;
    this.watched = undefined;
    for (const session of sessions) await session?.release();
  }

  private watch() {
    const neural = this.model.build({ mode: "prediction", attentions: true, windows: false });
    return { neural, executable: compile(neural.graph, this.options) };
  }

  private *batches(texts: readonly EmbeddedText[]): Generator<EmbeddedText[]> {
    let batch: EmbeddedText[] = [];
    let numbers = 0;
    for (const text of texts) {
      if (batch.length > 0 && numbers + text.rows.length > BATCH_NUMBERS) {
        yield batch;
        batch = [];
        numbers = 0;
      }
      batch.push(text);
      numbers += text.rows.length;
    }
    if (batch.length > 0) yield batch;
  }

  /** Every token names a row of its own; padding names the first, but nothing looks at it, and no gradient comes from it. */
  private batchFeeds(batch: readonly EmbeddedText[]): Record<string, Tensor> {
    const { model, width, values } = this;
    const table = new Float32Array(batch.reduce((total, { rows }) => total + rows.length, 0));
    let filled = 0;
    const split = {
      ids: [] as Int32Array[],
      tokenWeights: [] as Float32Array[],
      windowEnds: new Int32Array(batch.length),
    };
    for (const [text, { rows, tokenWeights, windows = [rows.length / width] }] of batch.entries()) {
      table.set(rows, filled * width);
      let start = 0;
      for (const length of windows) {
        split.ids.push(Int32Array.from({ length }, (_, at) => filled + start + at));
        split.tokenWeights.push(tokenWeights?.subarray(start, start + length) ?? new Float32Array(0));
        start += length;
      }
      filled += start;
      split.windowEnds[text] = split.ids.length;
    }
    const longest = Math.max(...split.ids.map(({ length }) => length));
    const { feeds } = batchFeeds(
      model,
      { ...split, targets: [] },
      { rows: [...batch.keys()], padding: { padId: 0, fixedTime: model.fixedTime ?? longest }, targets: false },
    );
    const others = this.explained.parameters.filter(({ name }) => name !== model.tokenTable);
    return {
      ...parameterFeeds(others, values),
      ...feeds,
      [model.tokenTable]: tensor("f32", [filled, width], table),
    };
  }

  private weightFeeds(weights: readonly (readonly Float32Array[])[]): Record<string, Tensor> {
    const feeds = this.model.heads.map(({ name, size }, head) => {
      const rows = new Float32Array(weights.length * size);
      weights.forEach((own, row) => {
        rows.set(present(own[head], "the weights of a head"), row * size);
      });
      return [EXPLAINED.weights(name), tensor("f32", [weights.length, size], rows)] as const;
    });
    return Object.fromEntries(feeds);
  }
}
