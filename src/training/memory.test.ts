import { describe, expect, it } from "vitest";
import { modelConfig, type NeuralModel, type RecurrentConfig, recurrentModel } from "../models/index.js";
import { microBatchSizeOf, trainingConfig } from "./config.js";
import { type MemoryTask, TrainingMemory } from "./memory.js";

const MIB = 2 ** 20;
const VOCABULARY = 20_000;
const heads = [{ name: "label", size: 3, kind: "softmax" as const }];

function smallModel(): NeuralModel {
  const keys = { type: "bilstm", hidden_size: 64, embedding_size: 100 };
  const config = modelConfig.parse(keys) as RecurrentConfig;
  return recurrentModel({ config, vocabularySize: VOCABULARY, embeddingSize: 100, heads, maxLength: 256 });
}

function memoryOf(task: Partial<MemoryTask> = {}, training: Readonly<Record<string, unknown>> = {}): TrainingMemory {
  return new TrainingMemory({
    model: smallModel(),
    config: { ...trainingConfig.parse({ batch_size: 32, ...training }), learning_rate: 0.01 },
    loss: { headWeights: [1], classWeights: [undefined], labelSmoothing: 0, focalGamma: 0 },
    frozen: new Set(),
    lazyRows: true,
    time: 128,
    tokens: VOCABULARY,
    ...task,
  });
}

const table = (VOCABULARY * 100 * 4) / MIB;

describe("the memory of a training", () => {
  it("is the sum of its parts", () => {
    const { total, ...parts } = memoryOf().estimate(32);
    expect(total).toBeCloseTo(
      Object.values(parts).reduce((sum, bytes) => sum + bytes, 0),
      3,
    );
  });

  it("grows with texts and tokens; what they don't change stays", () => {
    const memory = memoryOf();
    const [small, large] = [memory.estimate(8), memory.estimate(16)];
    expect(large.activations).toBeGreaterThan(1.9 * small.activations);
    expect(large.activations).toBeLessThan(2.1 * small.activations);
    expect(memory.estimate(8, 64).activations).toBeLessThan(0.55 * small.activations);
    expect(large).toMatchObject({ optimizer: small.optimizer, runtime: small.runtime, gradients: small.gradients });
  });

  it("has two moments a value under Adam, one under SGD, none of rows that are never read", () => {
    const bytes = (task: Partial<MemoryTask>, training = {}) => memoryOf(task, training).estimate(32).optimizer / MIB;
    const whole = bytes({});
    expect(bytes({}, { optimizer: "sgd" })).toBeCloseTo(whole / 2, 3);
    expect(whole - bytes({ tokens: VOCABULARY / 2 })).toBeCloseTo(table, 3);
    expect(whole - bytes({ frozen: new Set(["embedding.weight"]) })).toBeCloseTo(2 * table, 3);
  });

  it("has gradients of all rows where the table is moved whole, and one set more where batches are divided", () => {
    const [lazy, dense] = [memoryOf().estimate(32), memoryOf({ lazyRows: false }).estimate(32)];
    expect((dense.gradients - lazy.gradients) / MIB).toBeGreaterThan(table);
    expect(memoryOf().estimate(16).gradients).toBeCloseTo(1.5 * lazy.gradients, 3);
  });

  it("is that of the stage that needs most", () => {
    const names = smallModel()
      .build({ mode: "prediction" })
      .parameters.map(({ name }) => name);
    const below = new Set(names.filter((name) => !name.startsWith("heads.")));
    const head = { name: "head", fromEpoch: 1, frozen: below };
    const all = { name: "all", fromEpoch: 2, frozen: new Set<string>() };
    const [first, both] = [memoryOf({ stages: [head] }), memoryOf({ stages: [head, all] })].map((one) =>
      one.estimate(32),
    );
    expect(both).toEqual(memoryOf().estimate(32));
    expect(first?.activations).toBeLessThan(0.6 * (both?.activations ?? 0));
    expect(first?.optimizer).toBeLessThan(MIB);
  });

  it("has the validation part's beside it, in batches no larger than those of training where these are divided", () => {
    const memory = memoryOf({ validationTime: 128 });
    expect(memoryOf().estimate(32).validation).toBe(0);
    expect(memory.estimate(32).validation).toBeGreaterThan(3 * memory.estimate(16).validation);
  });
});

it("a micro-batch is a batch where nothing is said", () => {
  expect(microBatchSizeOf(trainingConfig.parse({ batch_size: 9 }))).toBe(9);
  expect(microBatchSizeOf(trainingConfig.parse({ batch_size: 9, micro_batch_size: 2 }))).toBe(2);
});
