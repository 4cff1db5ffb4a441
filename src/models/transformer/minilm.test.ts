import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import golden from "../../../test/golden/data/minilm.json" with { type: "json" };
import { realData, type Tensor, tensor } from "../../engine/index.js";
import { compile } from "../../engine/runtime/session.js";
import { padBatch, SubwordTokenizer } from "../../text/index.js";
import { openCheckpoint } from "../checkpoint/index.js";
import { INPUT, OUTPUT } from "../neural/neural-model.js";
import { importWeights } from "./import-weights.js";
import { architectureFromConfig } from "./read-config.js";
import { transformerModel } from "./transformer-model.js";

const folder = join(process.env.PINAKES_MODELS ?? "../shared/models", "all-MiniLM-L6-v2");

/** float32 on both sides through six layers; vectors have length 1. */
const FLOAT32_VECTORS = 1e-5;

const dot = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);

/** The rows of [N, H], each scaled to length 1. */
function unitRows({ shape, data }: { shape: readonly number[]; data: ArrayLike<number> }): Float64Array[] {
  const [count, width] = shape as [number, number];
  return Array.from({ length: count }, (_, row) => {
    const vector = Float64Array.from({ length: width }, (_, i) => data[row * width + i] as number);
    const length = Math.sqrt(dot(vector, vector));
    return vector.map((value) => value / length);
  });
}

async function loadMiniLm() {
  const checkpoint = await openCheckpoint(folder);
  const model = transformerModel({
    architecture: architectureFromConfig(checkpoint.config, folder),
    heads: [{ name: "label", size: 3, kind: "softmax" }],
    pooling: "mean",
  });
  const neural = model.build({ mode: "prediction", features: true });
  const imported = await importWeights(checkpoint, neural.parameters, model.architecture);
  await checkpoint.close();
  return { neural, imported };
}

describe("all-MiniLM-L6-v2", () => {
  it("gives PyTorch's embeddings of the same texts", { timeout: 60_000 }, async ({ skip }) => {
    if (!existsSync(folder)) skip(`${folder} is missing: set PINAKES_MODELS to a folder that has it`);
    const tokenizer = await SubwordTokenizer.load(folder);
    const ids = golden.texts.map(({ text }) =>
      Int32Array.from([...tokenizer.prefix, ...tokenizer.encode(text), ...tokenizer.suffix]),
    );
    expect(ids.map((one) => [...one])).toEqual(golden.texts.map((one) => one.ids));

    const { neural, imported } = await loadMiniLm();
    expect(imported.missing).toEqual(["classifier.weight", "classifier.bias"]);
    expect(imported.mismatched).toEqual([]);
    expect([...imported.unexpected].sort()).toEqual([
      "embeddings.position_ids",
      "pooler.dense.bias",
      "pooler.dense.weight",
    ]);

    const feeds: Record<string, Tensor> = {};
    for (const { name, shape } of neural.parameters) {
      feeds[name] = tensor(
        "f32",
        shape,
        imported.values.get(name) ?? new Float32Array(shape.reduce((a, b) => a * b, 1)),
      );
    }
    const padded = padBatch(ids, { padId: tokenizer.padId });
    feeds[INPUT.ids] = tensor("i32", [padded.batch, padded.time], padded.ids);
    feeds[INPUT.lengths] = tensor("i32", [padded.batch], padded.lengths);
    const executable = await compile(neural.graph, { threads: 1 });
    const outputs = await executable.run(feeds, { fetch: [OUTPUT.features] });
    await executable.release();
    const features = outputs[OUTPUT.features] as Tensor;
    const vectors = unitRows({ shape: features.shape, data: realData(features) });

    golden.texts.forEach(({ text, embedding }, row) => {
      embedding.forEach((value, i) => {
        expect(Math.abs((vectors[row]?.[i] as number) - value), text).toBeLessThan(FLOAT32_VECTORS);
      });
    });
    const products = vectors.map((a) => vectors.map((b) => dot(a, b)));
    const errors = products.flat().map((value, i) => Math.abs(value - (golden.products.flat()[i] as number)));
    expect(Math.max(...errors)).toBeLessThan(FLOAT32_VECTORS);
  });
});
