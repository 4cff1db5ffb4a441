import type { Value } from "../../engine/index.js";
import { activate, firstTokens, givenInit, linear, meanOfTokens, type Scope, type TokenRows } from "../../nn/index.js";
import type { WindowPooling } from "../../text/index.js";
import type { HeadSpec } from "../neural/neural-model.js";
import type { EncoderArchitecture } from "./architecture.js";
import { type DenseLayer, ENCODER_FAMILIES } from "./family.js";
import { denseInit } from "./initialize.js";

/** How the states of all tokens become one vector. */
export const TRANSFORMER_POOLINGS = ["reference", "cls", "mean"] as const;

/**
 * reference: as the reference's classifier has it: the first token through BERT's pooler, or through the dense layer that
 * the heads of the others begin with; cls: the first token; mean: the mean of the real tokens.
 */
export type TransformerPooling = (typeof TRANSFORMER_POOLINGS)[number];

/** A head over an encoder. */
export interface TransformerHead {
  readonly architecture: EncoderArchitecture;
  readonly pooling: TransformerPooling;
  readonly heads: readonly HeadSpec[];
  /** Dropout rate in the head. */
  readonly dropout: number;
  /** How the vectors of a text's windows become one; each text is one sequence where undefined. */
  readonly windowPooling?: WindowPooling | undefined;
}

/**
 * The vector of each row (a text, or a window of one) that the heads' last linear layers read: pooled, and through the dense layer that all heads
 * share, where the reference has one. → [B, H]
 */
export function textFeatures(scope: Scope, tokens: TokenRows, head: TransformerHead): Value {
  const { architecture, pooling, dropout } = head;
  const pooled = pool(scope, tokens, head);
  const layer = pooling === "reference" ? ENCODER_FAMILIES[architecture.type].headDense : undefined;
  if (!layer) return pooled;
  return dense(scope, layer.dropoutBefore ? scope.dropout(pooled, dropout, "features") : pooled, layer, architecture);
}

function pool(scope: Scope, tokens: TokenRows, { architecture, pooling }: TransformerHead): Value {
  if (pooling === "mean") return meanOfTokens(scope, tokens);
  const first = firstTokens(scope, tokens);
  const { pooler } = ENCODER_FAMILIES[architecture.type];
  return pooling === "reference" && pooler ? dense(scope, first, pooler, architecture) : first;
}

/**
 * The logits of each head over the texts' vectors.
 * @param features  [B, H]
 * @returns         [B, L] a head
 */
export function headLogits(scope: Scope, features: Value, head: TransformerHead): Value[] {
  const { architecture, heads, dropout } = head;
  const dropped = scope.dropout(features, dropout, "head");
  return heads.map((spec) => {
    const name = logitsName(architecture, spec, heads);
    const drawn = denseInit(architecture.initializerRange);
    const initialize = spec.startBias ? { ...drawn, bias: givenInit(spec.startBias) } : drawn;
    return linear(scope.child(name), dropped, { in: architecture.hiddenSize, out: spec.size, initialize });
  });
}

/**
 * The name of a head's last linear layer: the reference's for the only head of a model; with the head's name behind it,
 * as in `classifier.level1.weight`, for one of several.
 */
export function logitsName({ type }: EncoderArchitecture, head: HeadSpec, heads: readonly HeadSpec[]): string {
  const { logits } = ENCODER_FAMILIES[type];
  return heads.length === 1 ? logits : `${logits}.${head.name}`;
}

/** The parameters of the heads' last linear layers: what strategy frozen trains. */
export function headParameters(architecture: EncoderArchitecture, heads: readonly HeadSpec[]): ReadonlySet<string> {
  const names = heads.map((head) => logitsName(architecture, head, heads));
  return new Set(names.flatMap((name) => [`${name}.weight`, `${name}.bias`]));
}

function dense(scope: Scope, x: Value, { name, activation }: DenseLayer, architecture: EncoderArchitecture): Value {
  const { hiddenSize, initializerRange } = architecture;
  const size = { in: hiddenSize, out: hiddenSize, initialize: denseInit(initializerRange) };
  return activate(scope, linear(scope.child(name), x, size), activation);
}
