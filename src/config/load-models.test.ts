import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { loadModels, modelsJsonSchema } from "./load-models.js";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pinakes-models-"));
});

async function file(text: string): Promise<string> {
  const path = join(folder, "compare.yaml");
  await writeFile(path, text);
  return path;
}

const THREE = `
data: { train: data.jsonl, split: { validation: 0.2 } }
model: { type: lstm, hidden_size: 16 }
training: { epochs: 3, batch_size: 8 }
models:
  plain: {}
  wide: { model: { hidden_size: 64 }, training: { epochs: 5 } }
  linear: { model: { type: tfidf-linear } }
`;

describe("loadModels", () => {
  it("joins what a model says with what all share; another type replaces the whole model", async () => {
    const models = await loadModels(await file(THREE));
    expect(models.map(({ name }) => name)).toEqual(["plain", "wide", "linear"]);
    const [plain, wide, linear] = models.map(({ loaded }) => loaded.config);
    expect(plain).toMatchObject({ model: { type: "lstm", hidden_size: 16 }, training: { epochs: 3, batch_size: 8 } });
    expect(wide).toMatchObject({ model: { type: "lstm", hidden_size: 64 }, training: { epochs: 5, batch_size: 8 } });
    expect(linear?.model).toMatchObject({ type: "tfidf-linear" });
    expect(linear?.model).not.toHaveProperty("hidden_size");
    expect(models[0]?.loaded.baseDir).toBe(folder);
  });

  it("is one model for a plain config, and one for each value that is varied", async () => {
    const path = await file("data: { train: a.jsonl }\nmodel: { type: tfidf-linear }\n");
    expect((await loadModels(path)).map(({ name }) => name)).toEqual([""]);
    const vary = ["training.class_weights=none,balanced,{a: 2, b: 1}", "model.strength=1,2"];
    const models = await loadModels(path, { vary, overrides: ["seed=7"] });
    expect(models.map(({ name }) => name)).toEqual([
      "class_weights=none strength=1",
      "class_weights=none strength=2",
      "class_weights=balanced strength=1",
      "class_weights=balanced strength=2",
      "class_weights=a:2,b:1 strength=1",
      "class_weights=a:2,b:1 strength=2",
    ]);
    expect(models[4]?.loaded.config).toMatchObject({
      training: { class_weights: { a: 2, b: 1 } },
      model: { strength: 1 },
      seed: 7,
    });
  });

  it("tells a wrong key with the model and its line", async () => {
    const path = await file(
      "data: { train: a.jsonl }\nmodels:\n  good: { model: { type: lstm } }\n  bad:\n    model:\n      type: lstm\n      hiden_size: 3\n",
    );
    await expect(loadModels(path)).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      where: `${path}: models.bad`,
      message: expect.stringMatching(/model\.hiden_size \(line 7\): unknown key; did you mean hidden_size/u),
    });
  });

  it("has a schema for editors, in which a file and each of its models are parts of a config", () => {
    const schema = z.fromJSONSchema(modelsJsonSchema() as Parameters<typeof z.fromJSONSchema>[0]);
    const file = { data: { train: "a.jsonl" }, training: { epochs: 3 } };
    const models = { linear: { model: { type: "tfidf-linear" } }, deep: { model: { hidden_size: 3 }, training: null } };
    expect(schema.safeParse({ ...file, models }).error).toBeUndefined();
    expect(schema.safeParse({ ...file, models: { deep: { trainin: {} } } }).success).toBe(false);
    expect(schema.safeParse({ ...file, models: { deep: { training: { epochs: "3" } } } }).success).toBe(false);
  });

  it.each([["models: 3"], ["models: {}"], ["models: { a: lstm }"]])("refuses %s", async (line) => {
    const path = await file(`data: { train: a.jsonl }\n${line}\n`);
    await expect(loadModels(path)).rejects.toMatchObject({ code: "CONFIG_INVALID", where: `${path}: models` });
  });

  it.each(["training.epochs", "training.epochs=", "=3"])("refuses --vary %s", async (vary) => {
    await expect(loadModels(await file(THREE), { vary: [vary] })).rejects.toMatchObject({ code: "CONFIG_OVERRIDE" });
  });
});
