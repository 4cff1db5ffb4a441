import { type Dim, GraphBuilder } from "../../engine/index.js";
import { realTokens, Scope } from "../../nn/index.js";
import type { WindowPooling } from "../../text/index.js";
import { headOutputs } from "../neural/heads.js";
import {
  type BuildOptions,
  type HeadSpec,
  INPUT,
  type NeuralGraph,
  type NeuralModel,
  OUTPUT,
} from "../neural/neural-model.js";
import { poolWindows, rowSymbol } from "../neural/windows.js";
import { type EncoderArchitecture, longestInput } from "./architecture.js";
import { WORD_TABLE } from "./embeddings.js";
import { type EncoderInput, encodeTokens } from "./encoder.js";
import { ENCODER_FAMILIES } from "./family.js";
import { headLogits, type TransformerHead, type TransformerPooling, textFeatures } from "./head.js";
import { summarizeTransformer } from "./summarize.js";

/** What a transformer is made from. */
export interface TransformerModelOptions {
  readonly architecture: EncoderArchitecture;
  readonly heads: readonly HeadSpec[];
  /** Default: reference. */
  readonly pooling?: TransformerPooling;
  /** Dropout rate in the head; that of the architecture where not given. */
  readonly classifierDropout?: number | undefined;
  /** How the vectors of a text's windows become one; each text is one sequence where not given. */
  readonly windowPooling?: WindowPooling | undefined;
}

/** A network over an encoder of the BERT family. */
export interface TransformerModel extends NeuralModel {
  readonly architecture: EncoderArchitecture;
  readonly pooling: TransformerPooling;
  /** The longest text in tokens, special ones included, that the table of positions has rows for. */
  readonly longestInput: number;
}

/**
 * `bert`, `distilbert`, `roberta`, `xlm-roberta` and `electra` with classification heads: embeddings → layers → pooling
 * (→ windows) → dropout → heads. Parameters have the names of the reference's checkpoints.
 */
export function transformerModel(options: TransformerModelOptions): TransformerModel {
  const { architecture, heads, pooling = "reference", classifierDropout, windowPooling } = options;
  const dropout = classifierDropout ?? architecture.dropout.classifier;
  const head = { architecture, heads, pooling, dropout, windowPooling };
  return {
    architecture,
    heads,
    pooling,
    windowPooling,
    longestInput: longestInput(architecture),
    tokenTable: `${ENCODER_FAMILIES[architecture.type].prefix}.${WORD_TABLE}.weight`,
    usesTokenWeights: false,
    build: (build) => buildGraph(head, build),
    summarize: () => summarizeTransformer(head),
  };
}

function buildGraph(head: TransformerHead, build: BuildOptions): NeuralGraph {
  const g = new GraphBuilder(build.float ?? "f32");
  const scope = Scope.root(g, { training: build.mode === "training" });
  const rows = rowSymbol(head.windowPooling, build);
  const input = build.masked ? maskedTokens(scope, rows, head.architecture) : ownTokens(scope, rows);
  const tokens = encodeTokens(scope, { ...input, int8: build.int8 }, head.architecture);
  const vectors = textFeatures(scope, tokens, head); // [W, H]
  const features = poolWindows(scope, vectors, { pooling: head.windowPooling, build }); // [B, H]
  if (build.features) g.output(OUTPUT.features, features);
  if (build.attentions) {
    tokens.attentions.forEach((weights, layer) => {
      g.output(OUTPUT.layerAttention(layer), weights);
    });
  }
  headOutputs(scope, headLogits(scope, features, head), { ...build, heads: head.heads });
  return { graph: g.build(), parameters: scope.parameters, masks: scope.masks };
}

/** Tokens as training and our own prediction feed them. */
function ownTokens(scope: Scope, rows: Dim): EncoderInput {
  const ids = scope.data(INPUT.ids, "i32", [rows, "T"]);
  const lengths = scope.data(INPUT.lengths, "i32", [rows]);
  return { ids, real: realTokens(scope, lengths, "T") };
}

/** Tokens as the reference's models take them. */
function maskedTokens(scope: Scope, rows: Dim, { tokenTypes }: EncoderArchitecture): EncoderInput {
  const ids = scope.data(INPUT.ids, "i64", [rows, "T"]);
  const real = scope.m.cast(scope.data(INPUT.attentionMask, "i64", [rows, "T"]), "bool");
  if (tokenTypes < 2) return { ids, real };
  return { ids, real, tokenTypes: scope.data(INPUT.tokenTypes, "i64", [rows, "T"]) };
}
