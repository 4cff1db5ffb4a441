import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PinakesError } from "../../shared/index.js";
import { openCheckpoint } from "../checkpoint/index.js";
import { type WritableTensor, writeSafetensors } from "../safetensors/index.js";
import { type ImportedWeights, importWeights } from "./import-weights.js";
import { goldenCase, goldenModel, goldenWeights } from "./testing/golden-case.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pinakes-weights-"));
  await writeFile(join(folder, "config.json"), "{}");
});
afterEach(() => rm(folder, { recursive: true }));

type Name = "bert" | "distilbert" | "roberta" | "electra";

const specsOf = (name: Name) => goldenModel(goldenCase(name)).build({ mode: "prediction" }).parameters;

/** All weights of a tiny model, as a checkpoint has them. */
function tensorsOf(name: Name): Map<string, WritableTensor> {
  return new Map(specsOf(name).map((spec) => [spec.name, { shape: spec.shape, data: goldenWeights(spec) }]));
}

const renamed = (tensors: ReadonlyMap<string, WritableTensor>, rename: (name: string) => string) =>
  new Map([...tensors].map(([name, tensor]) => [rename(name), tensor]));

async function load(tensors: ReadonlyMap<string, WritableTensor>, name: Name): Promise<ImportedWeights> {
  await writeSafetensors(join(folder, "model.safetensors"), tensors);
  const checkpoint = await openCheckpoint(folder);
  try {
    return await importWeights(checkpoint, specsOf(name), goldenModel(goldenCase(name)).architecture);
  } finally {
    await checkpoint.close();
  }
}

async function failure(tensors: ReadonlyMap<string, WritableTensor>, name: Name): Promise<PinakesError> {
  const error = await load(tensors, name).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(PinakesError);
  expect(error).toMatchObject({ code: "MODEL_ARTIFACT", where: folder });
  return error as PinakesError;
}

function expectAll(imported: ImportedWeights, name: Name): void {
  for (const spec of specsOf(name)) expect(imported.values.get(spec.name), spec.name).toEqual(goldenWeights(spec));
}

const nothingElse = { missing: [], mismatched: [], unexpected: [] };

describe("importWeights", () => {
  it.each<Name>(["bert", "distilbert", "roberta", "electra"])("takes all of a %s with a head", async (name) => {
    const imported = await load(tensorsOf(name), name);
    expect(imported).toMatchObject(nothingElse);
    expectAll(imported, name);
  });

  it("adds the prefix that a checkpoint of the encoder alone has not", async () => {
    const imported = await load(
      renamed(tensorsOf("bert"), (name) => name.replace(/^bert\./, "")),
      "bert",
    );
    expect(imported).toMatchObject(nothingElse);
    expectAll(imported, "bert");
  });

  it("knows the old names of a norm's parameters", async () => {
    const old = (name: string): string =>
      name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta");
    const tensors = renamed(tensorsOf("bert"), old);
    expect(tensors.has("bert.embeddings.LayerNorm.gamma")).toBe(true);
    const imported = await load(tensors, "bert");
    expect(imported).toMatchObject(nothingElse);
    expectAll(imported, "bert");
  });

  it("lists what has to be made new, and what has no place", async () => {
    const tensors = tensorsOf("bert");
    for (const name of ["classifier.weight", "classifier.bias", "bert.pooler.dense.weight", "bert.pooler.dense.bias"]) {
      tensors.delete(name);
    }
    tensors.set("cls.predictions.bias", { shape: [40], data: new Float32Array(40) });
    const imported = await load(tensors, "bert");
    expect(imported.missing).toEqual([
      "bert.pooler.dense.weight",
      "bert.pooler.dense.bias",
      "classifier.weight",
      "classifier.bias",
    ]);
    expect(imported.unexpected).toEqual(["cls.predictions.bias"]);
    expect(imported.values.size).toBe(specsOf("bert").length - 4);
  });

  it("leaves out the head of other labels", async () => {
    const tensors = tensorsOf("distilbert");
    tensors.set("classifier.weight", { shape: [5, 16], data: new Float32Array(80) });
    const imported = await load(tensors, "distilbert");
    expect(imported.mismatched).toEqual([{ name: "classifier.weight", expected: [3, 16], found: [5, 16] }]);
    expect(imported.values.has("classifier.weight")).toBe(false);
    expect(imported.values.has("classifier.bias")).toBe(true);
    expect(imported.unexpected).toEqual([]);
  });

  it("takes float64", async () => {
    const tensors = tensorsOf("bert");
    tensors.set("bert.embeddings.LayerNorm.bias", { shape: [16], data: new Float64Array(16).fill(0.1) });
    const { values } = await load(tensors, "bert");
    expect(values.get("bert.embeddings.LayerNorm.bias")).toEqual(new Float32Array(16).fill(0.1));
  });

  it("refuses an encoder that is not whole, and lists all that is wrong", async () => {
    const tensors = tensorsOf("bert");
    tensors.delete("bert.encoder.layer.1.output.dense.bias");
    tensors.set("bert.embeddings.position_embeddings.weight", { shape: [6, 16], data: new Float32Array(96) });
    tensors.set("bert.encoder.layer.0.output.dense.bias", { shape: [16], data: new Int32Array(16) });
    const { message } = await failure(tensors, "bert");
    expect(message).toContain("bert.encoder.layer.1.output.dense.bias is missing");
    expect(message).toContain("bert.embeddings.position_embeddings.weight is [6, 16], expected [12, 16]");
    expect(message).toContain("bert.encoder.layer.0.output.dense.bias holds I32, not real numbers");
  });

  it("refuses the weights of another kind of encoder, and shows the first of many problems", async () => {
    const { message } = await failure(tensorsOf("bert"), "roberta");
    expect(message).toContain("roberta.embeddings.word_embeddings.weight is missing");
    expect(message).toMatch(/… and \d+ more/);
  });
});
