import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Comparison } from "../compare/index.js";
import { smallData } from "../runs/testing/small-data.js";
import { pinakesIn } from "./testing/pinakes-in.js";

let folder: string;

const DATA = { train: "data.jsonl", split: { validation: 0.2, test: 0.3 } };

beforeAll(async () => {
  ({ directory: folder } = await smallData(120));
  const linear = { model: { type: "tfidf-linear", strength: 1 } };
  await writeFile(join(folder, "linear.yaml"), JSON.stringify({ data: DATA, ...linear }));
  const models = { linear, trivial: { model: { type: "majority" } } };
  await writeFile(join(folder, "both.yaml"), JSON.stringify({ data: DATA, models }));
});

const pinakes = pinakesIn(() => folder);

const compare = (...argv: string[]) => pinakes("compare", "--resamples", "100", "--out", "@runs", ...argv);
const json = (text: string) => JSON.parse(text) as Comparison;

describe("compare", () => {
  it("trains the models of one config, prints the figures and the verdict, and keeps the runs for the next time", async () => {
    const files = ["--markdown", "@compare.md", "--csv", "@compare.csv"];
    const { exitCode, out, err } = await compare("@both.yaml", "--baseline", "trivial", ...files);
    expect(exitCode).toBe(0);
    expect(err).toMatch(/^— linear \(1 of 2\) —$/mu);
    expect(err.match(/^data: /gmu)).toHaveLength(1);
    expect(out).toMatch(/^2 models on the same 36 test texts$/mu);
    expect(out).toMatch(/^test accuracy {2,}0\.944 \[.*\] {2,}0\.250 \[/mu);
    expect(out).toMatch(/^linear − trivial {2,}accuracy .* < 0\.001 {2,}McNemar's exact test$/mu);
    expect(out).toMatch(/^linear beats trivial by \d+\.\d ± \d+\.\d points of accuracy, p < 0\.001\.$/mu);
    expect(out).toMatch(/^Against trivial$/mu);
    expect(await readFile(join(folder, "compare.md"), "utf8")).toContain("## Quality");
    expect(await readFile(join(folder, "compare.csv"), "utf8")).toMatch(/^model,run,type,seeds,/u);
    expect(await readFile(join(folder, "runs/both/compare.html"), "utf8")).toMatch(/^<!doctype html>/u);
    const made = await stat(join(folder, "runs/both/linear/evaluation.json"));
    const again = await compare("@both.yaml");
    expect(again.err).toContain("runs/both/linear is there already");
    expect((await stat(join(folder, "runs/both/linear/evaluation.json"))).mtimeMs).toBe(made.mtimeMs);
  });

  it("--json prints the comparison of runs, and nothing else", async () => {
    const { out } = await pinakes("compare", "@runs/both/linear", "@runs/both/trivial", "--json", "--resamples", "100");
    const comparison = json(out);
    expect(comparison.models.map(({ name }) => name)).toEqual(["linear", "trivial"]);
    expect(comparison.models[0]).toMatchObject({
      layers: expect.any(Number),
      size_bytes: expect.any(Number),
      peak_memory_mib: expect.any(Number),
      inference_ms: { p50: expect.any(Number), batch: expect.any(Number), words: expect.any(Number) },
    });
  });

  it("--vary makes a model of each value", async () => {
    const { out } = await compare("@linear.yaml", "--vary", "training.class_weights=none,balanced", "--json");
    expect(json(out).models.map(({ name }) => name)).toEqual(["class_weights=none", "class_weights=balanced"]);
  });

  it("--learning-curve learns from shares of the training texts, tested on the same texts", async () => {
    const { out } = await compare("@linear.yaml", "--learning-curve", "--shares", "25,50,100", "--json");
    const [curve] = json(out).learning_curves ?? [];
    expect(curve?.points.map(({ share, train_texts: texts }) => [share, texts])).toEqual([
      [0.25, 15],
      [0.5, 30],
      [1, 60],
    ]);
    expect(curve?.points.at(-1)?.metrics.accuracy?.mean).toBe(json(out).models[0]?.metrics.test?.accuracy?.mean);
  });

  it("--data measures all models on another file; other splits are refused until then", async () => {
    await compare("@linear.yaml", "--set", "data.split.seed=5", "--out", "@other");
    const other = ["@runs/both/linear", "@other/linear"];
    const refused = await pinakes("compare", ...other);
    expect(refused.exitCode).toBe(2);
    expect(refused.err).toContain("they divided the same data otherwise");
    const { out } = await pinakes("compare", ...other, "--data", "@data.jsonl", "--json", "--resamples", "50");
    expect(json(out)).toMatchObject({ split: "data", texts: 120 });
    expect(json(out).models.map(({ name }) => name)).toEqual(["both/linear", "other/linear"]);
  });

  it("tells what is no run and no config", async () => {
    const { exitCode, err } = await pinakes("compare", "@gone");
    expect(exitCode).toBe(2);
    expect(err).toContain("neither a run directory nor a config");
  });

  it("--set is for configs", async () => {
    const { exitCode, err } = await pinakes("compare", "@runs/both/linear", "--set", "seed=1");
    expect(exitCode).toBe(2);
    expect(err).toContain("--set and --vary change configs");
  });
});
