import { type Dim, GraphBuilder, type Shape, type Value } from "../../engine/index.js";
import { attentionPooling, embedding, lstm, maxPooling, meanPooling, Scope } from "../../nn/index.js";
import type { WindowPooling } from "../../text/index.js";
import type { RecurrentConfig } from "../config.js";
import { classificationHeads } from "../neural/heads.js";
import {
  type BuildOptions,
  describeHeadLayer,
  type HeadSpec,
  INPUT,
  type LayerSummary,
  type NeuralGraph,
  type NeuralModel,
  OUTPUT,
} from "../neural/neural-model.js";
import { poolWindows, rowSymbol, windowLine } from "../neural/windows.js";

/** What a recurrent model is made from, beside its config. */
export interface RecurrentModelOptions {
  readonly config: RecurrentConfig;
  readonly vocabularySize: number;
  readonly embeddingSize: number;
  readonly heads: readonly HeadSpec[];
  readonly maxLength: number;
  /** How the vectors of a text's windows become one; each text is one sequence where not given. */
  readonly windowPooling?: WindowPooling | undefined;
}

/** Dropout at its three places. */
interface RecurrentDropout {
  readonly embeddings: number;
  readonly layers: number;
  readonly head: number;
}

/** The dropout rates of a config, where one number stands for all places. */
function dropoutRates({ dropout }: RecurrentConfig): RecurrentDropout {
  return typeof dropout === "number" ? { embeddings: dropout, layers: dropout, head: dropout } : dropout;
}

/** How a config's model turns states into one vector. */
function poolingOf(config: RecurrentConfig): "last" | "mean" | "max" | "attention" {
  return config.type === "bilstm-attention" ? "attention" : config.pooling;
}

/** `lstm`, `bilstm` and `bilstm-attention`: embeddings → (weights) → dropout → LSTM → pooling (→ windows) → dropout → heads. */
export function recurrentModel(options: RecurrentModelOptions): NeuralModel {
  const { config, heads, maxLength, windowPooling } = options;
  const fixedTime = config.cell === "textbook" ? maxLength : undefined;
  return {
    heads,
    tokenTable: "embedding.weight",
    usesTokenWeights: config.tfidf_weighting,
    fixedTime,
    windowPooling,
    build: (build) => buildGraph(options, build, fixedTime ?? "T"),
    summarize: () => summarize(options),
  };
}

const isBidirectional = ({ type }: RecurrentConfig): boolean => type !== "lstm";

function buildGraph(options: RecurrentModelOptions, build: BuildOptions, time: Dim): NeuralGraph {
  const { config, heads, embeddingSize, vocabularySize } = options;
  const g = new GraphBuilder(build.float ?? "f32");
  const scope = Scope.root(g, { training: build.mode === "training" });
  const { m } = scope;
  const rates = dropoutRates(config);
  const shapeOfIds = [rowSymbol(options.windowPooling, build), time];
  const { ids, lengths } = build.masked ? maskedTokens(scope, shapeOfIds) : ownTokens(scope, shapeOfIds);
  const byStep = m.transpose(ids, [1, 0]); // [T, B]
  const rows = embedding(scope.child("embedding"), byStep, { rows: vocabularySize, size: embeddingSize }); // [T, B, E]
  const weighted = config.tfidf_weighting ? weighTokens(scope, rows, shapeOfIds) : rows;
  const x = scope.dropout(weighted, rates.embeddings, "embeddings");
  const bidirectional = isBidirectional(config);
  const { hidden_size: hiddenSize, layers, cell } = config;
  const shape = { inputSize: embeddingSize, hiddenSize, layers, bidirectional, dropout: rates.layers, cell };
  const encoded = lstm(scope.child("lstm"), { x, lengths }, shape);
  const vectors = pool(scope, { ...encoded, lengths }, config); // [W, D·H]
  const pooled = poolWindows(scope, vectors, { pooling: options.windowPooling, build }); // [B, D·H]
  const features = scope.dropout(pooled, rates.head, "head");
  classificationHeads(scope, features, { ...build, heads, width: hiddenSize * (bidirectional ? 2 : 1) });
  return { graph: g.build(), parameters: scope.parameters, masks: scope.masks };
}

/** Tokens as training and our own prediction feed them. */
function ownTokens(scope: Scope, shape: Shape): { readonly ids: Value; readonly lengths: Value } {
  return { ids: scope.data(INPUT.ids, "i32", shape), lengths: scope.data(INPUT.lengths, "i32", shape.slice(0, 1)) };
}

/** Tokens as Hugging Face's tokenizers give them. */
function maskedTokens(scope: Scope, shape: Shape): { readonly ids: Value; readonly lengths: Value } {
  const { g, m } = scope;
  const ids = scope.data(INPUT.ids, "i64", shape);
  const mask = scope.data(INPUT.attentionMask, "i64", shape);
  return { ids, lengths: m.cast(m.sum(m.cast(mask, g.float), { axes: [1] }), "i32") };
}

function weighTokens(scope: Scope, rows: Value, shape: Shape): Value {
  const { m } = scope;
  const weights = scope.data(INPUT.tokenWeights, scope.g.float, shape);
  return m.mul(rows, m.unsqueeze(m.transpose(weights, [1, 0]), 2));
}

function pool(scope: Scope, encoded: { states: Value; final: Value; lengths: Value }, config: RecurrentConfig): Value {
  switch (poolingOf(config)) {
    case "last":
      return encoded.final;
    case "mean":
      return meanPooling(scope, encoded);
    case "max":
      return maxPooling(scope, encoded);
    case "attention": {
      const { pooled, weights } = attentionPooling(scope.child("attention"), encoded, { score: config.attention });
      if (!scope.training) scope.g.output(OUTPUT.attention, weights);
      return pooled;
    }
  }
}

function summarize(options: RecurrentModelOptions): LayerSummary[] {
  const { config, heads, embeddingSize } = options;
  const bidirectional = isBidirectional(config);
  const width = config.hidden_size * (bidirectional ? 2 : 1);
  const pooling = poolingOf(config);
  const kind = bidirectional ? "bidirectional LSTM" : "LSTM";
  const rates = dropoutRates(config);
  const dropout = (rate: number, name: string, outputShape: LayerSummary["outputShape"]): LayerSummary[] =>
    rate === 0 ? [] : [{ name, kind: `dropout ${rate}`, outputShape, parameters: [] }];
  return [
    { name: "embedding", kind: "embedding", outputShape: ["B", "T", embeddingSize], parameters: ["embedding."] },
    ...(config.tfidf_weighting
      ? [{ name: "tfidf", kind: "TF-IDF weighting", outputShape: ["B", "T", embeddingSize], parameters: [] }]
      : []),
    ...dropout(rates.embeddings, "dropout.embeddings", ["B", "T", embeddingSize]),
    ...Array.from({ length: config.layers }, (_, layer) => ({
      name: `lstm.l${layer}`,
      kind: config.cell === "textbook" ? `${kind}, textbook cell` : kind,
      outputShape: ["B", "T", width],
      parameters: ["", "_reverse"].flatMap((direction) =>
        ["weight_ih", "weight_hh", "bias"].map((name) => `lstm.${name}_l${layer}${direction}`),
      ),
    })),
    {
      name: pooling,
      kind: pooling === "attention" ? `attention pooling, ${config.attention}` : `${pooling} pooling`,
      outputShape: ["B", width],
      parameters: ["attention."],
    },
    ...windowLine(options.windowPooling, width),
    ...dropout(rates.head, "dropout.head", ["B", width]),
    ...heads.map((head) => ({
      name: `heads.${head.name}`,
      kind: describeHeadLayer(head),
      outputShape: ["B", head.size],
      parameters: [`heads.${head.name}.`],
    })),
  ];
}
