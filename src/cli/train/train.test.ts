import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { smallData } from "../../runs/testing/small-data.js";
import { pinakesIn } from "../testing/pinakes-in.js";

let folder: string;

const CONFIG = {
  data: { train: "data.jsonl", split: { validation: 0.2, test: 0.2 } },
  model: { type: "lstm", embedding_size: 8, hidden_size: 8 },
  training: { epochs: 3, batch_size: 8, learning_rate: 0.02, checkpoints: { keep: "all" } },
};

beforeAll(async () => {
  ({ directory: folder } = await smallData(80));
  await writeFile(join(folder, "run.yaml"), JSON.stringify(CONFIG));
  await writeFile(join(folder, "seeds.yaml"), JSON.stringify({ ...CONFIG, seed: [1, 2] }));
});

const pinakes = pinakesIn(() => folder);

const json = (text: string) => JSON.parse(text) as Record<string, unknown>;
const saved = async (run: string) => json(await readFile(join(folder, run, "evaluation.json"), "utf8"));

describe("train", () => {
  it("shows data, epochs and the best epoch on standard error, figures on standard output", async () => {
    const { exitCode, out, err } = await pinakes("train", "@run.yaml", "--out", "@plain");
    expect(exitCode).toBe(0);
    expect(err).toMatch(/^data: data\.jsonl \(80 rows\)$/mu);
    expect(err).toMatch(/^vocabulary \d+, .* of the training tokens and .* of the validation tokens unknown$/mu);
    expect(err.match(/^epoch \d \(train \/ validation\): loss .* s$/gmu)).toHaveLength(3);
    expect(err).toMatch(/^best epoch by validation accuracy: \d \(0\.\d{4}\); by validation loss epoch \d/mu);
    expect(out).toMatch(/^test: 16 texts$/mu);
    expect(out).toContain("precision");
    expect(out.trimEnd()).toMatch(/^run directory: .*plain$/mu);
  });

  it("--json prints what evaluation.json holds, and nothing else", async () => {
    const { out } = await pinakes("train", "@run.yaml", "--out", "@json", "--json");
    const { directory, ...evaluation } = json(out);
    expect(directory).toBe(join(folder, "json"));
    expect(evaluation).toEqual(await saved("json"));
    expect(evaluation).toMatchObject({
      schema_version: 1,
      task: "multi-class",
      model: "lstm",
      labels: ["hockey", "medicine", "space", "tennis"],
      splits: { train: { count: 48 }, validation: { count: 16 }, test: { count: 16 } },
      timing: { train_seconds: expect.any(Number), inference_ms: { p50: expect.any(Number), p95: expect.any(Number) } },
    });
    expect(out).not.toContain("null");
  });

  it("--json of several seeds prints mean and spread", async () => {
    const { out, err } = await pinakes("train", "@seeds.yaml", "--out", "@seeds", "--json");
    expect(err).toContain("seed 2 (2 of 2)");
    const { directory: _directory, ...summary } = json(out);
    expect(summary).toEqual(await saved("seeds"));
    expect(summary).toMatchObject({
      seeds: [1, 2],
      splits: { test: { metrics: { accuracy: { mean: expect.any(Number), sd: expect.any(Number) } } } },
    });
  });

  it("--set changes the config, which the run directory keeps", async () => {
    await pinakes("train", "@run.yaml", "--out", "@set", "--set", "training.epochs=1", "--set", "seed=9");
    expect(await readFile(join(folder, "set", "config.yaml"), "utf8")).toMatch(/epochs: 1\n(?:.*\n)*seed: 9/u);
  });
});

describe("evaluate", () => {
  it("prints the report of a split", async () => {
    const { out } = await pinakes("evaluate", "@plain", "--split", "validation");
    expect(out).toMatch(/plain, checkpoint best, validation: 16 texts$/mu);
    expect(out).toMatch(/^hockey .* \d+\/4 /mu);
  });

  it("--json prints the figures of every split asked for, equal to those of training", async () => {
    const { out } = await pinakes("evaluate", "@plain", "--split", "all", "--json");
    const document = json(out);
    expect(Object.keys(document)).toEqual(["run", "checkpoint", "splits", "diagnosis"]);
    expect(document.splits).toEqual((await saved("plain")).splits);
  });

  it("takes a checkpoint and another file", async () => {
    const last = json((await pinakes("evaluate", "@plain", "--checkpoint", "last", "--json")).out);
    const third = json((await pinakes("evaluate", "@plain", "--checkpoint", "epoch-3", "--json")).out);
    expect(last.splits).toEqual(third.splits);
    const { out } = await pinakes("evaluate", "@plain", "--data", "@data.jsonl", "--json");
    expect(json(out)).toMatchObject({ splits: { data: { count: 80 } } });
  });

  it("names the folders of seeds", async () => {
    const { exitCode, err } = await pinakes("evaluate", "@seeds");
    expect(exitCode).toBe(2);
    expect(err).toContain("seed-1, seed-2");
  });
});
