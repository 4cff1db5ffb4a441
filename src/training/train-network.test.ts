import { rm } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { EpochRecord } from "./events.js";
import { largestDifference, type SmallResult, type SmallTask, smallSplit, trainSmall } from "./testing/small-task.js";

/** Sums in another order, rounded to float32 at each of ten steps of values below 1. */
const ROUNDING = 2e-6;
/** The same through the moments of Adam, which divide by small roots. */
const ROUNDING_ADAM = 2e-4;

const epochs = (values: readonly number[]) => values.map((accuracy) => ({ accuracy }));
const finalWeights = async (task: SmallTask) => (await trainSmall(task)).parameters;

async function difference(one: SmallTask, two: SmallTask): Promise<number> {
  return largestDifference(await finalWeights(one), await finalWeights(two));
}

describe("two ways to the same weights", () => {
  it("training moves the weights by far more than the tolerances here", async () => {
    const { start, parameters } = await trainSmall();
    expect(largestDifference(start, parameters)).toBeGreaterThan(1000 * ROUNDING);
  });

  it.each<[string, SmallTask]>([
    ["plain", {}],
    ["with class weights", { loss: { classWeights: [[0.5, 1, 3]] } }],
    ["with label smoothing and focal loss", { loss: { labelSmoothing: 0.1, focalGamma: 2 } }],
    ["with dense updates", { model: { embedding_update: "dense" } }],
  ])("micro-batches of 4 add up to a batch of 16, %s", async (_, task) => {
    expect(await difference(task, { ...task, training: { micro_batch_size: 4 } })).toBeLessThan(ROUNDING);
  });

  it("micro-batches that do not divide the batch do too, under Adam", async () => {
    const training = { optimizer: "adamw", learning_rate: 0.01, weight_decay: 0.01 };
    const micro = { training: { ...training, micro_batch_size: 5 } };
    expect(await difference({ training }, micro)).toBeLessThan(ROUNDING_ADAM);
  });

  it("padding to a fixed length changes nothing", async () => {
    for (const type of ["lstm", "bilstm", "bilstm-attention"]) {
      expect(await difference({ model: { type } }, { model: { type }, padding: "fixed" })).toBeLessThan(ROUNDING);
    }
  });

  it("the textbook cell learns what the fused one does", async () => {
    for (const type of ["lstm", "bilstm"]) {
      const model = { type, layers: 2 };
      expect(await difference({ model }, { model: { ...model, cell: "textbook" } })).toBeLessThan(ROUNDING);
    }
  });

  it("shuffled batches are another course", async () => {
    expect(await difference({}, { training: { batching: "shuffled" } })).toBeGreaterThan(ROUNDING);
  });
});

describe("updates of embeddings", () => {
  const dense = { embedding_update: "dense" };

  it("row by row are those of the whole table under SGD without momentum", async () => {
    expect(await difference({}, { model: dense })).toBeLessThan(ROUNDING);
  });

  it("row by row leave a word that no text holds as it was; the whole table decays", async () => {
    const training = { optimizer: "adamw", learning_rate: 0.01, weight_decay: 0.1 };
    const lazy = await trainSmall({ training });
    const whole = await trainSmall({ training, model: dense });
    const never = (values: typeof lazy.parameters) => values.get("embedding.weight")?.subarray(30 * 6);
    expect(never(lazy.parameters)).toEqual(never(lazy.start));
    expect(never(whole.parameters)).not.toEqual(never(whole.start));
    expect(largestDifference(lazy.parameters, whole.parameters)).toBeGreaterThan(ROUNDING_ADAM);
  });

  it("leave frozen embeddings to the bit, and a group with learning rate 0", async () => {
    const frozen = await trainSmall({ frozen: ["embedding.weight"] });
    expect(frozen.parameters.get("embedding.weight")).toEqual(frozen.start.get("embedding.weight"));
    const groups = [
      { pattern: "^lstm\\.", learning_rate: 0 },
      { pattern: "^heads", learning_rate: 0.2 },
    ];
    const still = await trainSmall({ training: { parameter_groups: groups } });
    for (const [name, data] of still.parameters) {
      if (name.startsWith("lstm.")) expect(data, name).toEqual(still.start.get(name));
      else expect(data, name).not.toEqual(still.start.get(name));
    }
  });
});

describe("what a step tells", () => {
  it("is the loss, the rate of the schedule, the norm and the tokens", async () => {
    const { events } = await trainSmall({ training: { schedule: "linear", warmup: 2, clip_norm: 0 } });
    const steps = events.filter((event) => event.type === "step");
    expect(steps).toHaveLength(10);
    expect(steps.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(steps.map(({ learning_rate }) => Number(learning_rate.toFixed(5)))).toEqual(
      [0, 0.5, 1, 0.875, 0.75, 0.625, 0.5, 0.375, 0.25, 0.125].map((factor) => Number((factor * 0.1).toFixed(5))),
    );
    const real = smallSplit(70).ids.reduce((sum, ids) => sum + ids.length, 0);
    expect(steps.slice(0, 5).reduce((sum, { tokens }) => sum + tokens, 0)).toBe(real);
    for (const { padded_tokens, tokens, gradient_norm } of steps) {
      expect(padded_tokens).toBeGreaterThanOrEqual(tokens);
      expect(gradient_norm).toBeGreaterThan(0);
    }
    expect(steps[0]?.loss).toBeCloseTo(Math.log(3), 0);
  });

  it("and an epoch's figures are the means over its steps", async () => {
    const { events, epochs: records } = await trainSmall({ training: { batch_size: 35, epochs: 1 } });
    const steps = events.filter((event) => event.type === "step");
    expect(records[0]?.train.loss).toBeCloseTo(((steps[0]?.loss ?? 0) + (steps[1]?.loss ?? 0)) / 2, 6);
    expect(records[0]?.train.accuracy).toBeGreaterThan(0.3);
    expect(records[0]?.validation).toBeUndefined();
  });
});

describe("clipping", () => {
  it("bounds a step: SGD then moves by the rate times the bound", async () => {
    const training = { epochs: 1, batch_size: 70, learning_rate: 1, clip_norm: 0.01 };
    const { parameters, start } = await trainSmall({ training });
    let squares = 0;
    for (const [name, data] of parameters)
      data.forEach((value, at) => {
        squares += (value - (start.get(name)?.[at] as number)) ** 2;
      });
    expect(Math.sqrt(squares)).toBeCloseTo(0.01, 5);
  });
});

describe("the best epoch", () => {
  const measured = epochs([0.5, 0.8, 0.6, 0.7]);

  it("is the one whose weights come back", async () => {
    const whole = await trainSmall({ measured, training: { epochs: 4 } });
    const short = await trainSmall({ training: { epochs: 2 } });
    expect(whole.best).toEqual({ epoch: 2, step: 10, value: 0.8 });
    expect(whole.parameters).toEqual(short.parameters);
    expect(whole).toMatchObject({ metric: "accuracy", steps: 20, stoppedEarly: false });
  });

  it("is chosen by training.select, also where less is better", async () => {
    const losses = [0.5, 0.2, 0.3].map((log_loss, at) => ({ log_loss, accuracy: at }));
    const { best, metric } = await trainSmall({ measured: losses, training: { epochs: 3, select: "log_loss" } });
    expect([best?.epoch, metric]).toEqual([2, "log_loss"]);
  });

  it("is the last one without validation", async () => {
    expect((await trainSmall()).best).toBeNull();
  });
});

describe("early stopping", () => {
  const stop = (rule: object, values: readonly number[]) =>
    trainSmall({ measured: epochs(values), training: { epochs: values.length, early_stopping: rule } });

  it.each([
    [{ patience: 1 }, [0.5, 0.6, 0.6, 0.7, 0.8], 3],
    [{ patience: 2 }, [0.5, 0.6, 0.6, 0.7, 0.6, 0.6, 0.9], 6],
    [{ patience: 2, min_delta: 0.15 }, [0.5, 0.6, 0.64, 0.9], 3],
    [{ patience: 2, min_delta: 0.15 }, [0.5, 0.6, 0.7, 0.7], 4],
    [{ patience: 0 }, [0.5, 0.5, 0.9], 2],
    [{ patience: 3 }, [0.1, 0.2, 0.3], 3],
  ])("%j over %j ends after epoch %d", async (rule, values, last) => {
    const result = await stop({ metric: "accuracy", ...rule }, values);
    expect(result.epochs).toHaveLength(last);
    expect(result.stoppedEarly).toBe(last < values.length);
    expect(result.events.some(({ type }) => type === "early-stop")).toBe(last < values.length);
  });

  it("never takes NaN for better", async () => {
    const { epochs: records, best } = await stop({ metric: "accuracy", patience: 2 }, [0.5, Number.NaN, Number.NaN, 1]);
    expect([records.length, best?.epoch]).toEqual([3, 1]);
  });
});

describe("the plateau schedule", () => {
  it("lowers the rate when the metric stands still", async () => {
    const training = { epochs: 6, schedule: "plateau", plateau: { factor: 0.1, patience: 1 } };
    const { events } = await trainSmall({ measured: epochs([0.5, 0.6, 0.6, 0.6, 0.6, 0.6]), training });
    const rates = events.filter((event) => event.type === "epoch").map((event: EpochRecord) => event.learning_rate);
    expect(rates.map((rate) => Number(rate.toFixed(6)))).toEqual([0.1, 0.1, 0.1, 0.1, 0.01, 0.01]);
  });
});

describe("going on", () => {
  const training = {
    epochs: 4,
    optimizer: "adamw",
    learning_rate: 0.01,
    schedule: "plateau",
    plateau: { factor: 0.5, patience: 0 },
  };
  const task: SmallTask = { measured: epochs([0.5, 0.4, 0.6, 0.3]), training, model: { dropout: 0.3 } };

  it.each([2, 5, 9, 10, 15, 20])("from step %d ends with the same weights", async (stopAfter) => {
    const whole = await trainSmall(task);
    const measured = task.measured?.slice(Math.floor(stopAfter / 5)) ?? [];
    const first = { ...task, stopAfter };
    const { directory } = whole;
    await rm(directory, { recursive: true });
    const stopped = trainSmall({ ...first, directory });
    if (stopAfter < 20) await expect(stopped).rejects.toMatchObject({ code: "INTERRUPTED" });
    else await stopped;
    const resumed = await trainSmall({ ...task, measured, directory, resume: true });
    expect(resumed.parameters).toEqual(whole.parameters);
    expect(resumed).toMatchObject({ best: whole.best, epochs: whole.epochs, steps: whole.steps });
    expect(resumed.events.find(({ type }) => type === "start")).toMatchObject({ fromStep: stopAfter });
  });
});

describe("stages", () => {
  const names = ["embedding.weight", "lstm.weight_ih_l0", "lstm.weight_hh_l0", "lstm.bias_l0"];
  const stages = [
    { name: "head", fromEpoch: 1, frozen: new Set(names) },
    { name: "recurrence", fromEpoch: 2, frozen: new Set(names.slice(0, 1)) },
    { name: "all", fromEpoch: 4, frozen: new Set<string>() },
  ];
  const training = { epochs: 5, optimizer: "adamw", learning_rate: 0.01, weight_decay: 0.1, schedule: "linear" };
  const task: SmallTask = { stages, training, model: { dropout: 0.3 } };
  const moved = ({ start, parameters }: SmallResult): string[] =>
    [...parameters].filter(([name, data]) => String(data) !== String(start.get(name))).map(([name]) => name);
  const head = ["heads.label.weight", "heads.label.bias"];

  it.each([
    [1, head],
    [3, [...names.slice(1), ...head]],
    [5, [...names, ...head]],
  ])("move what is theirs, over %i epochs", async (epochs, expected) => {
    expect(moved(await trainSmall({ ...task, training: { ...training, epochs } })).sort()).toEqual(expected.sort());
  });

  it("keep what is frozen for good, and tell what moves", async () => {
    const result = await trainSmall({ ...task, frozen: ["lstm.bias_l0"] });
    expect(moved(result)).not.toContain("lstm.bias_l0");
    const told = result.events.flatMap((event) => (event.type === "training-stage" ? [event] : []));
    const total = [...result.parameters.values()].reduce((sum, data) => sum + data.length, 0);
    expect(told.map(({ fromEpoch, toEpoch, trainable }) => [fromEpoch, toEpoch, trainable])).toEqual([
      [1, 1, 5 * 3 + 3],
      [2, 3, 5 * 3 + 3 + 20 * (6 + 5)],
      [4, 5, total - 20],
    ]);
    expect(result.epochs.map(({ stage }) => stage)).toEqual(["head", "recurrence", "recurrence", "all", "all"]);
    expect((await trainSmall()).events.some(({ type }) => type === "training-stage")).toBe(false);
  });

  it("share one course of the learning rate", async () => {
    const rates = async (given: SmallTask) =>
      (await trainSmall(given)).events.flatMap((event) => (event.type === "step" ? [event.learning_rate] : []));
    expect(await rates(task)).toEqual(await rates({ ...task, stages: undefined }));
  });

  it("all alike are as one", async () => {
    const alike = [1, 3].map((fromEpoch) => ({ name: "", fromEpoch, frozen: new Set<string>() }));
    const one = await trainSmall({ ...task, stages: undefined });
    expect((await trainSmall({ ...task, stages: alike })).parameters).toEqual(one.parameters);
  });

  it("are passed over by no early stop before the last, and the best epoch may be of any", async () => {
    const measured = epochs([0.9, 0.1, 0.1, 0.1, 0.1]);
    const stopping = { ...training, early_stopping: { metric: "accuracy", patience: 1 } };
    const result = await trainSmall({ ...task, measured, training: stopping });
    expect(result).toMatchObject({ best: { epoch: 1 }, stoppedEarly: true, steps: 20 });
    expect(moved(result).sort()).toEqual(head);
  });

  it.each([3, 5, 12, 15, 18])("resumed from step %i end with the same weights", async (stopAfter) => {
    const whole = await trainSmall(task);
    const { directory } = whole;
    await rm(directory, { recursive: true });
    await expect(trainSmall({ ...task, directory, stopAfter })).rejects.toMatchObject({ code: "INTERRUPTED" });
    const resumed = await trainSmall({ ...task, directory, resume: true });
    expect(resumed.parameters).toEqual(whole.parameters);
  });
});

it("a loss that is no number any more ends training", async () => {
  const training = { learning_rate: 1e300, clip_norm: 0, epochs: 5 };
  await expect(trainSmall({ training })).rejects.toMatchObject({ code: "MODEL_DIVERGED" });
});
