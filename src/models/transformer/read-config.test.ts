import { describe, expect, it } from "vitest";
import { PinakesError } from "../../shared/index.js";
import { longestInput } from "./architecture.js";
import { architectureFromConfig } from "./read-config.js";

const bert = {
  model_type: "bert",
  vocab_size: 30522,
  hidden_size: 768,
  num_hidden_layers: 12,
  num_attention_heads: 12,
  intermediate_size: 3072,
  max_position_embeddings: 512,
};

const distilbert = {
  model_type: "distilbert",
  vocab_size: 30522,
  dim: 768,
  n_layers: 6,
  n_heads: 12,
  hidden_dim: 3072,
  max_position_embeddings: 512,
};

const read = (config: unknown) => architectureFromConfig(config, "config.json");

function failure(config: unknown): PinakesError {
  try {
    read(config);
  } catch (error) {
    if (error instanceof PinakesError) return error;
  }
  throw new Error("it was read without an error");
}

describe("architectureFromConfig", () => {
  it("fills in the reference's defaults", () => {
    expect(read(bert)).toEqual({
      type: "bert",
      vocabularySize: 30522,
      embeddingSize: 768,
      hiddenSize: 768,
      layers: 12,
      heads: 12,
      innerSize: 3072,
      activation: "gelu",
      positions: 512,
      firstPosition: 0,
      tokenTypes: 2,
      padId: 0,
      normEpsilon: 1e-12,
      initializerRange: 0.02,
      dropout: { hidden: 0.1, attention: 0.1, classifier: 0.1 },
    });
  });

  it("takes the dropout of the head from the hidden one, unless it has its own", () => {
    expect(read({ ...bert, hidden_dropout_prob: 0.3, classifier_dropout: null }).dropout.classifier).toBe(0.3);
    expect(read({ ...bert, hidden_dropout_prob: 0.3, classifier_dropout: 0 }).dropout.classifier).toBe(0);
    expect(read({ ...distilbert, dropout: 0.3 }).dropout).toEqual({ hidden: 0.3, attention: 0.1, classifier: 0.2 });
  });

  it("counts RoBERTa's positions from pad + 1", () => {
    const roberta = read({ ...bert, model_type: "roberta", max_position_embeddings: 514, pad_token_id: 1 });
    expect([roberta.firstPosition, longestInput(roberta)]).toEqual([2, 512]);
    expect(read({ ...bert, model_type: "xlm-roberta", max_position_embeddings: 514 }).padId).toBe(1);
    expect(longestInput(read(bert))).toBe(512);
  });

  it("reads ELECTRA's narrow embeddings, and no such key of others", () => {
    expect(read({ ...bert, model_type: "electra", embedding_size: 128 }).embeddingSize).toBe(128);
    expect(read({ ...bert, model_type: "electra" }).embeddingSize).toBe(768);
    expect(read({ ...bert, embedding_size: 128 }).embeddingSize).toBe(768);
  });

  it.each([
    ["gelu_new", "gelu_tanh"],
    ["gelu_pytorch_tanh", "gelu_tanh"],
    ["relu", "relu"],
  ])("reads activation %s as %s", (name, activation) => {
    expect(read({ ...bert, hidden_act: name }).activation).toBe(activation);
    expect(read({ ...distilbert, activation: name }).activation).toBe(activation);
  });

  it.each([
    ["another kind", { ...bert, model_type: "t5" }, /model_type is "t5"; supported: bert, distilbert, roberta, xlm-/],
    ["no kind", { hidden_size: 4 }, /no description of an encoder:.*model_type/],
    [
      "relative positions",
      { ...bert, position_embedding_type: "relative_key" },
      /position_embedding_type is "relative_key"; supported: absolute/,
    ],
    ["another activation", { ...bert, hidden_act: "silu" }, /hidden_act is "silu"; supported: gelu, .*relu/],
    ["another activation", { ...distilbert, activation: "mish" }, /activation is "mish"; supported: gelu/],
    ["a decoder", { ...bert, is_decoder: true }, /is_decoder/],
    ["a size that is missing", { ...bert, intermediate_size: undefined }, /intermediate_size/],
    ["a size that is none", { ...distilbert, dim: 0 }, /dim/],
    ["a dropout of 1", { ...bert, hidden_dropout_prob: 1 }, /hidden_dropout_prob/],
    ["heads that don't divide", { ...bert, num_attention_heads: 11 }, /768 does not divide into 11 attention heads/],
    ["a pad outside", { ...bert, pad_token_id: 30522 }, /pad_token_id is 30522, but the vocabulary has 30522/],
    ["a list", [], /no description/],
    ["nothing", undefined, /no description/],
  ])("refuses %s", (_name, config, message) => {
    const error = failure(config);
    expect(error).toMatchObject({ code: "MODEL_ARTIFACT", where: "config.json" });
    expect(error.message).toMatch(message);
  });
});
