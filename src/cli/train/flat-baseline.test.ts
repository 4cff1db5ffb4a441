import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { smallData } from "../../runs/testing/small-data.js";
import { pinakesIn } from "../testing/pinakes-in.js";

let folder: string;

const SPLIT = { validation: 0.2, test: 0.3, seed: 4 };
const TREE = {
  task: "hierarchical",
  data: { train: "data.jsonl", labels: ["level1", "level2"], split: SPLIT },
  model: { type: "tfidf-linear", char: false, strength: 1 },
  hierarchy: { decoding: "per_level" },
  thresholds: { method: "fixed" },
  intervals: false,
};

beforeAll(async () => {
  ({ directory: folder } = await smallData(120));
  const { hierarchy: _, task: _task, ...plain } = TREE;
  await writeFile(join(folder, "tree.yaml"), JSON.stringify(TREE));
  await writeFile(
    join(folder, "plain.yaml"),
    JSON.stringify({ ...plain, data: { train: "data.jsonl", split: SPLIT } }),
  );
});

const pinakes = pinakesIn(() => folder);

describe("train --flat-baseline", () => {
  it("trains a flat model on the same split, and prints both with the paired difference", async () => {
    const { exitCode, out, err } = await pinakes("train", "@tree.yaml", "--out", "@tree", "--flat-baseline");
    expect(err).toContain("flat baseline");
    expect(exitCode).toBe(0);
    expect(out).toContain("against the flat baseline");
    for (const name of ["independent", "flat", "hierarchical F1", "path accuracy", "consistency_rate", "lca_distance"])
      expect(out).toContain(name);
    const split = (run: string) => readFile(join(folder, run, "split.json"), "utf8");
    expect(await split("tree/flat-baseline")).toBe(await split("tree"));
    expect(await readFile(join(folder, "tree/flat-baseline/resolved.yaml"), "utf8")).toContain("method: flat");
    const comparison = JSON.parse(await readFile(join(folder, "tree/flat-baseline/comparison.json"), "utf8")) as {
      readonly pairs: readonly unknown[];
    };
    expect(comparison.pairs).toHaveLength(1);
    expect(await readFile(join(folder, "tree/flat-baseline/comparison.html"), "utf8")).toContain('id="differences"');
    expect((await pinakes("train", "@tree.yaml", "--out", "@tree", "--flat-baseline", "--resume")).out).toBe(out);
  });

  it("says why there is none", async () => {
    const plain = await pinakes("train", "@plain.yaml", "--out", "@plain", "--flat-baseline");
    expect(plain.exitCode).not.toBe(0);
    expect(plain.err).toContain("task is multi-class");
    const flat = await pinakes(
      "train",
      "@tree.yaml",
      "--set",
      "hierarchy={method: flat}",
      "--out",
      "@f",
      "--flat-baseline",
    );
    expect(flat.err).toContain("hierarchy.method is flat already");
  });
});

describe("train --folds", () => {
  it("prints each fold's figures, their mean, and those of all texts", async () => {
    const { exitCode, out, err } = await pinakes("train", "@plain.yaml", "--out", "@folds", "--folds", "3");
    expect(err).toContain("fold 3 of 3");
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^cross-validation: 84 texts, 3 folds/mu);
    expect(out).toMatch(/^metric\s+mean\s+sd\s+fold 1\s+fold 2\s+fold 3\s+pooled$/mu);
    expect((await pinakes("train", "@plain.yaml", "--folds", "one")).err).toContain("folds");
  });
});
