import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { Classifier } from "../../classifier/index.js";
import { loadConfig, type RunConfigInput } from "../../config/index.js";
import { openSafetensors } from "../../models/index.js";
import { Rng } from "../../shared/index.js";
import type { RunEvent } from "../events.js";
import { type TrainRunOptions, trainRun } from "../index.js";
import { smallData } from "../testing/small-data.js";

let folder: string;
let runs = 0;

beforeAll(async () => {
  ({ directory: folder } = await smallData(80));
  await writeFile(join(folder, "v.txt"), "rocket 0.1 0.2 0.3 0.4\npuck -0.5 0.25 0 1\nzebra 9 9 9 9\n");
});

/** Without validation, so that the weights are those of the last epoch. */
const split = { test: 0.2 };
const MODEL = { type: "lstm", embedding_size: 4, hidden_size: 4, dropout: 0 } as const;
const TRAINING = { epochs: 2, batch_size: 16 } as const;
const TREE: Partial<RunConfigInput> = {
  task: "hierarchical",
  data: { train: "data.jsonl", labels: ["level1", "level2"], split },
};

async function train(overrides: Partial<RunConfigInput>, options: Partial<TrainRunOptions> = {}) {
  const input = { data: { train: "data.jsonl", split }, model: MODEL, training: TRAINING, seed: 3, ...overrides };
  const directory = join(folder, "runs", String(runs++));
  const events: RunEvent[] = [];
  const result = await trainRun(await loadConfig(input, { baseDir: folder }), {
    directory,
    onEvent: (event) => events.push(event),
    ...options,
  });
  return { ...result, events };
}

async function parameter(run: string, name: string): Promise<number[]> {
  const file = await openSafetensors(join(run, "model", "model.safetensors"));
  try {
    return Array.from(await file.read(name), Number);
  } finally {
    await file.close();
  }
}

const weights = (run: string) => readFile(join(run, "model", "model.safetensors"));

describe("training.memory_budget", () => {
  const memoryOf = async (run: string) => {
    const { notes } = JSON.parse(await readFile(join(run, "manifest.json"), "utf8")) as { notes: { memory: object } };
    return notes.memory as { micro_batch_size: number; estimate_mib: number; budget_mib: number };
  };

  it("is noted with the estimate, and what can't be trained within it is refused before anything is written", async () => {
    const { directory } = await train({ training: { ...TRAINING, memory_budget: "64 GiB" } });
    const { estimate_mib, ...rest } = await memoryOf(directory);
    expect(rest).toEqual({ micro_batch_size: 16, budget_mib: 65_536 });
    expect(estimate_mib).toBeGreaterThan(100);
    const refusal = train({ training: { ...TRAINING, memory_budget: "10 MiB" } });
    await expect(refusal).rejects.toMatchObject({ code: "MEMORY_BUDGET" });
    await expect(readdir(join(folder, "runs", String(runs - 1)))).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("does not change the micro-batches of a run that is resumed", async () => {
    const stop = new AbortController();
    const directory = join(folder, "runs", "stopped");
    const onEvent = (event: RunEvent): void => {
      if (event.type === "step" && event.step === 2) stop.abort();
    };
    const stopped = train({}, { directory, signal: stop.signal, onEvent });
    await expect(stopped).rejects.toMatchObject({ code: "INTERRUPTED" });
    const state = join(directory, "checkpoint-2", "state.json");
    await writeFile(state, (await readFile(state, "utf8")).replace('"microBatchSize":16', '"microBatchSize":5'));
    await train({}, { directory, resume: true });
    expect((await memoryOf(directory)).micro_batch_size).toBe(5);
  });
});

describe("level weights", () => {
  it("of 0 leave a level's head as it was drawn, and the loss without it", async () => {
    const one = await train({ ...TREE, training: { ...TRAINING, epochs: 1, level_weights: [1, 0] } });
    const two = await train({ ...TREE, training: { ...TRAINING, level_weights: [1, 0] } });
    const head = (run: string, level: string) => parameter(run, `heads.${level}.weight`);
    expect(await head(one.directory, "level2")).toEqual(await head(two.directory, "level2"));
    expect(await head(one.directory, "level1")).not.toEqual(await head(two.directory, "level1"));
    const first = (events: readonly RunEvent[]) => events.find((event) => event.type === "step")?.loss ?? 0;
    const both = await train({ ...TREE, training: { ...TRAINING, level_weights: [1, 1] } });
    const half = await train({ ...TREE, training: { ...TRAINING, level_weights: [1, 0.5] } });
    expect(first(half.events)).toBeCloseTo((first(both.events) + first(two.events)) / 2, 5);
  });

  it("are not looked at where there are no levels", async () => {
    const plain = await train({});
    const weighted = await train({ training: { ...TRAINING, level_weights: [0.1, 0.2] } });
    expect(await weights(weighted.directory)).toEqual(await weights(plain.directory));
    expect(weighted.events).toContainEqual(
      expect.objectContaining({ type: "warning", message: expect.stringContaining("training.level_weights") }),
    );
  });
});

describe("class weights", () => {
  it("balanced are those that the training part's shares say, level by level", async () => {
    // 32 of the 64 training texts have each parent, 16 each leaf: balanced weights are 1, and change nothing.
    const plain = await train(TREE);
    const balanced = await train({ ...TREE, training: { ...TRAINING, class_weights: "balanced" } });
    expect(await weights(balanced.directory)).toEqual(await weights(plain.directory));
    const heavy = await train({ ...TREE, training: { ...TRAINING, class_weights: { sport: 5 } } });
    expect(await weights(heavy.directory)).not.toEqual(await weights(plain.directory));
  });
});

describe("word vectors", () => {
  const model = { type: "lstm", hidden_size: 4, embeddings: "v.txt", train_embeddings: false } as const;

  it("are where the words are; the others stay as they were drawn", async () => {
    const { directory, evaluation, events } = await train({ model });
    const { words } = JSON.parse(await readFile(join(directory, "model", "vocabulary.json"), "utf8")) as {
      words: string[];
    };
    const table = await parameter(directory, "embedding.weight");
    const row = (word: string) => table.slice(words.indexOf(word) * 4, words.indexOf(word) * 4 + 4);
    expect(row("rocket").map((value) => Number(value.toFixed(6)))).toEqual([0.1, 0.2, 0.3, 0.4]);
    expect(row("puck")).toEqual([-0.5, 0.25, 0, 1]);
    expect(row("today").every((value) => value !== 0)).toBe(true);
    expect(words).not.toContain("zebra");
    expect(evaluation?.parameters.total).toBe((evaluation?.parameters.trainable ?? 0) + table.length);
    expect(events.find((event) => event.type === "tokens")).toMatchObject({
      tokens: { without_vector: { tokenShare: expect.any(Number) } },
    });
  });

  it("are the same for each seed of several as for it alone", async () => {
    const several = await train({ model, seed: [1, 2, 3] });
    for (const seed of [1, 2, 3]) {
      const alone = await train({ model, seed, data: { train: "data.jsonl", split: { ...split, seed: 1 } } });
      expect(await weights(join(several.directory, `seed-${seed}`))).toEqual(await weights(alone.directory));
    }
  });
});

describe("a trained network", () => {
  it("says the same of a text whatever is beside it, and in whatever order", async () => {
    for (const type of ["lstm", "bilstm", "bilstm-attention"] as const) {
      const { directory } = await train({ model: { ...MODEL, type } });
      const classifier = await Classifier.load(join(directory, "model"));
      const random = Rng.fromSeed(2);
      const texts = Array.from({ length: 150 }, (_, row) => "rocket puck the unseen ".repeat(random.integer(9)) + row);
      const [all] = await classifier.scores(texts);
      const order = random.shuffle(texts.map((_, row) => row));
      const [shuffled] = await classifier.scores(order.map((row) => texts[row] as string));
      const width = classifier.space.heads[0]?.labels.length as number;
      const of = (scores: Float32Array | undefined, row: number) => [
        ...(scores ?? []).slice(row * width, (row + 1) * width),
      ];
      order.forEach((row, at) => {
        of(shuffled, at).forEach((score, label) => {
          expect(score).toBeCloseTo(of(all, row)[label] as number, 5);
        });
      });
      await classifier.release();
    }
  });

  it("answers calls side by side, an empty text, and none at all", async () => {
    const { directory } = await train({});
    const classifier = await Classifier.load(join(directory, "model"));
    const [one, two] = await Promise.all([classifier.classify(["rocket"]), classifier.classify(["rocket"])]);
    expect(one).toEqual(two);
    expect((await classifier.classify([""]))[0]?.labels).toHaveLength(1);
    expect(await classifier.classify([])).toEqual([]);
    await classifier.release();
    expect(await classifier.classify(["rocket"])).toEqual(one);
    await classifier.release();
  });

  it("counts a test label that training never saw as one that is never right", async () => {
    const rows = (await readFile(join(folder, "data.jsonl"), "utf8")).trim().split("\n");
    await writeFile(join(folder, "train.jsonl"), rows.slice(0, 60).join("\n"));
    await writeFile(join(folder, "test.jsonl"), [...rows.slice(60), '{"text": "x", "labels": "chess"}'].join("\n"));
    const { evaluation, events } = await train({ data: { train: "train.jsonl", test: "test.jsonl" } });
    const row = evaluation?.splits.test?.per_label.find(({ label }) => label === "chess");
    expect(row).toMatchObject({ support: 1, right: 0, predicted: 0 });
    expect(evaluation?.labels).not.toContain("chess");
    expect(JSON.stringify(events.find((event) => event.type === "data"))).toContain("can't be predicted");
  });
});

it("an interrupt while the data is read leaves no folder", async () => {
  const stop = new AbortController();
  stop.abort();
  const directory = join(folder, "never");
  await expect(train({}, { directory, signal: stop.signal })).rejects.toMatchObject({ code: "INTERRUPTED" });
  await expect(readFile(join(directory, "resolved.yaml"))).rejects.toMatchObject({ code: "ENOENT" });
});
