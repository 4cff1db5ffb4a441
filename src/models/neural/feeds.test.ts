import { describe, expect, it } from "vitest";
import type { EncodedSplit } from "./encoded.js";
import { batchFeeds, normalizer, targetWeight } from "./feeds.js";
import type { NeuralModel } from "./neural-model.js";

const split: EncodedSplit = {
  ids: [Int32Array.of(5, 6, 7), Int32Array.of(8), Int32Array.of(9, 9)],
  tokenWeights: [Float32Array.of(1, 2, 3), Float32Array.of(4), Float32Array.of(5, 6)],
  targets: [Int32Array.of(0, 1, -1), Int32Array.of(2, 0, 1)],
};

const model = (usesTokenWeights: boolean): NeuralModel => ({
  heads: [
    { name: "level1", size: 2 },
    { name: "level2", size: 3 },
  ],
  tokenTable: "embedding.weight",
  usesTokenWeights,
  build: () => {
    throw new Error("not needed here");
  },
  summarize: () => [],
});

const numbers = (data: ArrayLike<unknown> | undefined) => Array.from(data ?? [], Number);

describe("batchFeeds", () => {
  it("pads ids and token weights on the right, and takes the targets of its rows", () => {
    const { feeds, batch, time, tokens } = batchFeeds(model(true), split, {
      rows: [2, 0],
      padding: { padId: 1, fixedTime: 4 },
    });
    expect([batch, time, tokens]).toEqual([2, 4, 5]);
    expect(Object.fromEntries(Object.entries(feeds).map(([name, { data }]) => [name, numbers(data)]))).toEqual({
      input_ids: [9, 9, 1, 1, 5, 6, 7, 1],
      lengths: [2, 3],
      token_weights: [5, 6, 0, 0, 1, 2, 3, 0],
      "targets:level1": [-1, 0],
      "targets:level2": [1, 2],
    });
  });

  it("leaves out what the model, or the caller, does not take", () => {
    const { feeds, time } = batchFeeds(model(false), split, { rows: [1], padding: { padId: 0 }, targets: false });
    expect(Object.keys(feeds).sort()).toEqual(["input_ids", "lengths"]);
    expect(time).toBeLessThanOrEqual(8);
  });
});

describe("targetWeight and normalizer", () => {
  const loss = { headWeights: [1], classWeights: [[0.5, 3]], labelSmoothing: 0, focalGamma: 0 };

  it("sum the weights of known targets, and divide by them", () => {
    expect(targetWeight(loss, 0, [0, 1, 1, -1])).toBe(6.5);
    expect(targetWeight({ ...loss, classWeights: [undefined] }, 0, [0, 1, 1, -1])).toBe(3);
    expect(numbers(normalizer(4).data)).toEqual([0.25]);
  });

  it("give 0 where nothing counts", () => {
    expect(numbers(normalizer(targetWeight(loss, 0, [-1])).data)).toEqual([0]);
  });
});
