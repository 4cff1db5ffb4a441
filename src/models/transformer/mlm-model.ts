import { GraphBuilder, type Value } from "../../engine/index.js";
import { activate, constantInit, indexedCrossEntropy, layerNorm, linear, realTokens, Scope } from "../../nn/index.js";
import { present } from "../../shared/index.js";
import {
  type BuildOptions,
  type HeadSpec,
  INPUT,
  type LayerSummary,
  type NeuralGraph,
  type NeuralModel,
  OUTPUT,
} from "../neural/neural-model.js";
import { type EncoderArchitecture, longestInput } from "./architecture.js";
import { WORD_TABLE, wordTable } from "./embeddings.js";
import { encodeTokens } from "./encoder.js";
import { ENCODER_FAMILIES } from "./family.js";
import { denseInit } from "./initialize.js";
import { maskedHead } from "./mlm-family.js";
import { summarizeEncoder } from "./summarize.js";

/** The name of the only head: which token stands at a place. */
export const TOKEN_HEAD = "token";

/** The symbol of the number of places that are looked at. */
const PLACES = "M";

/** [M] i32: the places that are looked at, counted over the tokens of all texts: text · T + token. */
export const POSITIONS_INPUT = "positions";

/** A network that guesses masked tokens. */
export interface MaskedLanguageModel extends NeuralModel {
  readonly architecture: EncoderArchitecture;
  /** The longest text in tokens, special ones included, that the table of positions has rows for. */
  readonly longestInput: number;
}

/**
 * An encoder with the reference's head for masked language modelling (Devlin et al. 2019, §3.1): the states of masked
 * places → dense, activation, norm → the table of words as a linear layer → a softmax over the vocabulary. Only the places
 * that are fed are looked at: of 32 texts of 128 tokens some 600, where all would be 4,096.
 *
 * The table is one parameter with two uses, so its gradient is the sum of both, and dense: the softmax moves every word.
 * The step therefore feeds and moves the whole table (`lazyRows: false`).
 */
export function maskedLanguageModel(architecture: EncoderArchitecture): MaskedLanguageModel {
  const heads: readonly HeadSpec[] = [{ name: TOKEN_HEAD, size: architecture.vocabularySize, kind: "softmax" }];
  return {
    architecture,
    heads,
    longestInput: longestInput(architecture),
    tokenTable: `${ENCODER_FAMILIES[architecture.type].prefix}.${WORD_TABLE}.weight`,
    usesTokenWeights: false,
    build: (options) => buildGraph(architecture, options),
    summarize: () => [...summarizeEncoder(architecture), ...headLines(architecture)],
  };
}

function buildGraph(architecture: EncoderArchitecture, { mode, float = "f32", int8 }: BuildOptions): NeuralGraph {
  const g = new GraphBuilder(float);
  const scope = Scope.root(g, { training: mode === "training" });
  const ids = scope.data(INPUT.ids, "i32", ["B", "T"]);
  const lengths = scope.data(INPUT.lengths, "i32", ["B"]);
  const positions = scope.data(POSITIONS_INPUT, "i32", [PLACES]);
  const table = wordTable(scope.child(ENCODER_FAMILIES[architecture.type].prefix), architecture);
  const real = realTokens(scope, lengths, "T");
  const { rows } = encodeTokens(scope, { ids, real, table, int8 }, architecture); // [B·T, H]
  const logits = tokenLogits(scope, { states: scope.m.gather(rows, positions), table }, architecture); // [M, V]
  if (mode === "prediction") g.output(OUTPUT.logits(TOKEN_HEAD), logits);
  else tokenLoss(scope, logits);
  return { graph: g.build(), parameters: scope.parameters, masks: scope.masks };
}

/**
 * @param states  [M, H]
 * @param table   [V, H]
 * @returns       [M, V]
 */
function tokenLogits(
  scope: Scope,
  { states, table }: { readonly states: Value; readonly table: Value },
  architecture: EncoderArchitecture,
): Value {
  const head = present(maskedHead(architecture), `the head of ${architecture.type}`);
  const { hiddenSize: size, vocabularySize, activation, normEpsilon: epsilon, initializerRange } = architecture;
  const initialize = denseInit(initializerRange);
  const dense = linear(scope.child(head.dense), states, { in: size, out: size, initialize });
  const active = activate(scope, dense, head.activation ?? activation);
  const normal = layerNorm(scope.child(head.norm), active, { size, epsilon });
  const bias = scope.parameter(head.bias, [vocabularySize], { initialize: constantInit(0), decay: false });
  return scope.m.gemm(normal, table, { transB: true, bias });
}

function tokenLoss(scope: Scope, logits: Value): void {
  const { g, m } = scope;
  const targets = scope.data(INPUT.targets(TOKEN_HEAD), "i32", [PLACES]);
  const normalizer = scope.data(INPUT.normalizer(TOKEN_HEAD), g.float, []);
  const { loss, right } = indexedCrossEntropy(scope, { logits, targets });
  g.output(OUTPUT.headLoss(TOKEN_HEAD), loss);
  g.output(OUTPUT.right(TOKEN_HEAD), right);
  g.output(OUTPUT.loss, m.mul(loss, normalizer));
}

function headLines(architecture: EncoderArchitecture): LayerSummary[] {
  const { dense, norm, bias, activation } = present(maskedHead(architecture), "a head for masked tokens");
  const state: LayerSummary["outputShape"] = [PLACES, architecture.hiddenSize];
  const kind = `linear, ${activation ?? architecture.activation}`;
  return [
    { name: "masked places", kind: "gather", outputShape: state, parameters: [] },
    { name: dense, kind, outputShape: state, parameters: [`${dense}.`] },
    { name: norm, kind: "layer norm", outputShape: state, parameters: [`${norm}.`] },
    {
      name: "decoder",
      kind: "linear over the table of words, softmax",
      outputShape: [PLACES, architecture.vocabularySize],
      parameters: [bias],
    },
  ];
}
