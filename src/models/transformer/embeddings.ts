import type { Dim, Value } from "../../engine/index.js";
import { embedding, layerNorm, linear, type Scope } from "../../nn/index.js";
import type { EncoderArchitecture } from "./architecture.js";
import { denseInit, tableInit } from "./initialize.js";

/** The table of words, under the encoder's prefix. */
export const WORD_TABLE = "embeddings.word_embeddings";

/** Tokens, and the table that they are looked up in. */
export interface EmbeddedTokens {
  /** [B, T] i32 or i64 */
  readonly ids: Value;
  /** [V, E] The whole table of words, where something else has a part in it; else one of any number of rows is declared. */
  readonly table?: Value | undefined;
  /** [B, T] i32 or i64: the type of each token; 0 where not given. */
  readonly tokenTypes?: Value | undefined;
}

/** Declares the whole table of words, of which every batch may move every row. [V, E] */
export function wordTable(encoder: Scope, architecture: EncoderArchitecture): Value {
  const { embeddingSize, vocabularySize } = architecture;
  const initialize = wordInit(architecture);
  return encoder.child(WORD_TABLE).parameter("weight", [vocabularySize, embeddingSize], { initialize });
}

function wordInit({ embeddingSize: width, initializerRange, padId }: EncoderArchitecture) {
  return tableInit(initializerRange, { row: padId, width });
}

/**
 * The sum of the embeddings of word, position and token type, normalised, and widened where the layers are wider.
 * @param encoder  the scope of the encoder's prefix
 * @returns        [B, T, H]
 */
export function embedTokens(encoder: Scope, tokens: EmbeddedTokens, architecture: EncoderArchitecture): Value {
  const { m } = encoder;
  const { ids, table } = tokens;
  const { embeddingSize: width, hiddenSize, vocabularySize: rows, initializerRange } = architecture;
  const words = table
    ? m.gather(table, ids)
    : embedding(encoder.child(WORD_TABLE), ids, { rows, size: width, initialize: wordInit(architecture) }); // [B, T, E]
  const scope = encoder.child("embeddings");
  const summed = m.add(words, placeEmbeddings(scope, tokens, architecture));
  const normal = layerNorm(scope.child("LayerNorm"), summed, { size: width, epsilon: architecture.normEpsilon });
  const dropped = scope.dropout(normal, architecture.dropout.hidden, "dropout");
  if (width === hiddenSize) return dropped;
  const initialize = denseInit(initializerRange);
  return linear(encoder.child("embeddings_project"), dropped, { in: width, out: hiddenSize, initialize });
}

/**
 * The embeddings of the places 0, …, T − 1 and of the token types. A token of padding has no place of its own in RoBERTa;
 * here it has one, which nothing looks at.
 * @returns [T, E], the same for all texts; [B, T, E] where each token brings its type
 */
function placeEmbeddings(
  scope: Scope,
  { ids, tokenTypes: typeIds }: EmbeddedTokens,
  architecture: EncoderArchitecture,
): Value {
  const { m } = scope;
  const time = ids.shape[1] as Dim;
  const { embeddingSize: width, initializerRange, padId, positions, firstPosition, tokenTypes } = architecture;
  const table = scope.parameter("position_embeddings.weight", [positions, width], {
    initialize: tableInit(initializerRange, firstPosition > 0 ? { row: padId, width } : undefined),
  });
  const places = firstPosition > 0 ? m.add(m.iota(time), firstPosition) : m.iota(time); // [T]
  const placed = m.gather(table, places); // [T, E]
  if (tokenTypes === 0) return placed;
  const types = scope.parameter("token_type_embeddings.weight", [tokenTypes, width], {
    initialize: tableInit(initializerRange),
  });
  return m.add(placed, typeIds ? m.gather(types, typeIds) : m.slice(types, 0, [0, 1]));
}
