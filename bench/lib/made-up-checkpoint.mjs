import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { architectureFromConfig, transformerModel, writeSafetensors } from "../../dist/models/index.js";

const common = { vocab_size: 30522, max_position_embeddings: 512, initializer_range: 0.02, pad_token_id: 0 };

/**
 * Published checkpoints by name: what their config.json says, what their files hold beside the encoder, and the parameters of
 * the reference's classifier over four labels, which is the encoder (109,482,240 and 66,362,880), the dense layer of
 * DistilBERT's head (590,592) and the last layer (3,076).
 */
export const CHECKPOINTS = {
  "bert-base-uncased": {
    type: "bert",
    parameters: 109_485_316,
    config: {
      ...common,
      ...{ architectures: ["BertForMaskedLM"], model_type: "bert", hidden_size: 768, num_hidden_layers: 12 },
      ...{ num_attention_heads: 12, intermediate_size: 3072, type_vocab_size: 2, hidden_act: "gelu" },
      ...{ layer_norm_eps: 1e-12, hidden_dropout_prob: 0.1, attention_probs_dropout_prob: 0.1 },
    },
    beside: {
      "cls.predictions.bias": [30522],
      "cls.predictions.transform.dense.weight": [768, 768],
      "cls.predictions.transform.dense.bias": [768],
      "cls.predictions.transform.LayerNorm.gamma": [768],
      "cls.predictions.transform.LayerNorm.beta": [768],
      "cls.seq_relationship.weight": [2, 768],
      "cls.seq_relationship.bias": [2],
    },
    // This file was converted from TensorFlow.
    nameOf: (name) =>
      name.replace(/LayerNorm\.weight$/u, "LayerNorm.gamma").replace(/LayerNorm\.bias$/u, "LayerNorm.beta"),
  },
  "distilbert-base-uncased": {
    type: "distilbert",
    parameters: 66_956_548,
    config: {
      ...common,
      ...{ architectures: ["DistilBertForMaskedLM"], model_type: "distilbert", dim: 768, n_layers: 6, n_heads: 12 },
      ...{ hidden_dim: 3072, activation: "gelu", dropout: 0.1, attention_dropout: 0.1, seq_classif_dropout: 0.2 },
      ...{ sinusoidal_pos_embds: false, tie_weights_: true },
    },
    beside: {
      "vocab_transform.weight": [768, 768],
      "vocab_transform.bias": [768],
      "vocab_layer_norm.weight": [768],
      "vocab_layer_norm.bias": [768],
      "vocab_projector.bias": [30522],
    },
    nameOf: (name) => name,
  },
};

const NOISE = 2 ** 20 + 7;

/** Writes one of them with made-up weights; its tokenizer is that of a folder. */
export async function writeCheckpoint(folder, name, tokenizerFolder) {
  const { config, beside, nameOf } = CHECKPOINTS[name];
  const model = transformerModel({
    architecture: architectureFromConfig(config, "config.json"),
    heads: [{ name: "label", size: 2, kind: "softmax" }],
  });
  const specs = model.build({ mode: "prediction" }).parameters.filter(({ name: one }) => !/classifier/u.test(one));
  const shapes = [...specs.map(({ name: one, shape }) => [nameOf(one), shape]), ...Object.entries(beside)];
  // A block of noise again and again: what the weights are does not matter, that they fill the file does.
  const noise = Float32Array.from({ length: NOISE }, () => (Math.random() + Math.random() - 1) * 0.05);
  const tensors = shapes.map(([one, shape]) => {
    const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
    if (/(?:norm|LayerNorm)\.(?:weight|gamma)$/u.test(one)) data.fill(1);
    else for (let at = 0; at < data.length; at += NOISE) data.set(noise.subarray(0, data.length - at), at);
    return [one, { shape, data }];
  });
  await mkdir(folder, { recursive: true });
  await writeSafetensors(join(folder, "model.safetensors"), new Map(tensors), { format: "pt" });
  await writeFile(join(folder, "config.json"), JSON.stringify(config));
  for (const file of ["tokenizer.json", "tokenizer_config.json", "vocab.txt"]) {
    await copyFile(join(tokenizerFolder, file), join(folder, file)).catch((error) => {
      if (file === "tokenizer.json") throw error;
    });
  }
}
