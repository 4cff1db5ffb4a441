import { describeHeadLayer, type LayerSummary } from "../neural/neural-model.js";
import { windowLine } from "../neural/windows.js";
import type { EncoderArchitecture } from "./architecture.js";
import { WORD_TABLE } from "./embeddings.js";
import { ENCODER_FAMILIES } from "./family.js";
import { logitsName, type TransformerHead } from "./head.js";

type Shape = LayerSummary["outputShape"];

const dropoutLine = (name: string, rate: number, outputShape: Shape): LayerSummary[] =>
  rate === 0 ? [] : [{ name, kind: `dropout ${rate}`, outputShape, parameters: [] }];

/** A transformer's layers from input to heads; dropout inside the encoder's layers is part of their lines. */
export function summarizeTransformer(head: TransformerHead): LayerSummary[] {
  return [...summarizeEncoder(head.architecture), ...headLines(head)];
}

/** An encoder's layers, from embeddings to the last one. */
export function summarizeEncoder(architecture: EncoderArchitecture): LayerSummary[] {
  const { type, embeddingSize, hiddenSize, layers, heads, innerSize, activation, dropout } = architecture;
  const family = ENCODER_FAMILIES[type];
  const table = (name: string, kind: string): LayerSummary => ({
    name,
    kind,
    outputShape: ["B", "T", embeddingSize],
    parameters: [`${family.prefix}.${name}.`],
  });
  const wide: Shape = ["B", "T", hiddenSize];
  const widening = { name: "embeddings_project", kind: "linear", outputShape: wide };
  return [
    table(WORD_TABLE, "embedding"),
    table("embeddings.position_embeddings", "position embedding"),
    ...(architecture.tokenTypes > 0 ? [table("embeddings.token_type_embeddings", "token type embedding")] : []),
    table("embeddings.LayerNorm", "layer norm"),
    ...dropoutLine("embeddings.dropout", dropout.hidden, ["B", "T", embeddingSize]),
    ...(embeddingSize === hiddenSize ? [] : [{ ...widening, parameters: [`${family.prefix}.embeddings_project.`] }]),
    ...Array.from({ length: layers }, (_, layer) => ({
      name: `${family.layers}.${layer}`,
      kind: `self-attention, ${heads} heads; feed-forward, ${innerSize}, ${activation}`,
      outputShape: wide,
      parameters: [`${family.prefix}.${family.layers}.${layer}.`],
    })),
  ];
}

function headLines({ architecture, pooling, heads, dropout, windowPooling }: TransformerHead): LayerSummary[] {
  const { pooler, headDense } = ENCODER_FAMILIES[architecture.type];
  const vector: Shape = ["B", architecture.hiddenSize];
  const pooled = pooling === "mean" ? "mean pooling" : "first token";
  const dense = pooling === "reference" ? (pooler ?? headDense) : undefined;
  return [
    { name: "pooling", kind: pooled, outputShape: vector, parameters: [] },
    ...(dense && dense === headDense && headDense.dropoutBefore
      ? dropoutLine("dropout.features", dropout, vector)
      : []),
    ...(dense
      ? [{ name: dense.name, kind: `linear, ${dense.activation}`, outputShape: vector, parameters: [`${dense.name}.`] }]
      : []),
    ...windowLine(windowPooling, architecture.hiddenSize),
    ...dropoutLine("dropout.head", dropout, vector),
    ...heads.map((head) => {
      const name = logitsName(architecture, head, heads);
      return { name, kind: describeHeadLayer(head), outputShape: ["B", head.size], parameters: [`${name}.`] };
    }),
  ];
}
