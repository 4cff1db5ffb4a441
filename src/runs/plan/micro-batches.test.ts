import { describe, expect, it } from "vitest";
import { type MemoryEstimate, type TrainingConfig, trainingConfig } from "../../training/index.js";
import { memoryBudget } from "./memory-budget.js";
import { divideBatches, type Estimator } from "./micro-batches.js";

const [MIB, GIB] = [2 ** 20, 2 ** 30];

/** 100 MiB, and 1 MiB a token. */
const memory: Estimator = {
  time: 20,
  estimate: (texts, time = 20) => ({ total: (100 + texts * time) * MIB }) as MemoryEstimate,
};
const config = (keys: object = {}): TrainingConfig => ({
  ...trainingConfig.parse({ batch_size: 32, ...keys }),
  learning_rate: 0.001,
});

describe("batches", () => {
  it.each([
    [740, 32],
    [739, 16],
    [420, 16],
    [419, 11],
    [320, 11],
    [300, 8],
    [160, 3],
    [120, 1],
  ])("of 32 texts within %i MiB go in micro-batches of %i", (budget, size) => {
    const divided = divideBatches(memory, config(), budget * MIB);
    expect(divided).toMatchObject({ size, estimate: { total: (100 + size * 20) * MIB } });
    expect(divided.message === undefined).toBe(size === 32);
  });

  it("say why they are divided", () => {
    expect(divideBatches(memory, config(), 400 * MIB).message).toBe(
      "32 texts of 20 tokens need about 740 MiB, and training may take 400 MiB (training.memory_budget): batches go in micro-batches of 11, about 320 MiB",
    );
  });

  it("stay as the config divides them, with a remark where that is too much", () => {
    expect(divideBatches(memory, config({ micro_batch_size: 4 }), 400 * MIB)).toMatchObject({ size: 4 });
    const divided = divideBatches(memory, config({ micro_batch_size: 30 }), 400 * MIB);
    expect(divided.size).toBe(30);
    expect(divided.message).toMatch(/lower training\.micro_batch_size/u);
  });

  it("of which not one text fits are refused, with the length that would, and the budget that would", () => {
    const act = (budget: number) => () => divideBatches(memory, config(), budget * MIB);
    expect(act(119)).toThrow(/\[MEMORY_BUDGET\].*1 text of 20 tokens needs about 120 MiB.*may take 119 MiB/u);
    expect(act(119)).toThrow(/text\.max_length: 19, .* training\.memory_budget: "120 MiB"/u);
    expect(act(110)).toThrow(/text\.max_length: 10,/u);
    expect(act(100)).toThrow(/take a smaller model/u);
  });
});

describe("training.memory_budget", () => {
  const machine = { held: GIB, free: 10 * GIB, limit: undefined };

  it("is an amount", () => {
    expect(memoryBudget("8 GiB", machine)).toBe(8 * GIB);
    expect(memoryBudget("1.5GiB", machine)).toBe(1.5 * GIB);
    expect(memoryBudget("500 MiB", machine)).toBe(500 * MIB);
  });

  it("by itself is what the process holds and four fifths of what is free, in its container too", () => {
    expect(memoryBudget("auto", machine)).toBe(9 * GIB);
    expect(memoryBudget("auto", { ...machine, limit: 6 * GIB })).toBe(5 * GIB);
    expect(memoryBudget("auto", { ...machine, limit: 20 * GIB })).toBe(9 * GIB);
    expect(memoryBudget("auto", { ...machine, limit: GIB / 2 })).toBe(GIB);
  });

  it.each(["8", "8 GB", "lots", "-1 GiB"])("takes no %s", (setting) => {
    expect(trainingConfig.safeParse({ memory_budget: setting }).success).toBe(false);
  });
});
