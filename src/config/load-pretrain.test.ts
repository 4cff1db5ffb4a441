import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allKeys, loadPretrainConfig, pretrainConfig, pretrainingAsTraining, pretrainJsonSchema } from "./index.js";
import { findProblems } from "./problems.js";

const MINIMAL = { data: { train: "a.txt" }, model: { type: "bert", checkpoint: "base" } } as const;
const load = (input: object, ...overrides: string[]) => loadPretrainConfig(input as typeof MINIMAL, { overrides });

describe("loadPretrainConfig", () => {
  it("fills in defaults", async () => {
    const { config } = await load(MINIMAL);
    expect(config.mlm).toEqual({ probability: 0.15, whole_word: false, mask: 0.8, random: 0.1 });
    expect(config.model.max_length).toBe(128);
    expect(config.training).toMatchObject({ epochs: 3, learning_rate: 0.0001, schedule: "linear", warmup: 0.06 });
  });

  it("makes a training slice of it that picks the epoch of the lowest held-out loss", async () => {
    const { config } = await load(MINIMAL, "training.epochs=7");
    expect(pretrainingAsTraining(config, true)).toMatchObject({ epochs: 7, select: "loss", label_smoothing: 0 });
    expect(pretrainingAsTraining(config, false).select).toBeUndefined();
  });

  it("reads a file, takes overrides, and tells the line of a problem", async () => {
    const folder = await mkdtemp(join(tmpdir(), "pinakes-pretrain-"));
    const file = join(folder, "run.yaml");
    await writeFile(
      file,
      "data: { train: a.txt }\nmodel:\n  type: bert\n  checkpoint: base\nmlm:\n  probabilty: 0.2\n",
    );
    await expect(loadPretrainConfig(file)).rejects.toThrow(/mlm\.probabilty \(line 6\): .*did you mean probability\?/s);
    await writeFile(file, "data: { train: a.txt }\nmodel: { type: bert, checkpoint: base }\n");
    const { config, baseDir } = await loadPretrainConfig(file, { overrides: ["mlm.probability=0.2"] });
    expect([config.mlm.probability, baseDir]).toEqual([0.2, folder]);
  });

  it.each([
    [{ ...MINIMAL, model: { type: "bert" } }, /neither model\.checkpoint and model\.tokenizer/],
    [{ ...MINIMAL, model: { ...MINIMAL.model, tokenizer: "t" } }, /both model\.checkpoint and model\.tokenizer/],
    [{ ...MINIMAL, model: { ...MINIMAL.model, layers: 2 } }, /layers: the checkpoint has sizes of its own/],
    [{ ...MINIMAL, model: { type: "bert", tokenizer: "t", heads: 3 } }, /256 does not divide into 3/],
    [{ ...MINIMAL, mlm: { mask: 0.95 } }, /more than all chosen tokens/],
    [{ ...MINIMAL, training: { batch_size: 4, micro_batch_size: 8 } }, /more than training\.batch_size/],
    [{ ...MINIMAL, data: { train: "a", validation: 0 }, training: { early_stopping: {} } }, /data\.validation is 0/],
    [{ ...MINIMAL, model: { type: "electra", checkpoint: "base" } }, /telling replaced tokens/],
    [{ ...MINIMAL, task: "multi-class" }, /task: unknown key/],
    [{ ...MINIMAL, training: { per_device_train_batch_size: 8 } }, /training\.batch_size/],
    [{ ...MINIMAL, data: { train: "a", labels: "b" } }, /data\.labels: unknown key/],
  ])("refuses %j", async (input, message) => {
    await expect(load(input)).rejects.toThrow(message);
  });

  it("names the nearest key of its own config for an override", async () => {
    await expect(load(MINIMAL, "mlm.whole_words=true")).rejects.toThrow(/did you mean mlm\.whole_word\?/);
  });
});

describe("its schema", () => {
  it("has a description for every key", () => {
    const keys = allKeys(pretrainJsonSchema());
    expect(keys.length).toBeGreaterThan(40);
    expect(keys.filter(({ node }) => node.description === undefined)).toEqual([]);
  });

  it("agrees with zod on what is valid", () => {
    const paths = allKeys(pretrainJsonSchema()).map(({ path }) => path);
    const value = fc.oneof(fc.integer(), fc.double(), fc.boolean(), fc.constantFrom("bert", "txt", "linear", "a"));
    const change = fc.record({ path: fc.constantFrom(...paths), value });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 3 }), (changes) => {
        const input = structuredClone(MINIMAL) as Record<string, unknown>;
        for (const { path, value: given } of changes) {
          const [first, ...rest] = path as [string, ...string[]];
          if (rest.length === 1 && rest[0] !== undefined) {
            input[first] = { ...(input[first] as object | undefined), [rest[0]]: given };
          } else if (rest.length === 0) input[first] = given;
        }
        const isValid = pretrainConfig.safeParse(input).success;
        expect(findProblems(pretrainJsonSchema(), input).length === 0).toBe(isValid);
      }),
    );
  });
});
