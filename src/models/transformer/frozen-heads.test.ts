import { describe, expect, it } from "vitest";
import type { OutputTargets } from "../../labels/index.js";
import { Rng } from "../../shared/index.js";
import { type LabelledVectors, trainFrozenHeads } from "./frozen-heads.js";
import { goldenCase, goldenModel } from "./testing/golden-case.js";

const LABELS = 3;
const model = goldenModel(goldenCase("bert"), { heads: [{ name: "label", size: LABELS, kind: "softmax" }] });
const WIDTH = model.architecture.hiddenSize;

const softmax = (ids: Int32Array): OutputTargets => ({ kind: "softmax", ids });

function idsOf({ targets: [own] }: LabelledVectors): Int32Array {
  return own?.kind === "softmax" ? own.ids : new Int32Array();
}

/** Vectors around one centre a class; every seventh text has no label where `gaps`. */
function data(count: number, { seed, gaps = false }: { seed: number; gaps?: boolean }): LabelledVectors {
  const rng = Rng.fromSeed(seed);
  const targets = Int32Array.from({ length: count }, (_, row) => (gaps && row % 7 === 0 ? -1 : row % LABELS));
  const vectors = Float32Array.from({ length: count * WIDTH }, (_, place) => {
    const [row, column] = [Math.floor(place / WIDTH), place % WIDTH];
    return (column === row % LABELS ? 3 : 0) + rng.normal();
  });
  return { vectors, targets: [softmax(targets)] };
}

const options = { strengths: [0.01, 1], classWeights: [undefined] };

/** The class that a linear layer of these values gives each vector. */
function predict({ vectors }: LabelledVectors, values: ReadonlyMap<string, Float32Array>): number[] {
  const [weight, bias] = [values.get("classifier.weight"), values.get("classifier.bias")];
  return Array.from({ length: vectors.length / WIDTH }, (_, row) => {
    const logits = Array.from({ length: LABELS }, (_label, label) => {
      let sum = bias?.[label] as number;
      for (let i = 0; i < WIDTH; i++) {
        sum += (weight?.[label * WIDTH + i] as number) * (vectors[row * WIDTH + i] as number);
      }
      return sum;
    });
    return logits.indexOf(Math.max(...logits));
  });
}

describe("heads over frozen vectors", () => {
  it("are those of the reference's layer, [L, H], and separate what can be separated", async () => {
    const [train, validation] = [data(90, { seed: 1 }), data(60, { seed: 2 })];
    const { values, heads } = await trainFrozenHeads(model, { train, validation }, options);
    const right = predict(validation, values).filter((label, row) => label === idsOf(validation)[row]).length;
    expect(right / 60).toBeGreaterThan(0.9);
    expect(heads[0]?.candidates.find(({ strength }) => strength === heads[0]?.strength)?.score).toBe(right / 60);
    expect(heads[0]).toMatchObject({ name: "label", converged: true });
  });

  it("take the smallest of equally good strengths", async () => {
    const train = data(90, { seed: 1 });
    const nothing = { vectors: new Float32Array(3 * WIDTH), targets: [softmax(Int32Array.of(0, 1, 2))] };
    const { heads } = await trainFrozenHeads(
      model,
      { train, validation: nothing },
      { ...options, strengths: [5, 1, 2] },
    );
    expect(heads[0]?.candidates.map(({ strength }) => strength)).toEqual([1, 2, 5]);
    expect(heads[0]?.strength).toBe(1);
  });

  it("pass over texts without a label", async () => {
    const gaps = data(90, { seed: 1, gaps: true });
    const rows = [...idsOf(gaps).keys()].filter((row) => row % 7 !== 0);
    const kept = {
      vectors: Float32Array.from(rows.flatMap((row) => [...gaps.vectors.subarray(row * WIDTH, (row + 1) * WIDTH)])),
      targets: [softmax(Int32Array.from(rows, (row) => row % LABELS))],
    };
    const one = { ...options, strengths: [1] };
    expect((await trainFrozenHeads(model, { train: gaps }, one)).values).toEqual(
      (await trainFrozenHeads(model, { train: kept }, one)).values,
    );
  });

  it("count a text as often as its class weighs", async () => {
    const train = data(30, { seed: 3 });
    const twice = (row: number): number[] => (row % LABELS === 0 ? [row, row] : [row]);
    const rows = Array.from({ length: 30 }, (_, row) => row).flatMap(twice);
    const repeated = {
      vectors: Float32Array.from(rows.flatMap((row) => [...train.vectors.subarray(row * WIDTH, (row + 1) * WIDTH)])),
      targets: [softmax(Int32Array.from(rows, (row) => row % LABELS))],
    };
    const weighted = (await trainFrozenHeads(model, { train }, { strengths: [1], classWeights: [[2, 1, 1]] })).values;
    const counted = (await trainFrozenHeads(model, { train: repeated }, { strengths: [1], classWeights: [undefined] }))
      .values;
    for (const [name, values] of weighted) {
      values.forEach((value, at) => {
        expect(Math.abs(value - (counted.get(name)?.[at] as number)), name).toBeLessThan(2e-3);
      });
    }
  });

  it("train a sigmoid a label, and a layer for each group of siblings", async () => {
    const train = data(90, { seed: 1 });
    const sigmoid = goldenModel(goldenCase("bert"), { heads: [{ name: "labels", size: LABELS, kind: "sigmoid" }] });
    const values = Float32Array.from({ length: 90 * LABELS }, (_, at) =>
      Math.floor(at / LABELS) % LABELS === at % LABELS ? 1 : 0,
    );
    const sets = { vectors: train.vectors, targets: [{ kind: "sigmoid" as const, values }] };
    const one = { ...options, strengths: [1] };
    const layer = (await trainFrozenHeads(sigmoid, { train: sets }, one)).values;
    expect(predict(train, layer).filter((label, row) => label === row % LABELS).length / 90).toBeGreaterThan(0.9);
    const siblings = goldenModel(goldenCase("bert"), {
      heads: [{ name: "nodes", size: LABELS, kind: "softmax", groups: [0, 0, 1] }],
    });
    const grouped = (await trainFrozenHeads(siblings, { train }, one)).values;
    // The second is told from the first; the third has no rival.
    expect([...(grouped.get("classifier.weight") ?? [])].slice(2 * WIDTH).every((weight) => weight === 0)).toBe(true);
    const bias = Float32Array.from([...(grouped.get("classifier.bias") ?? [])].slice(0, 2).concat(-1e9));
    const told = predict(train, new Map([...grouped, ["classifier.bias", bias]]));
    const right = told.filter((label, row) => row % LABELS === label).length;
    expect(right / 60).toBeGreaterThan(0.9);
  });
});
