import { describe, expect, it } from "vitest";
import type { EncodedSplit } from "./encoded.js";
import { batchFeeds, normalizer } from "./feeds.js";
import type { NeuralModel } from "./neural-model.js";
import { countHits, targetWeight } from "./targets.js";

const split: EncodedSplit = {
  ids: [Int32Array.of(5, 6, 7), Int32Array.of(8), Int32Array.of(9, 9)],
  tokenWeights: [Float32Array.of(1, 2, 3), Float32Array.of(4), Float32Array.of(5, 6)],
  targets: [
    { kind: "softmax", ids: Int32Array.of(0, 1, -1) },
    { kind: "sigmoid", values: Float32Array.of(1, 0, 0, 0, 0, 1), counted: Float32Array.of(1, 1, 0, 1, 1, 1) },
  ],
};

const model = (usesTokenWeights: boolean): NeuralModel => ({
  heads: [
    { name: "level1", size: 2, kind: "softmax" },
    { name: "labels", size: 2, kind: "sigmoid" },
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
      "targets:labels": [0, 1, 1, 0],
      "counted:labels": [1, 1, 1, 1],
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
  const softmax = (...ids: number[]) => ({ kind: "softmax" as const, ids: Int32Array.from(ids) });

  it("sum the weights of known targets, and divide by them", () => {
    expect(targetWeight(loss, 0, softmax(0, 1, 1, -1))).toBe(6.5);
    expect(targetWeight({ ...loss, classWeights: [undefined] }, 0, softmax(0, 1, 1, -1))).toBe(3);
    expect(numbers(normalizer(4).data)).toEqual([0.25]);
  });

  it("count the labels of a sigmoid that count, whatever they weigh", () => {
    const values = Float32Array.of(1, 0, 0, 1);
    expect(targetWeight(loss, 0, { kind: "sigmoid", values })).toBe(4);
    expect(targetWeight(loss, 0, { kind: "sigmoid", values, counted: Float32Array.of(1, 0, 1, 1) })).toBe(3);
  });

  it("give 0 where nothing counts", () => {
    expect(numbers(normalizer(targetWeight(loss, 0, softmax(-1))).data)).toEqual([0]);
  });
});

describe("countHits", () => {
  const logits = Float32Array.of(3, 1, 2, -1, 5, 4, 0, 0, 9);

  it("finds the largest logit of a softmax, among all or among siblings", () => {
    const ids = Int32Array.of(0, 2, -1);
    const head = { name: "label", size: 3, kind: "softmax" } as const;
    expect(countHits(head, logits, { kind: "softmax", ids })).toEqual({ right: 1, total: 2 });
    expect(countHits({ ...head, groups: [0, 1, 0] }, logits, { kind: "softmax", ids })).toEqual({ right: 2, total: 2 });
  });

  it("gives the two parts of a sigmoid's micro-F1", () => {
    const head = { name: "labels", size: 3, kind: "sigmoid" } as const;
    const values = Float32Array.of(1, 0, 1, 1, 1, 0, 0, 0, 0);
    // said: all but the fourth; meant: 4; right: 3
    expect(countHits(head, logits, { kind: "sigmoid", values })).toEqual({ right: 6, total: 12 });
    const counted = Float32Array.of(1, 1, 1, 1, 1, 1, 0, 0, 0);
    expect(countHits(head, logits, { kind: "sigmoid", values, counted })).toEqual({ right: 6, total: 9 });
  });
});
