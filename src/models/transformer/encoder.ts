import { type Dim, type Int8Bits, product, type Value } from "../../engine/index.js";
import {
  type AttentionInput,
  attentionBias,
  feedForward,
  layerNorm,
  type Scope,
  selfAttention,
  type TokenRows,
} from "../../nn/index.js";
import type { EncoderArchitecture } from "./architecture.js";
import { type EmbeddedTokens, embedTokens } from "./embeddings.js";
import { ENCODER_FAMILIES } from "./family.js";
import { denseInit } from "./initialize.js";

/** A padded batch of texts. */
export interface EncoderInput extends EmbeddedTokens {
  /** [B, T] bool: which tokens are real; at least the first of each text. */
  readonly real: Value;
  /** Bits of the weights in the products of the layers' linear parts; full precision where not given. */
  readonly int8?: Int8Bits | undefined;
}

/** What an encoder gives. */
export interface EncodedTokens extends TokenRows {
  /** [B, A, T, T] a layer: how much each token looks at each other. */
  readonly attentions: readonly Value[];
}

/**
 * Texts through an encoder, from token ids to the states of the last layer. The names of its parameters are those of the
 * reference's checkpoints, prefix included.
 */
export function encodeTokens(scope: Scope, input: EncoderInput, architecture: EncoderArchitecture): EncodedTokens {
  const { ids, real } = input;
  const { prefix, layers } = ENCODER_FAMILIES[architecture.type];
  const encoder = scope.child(prefix);
  const [batch, time] = ids.shape as [Dim, Dim];
  const bias = attentionBias(scope, real);
  const embedded = embedTokens(encoder, input, architecture); // [B, T, H]
  let rows = scope.m.reshape(embedded, [product([batch, time]), architecture.hiddenSize]); // [B·T, H]
  const attentions: Value[] = [];
  for (let layer = 0; layer < architecture.layers; layer++) {
    const encoded = encoderLayer(
      encoder.child(`${layers}.${layer}`).withLinearBits(input.int8),
      { rows, bias },
      architecture,
    );
    rows = encoded.rows;
    attentions.push(encoded.weights);
  }
  return { rows, real, attentions };
}

/** Attention and feed-forward, each followed by dropout, the residual sum and a norm (Vaswani et al. 2017, §3.1). */
function encoderLayer(scope: Scope, { rows, bias }: AttentionInput, architecture: EncoderArchitecture) {
  const { type, hiddenSize: size, heads, innerSize, activation, normEpsilon, dropout } = architecture;
  const names = ENCODER_FAMILIES[type];
  const initialize = denseInit(architecture.initializerRange);
  const join = (x: Value, added: Value, name: string): Value => {
    const summed = scope.m.add(scope.dropout(added, dropout.hidden, name), x);
    return layerNorm(scope.child(name), summed, { size, epsilon: normEpsilon });
  };
  const attention = { size, heads, dropout: dropout.attention, names: names.attention, initialize };
  const attended = selfAttention(scope, { rows, bias }, attention);
  const between = join(rows, attended.rows, names.attentionNorm);
  const fed = feedForward(scope, between, { size, innerSize, activation, names: names.feedForward, initialize });
  return { rows: join(between, fed, names.outputNorm), weights: attended.weights };
}
