import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { loadConfig, loadPretrainConfig, type PretrainConfigInput } from "../../config/index.js";
import { openSafetensors } from "../../models/index.js";
import { present } from "../../shared/index.js";
import type { RunEvent } from "../events.js";
import { smallData } from "../testing/small-data.js";
import { writeTinyCheckpoint } from "../testing/tiny-checkpoint.js";
import { trainRun } from "../train-run.js";
import { type Pretraining, pretrainRun } from "./pretrain-run.js";

let directory = "";
let names = 0;

beforeAll(async () => {
  ({ directory } = await smallData());
  for (const type of ["bert", "distilbert", "roberta", "electra"] as const) {
    await writeTinyCheckpoint(join(directory, type), { type });
  }
});

type Overrides = { readonly [K in keyof PretrainConfigInput]?: Partial<PretrainConfigInput[K]> };

/** A new two-layer encoder over the words of the small texts. */
function input({ data, model, training, ...rest }: Overrides = {}): PretrainConfigInput {
  const sizes = { layers: 1, hidden_size: 16, heads: 2, inner_size: 24, positions: 24, dropout: 0.1 };
  const begin = model?.checkpoint === undefined ? { tokenizer: "bert", ...sizes } : {};
  return {
    data: { train: "data.jsonl", validation: 0.2, ...data },
    model: { type: "bert", max_length: 12, ...begin, ...model },
    training: { epochs: 2, batch_size: 16, learning_rate: 0.01, ...training },
    seed: 3,
    ...rest,
  } as PretrainConfigInput;
}

async function pretrain(
  config: PretrainConfigInput,
  options: { out?: string; resume?: boolean; stopAfter?: number } = {},
) {
  const events: RunEvent[] = [];
  const controller = new AbortController();
  const result = await pretrainRun(await loadPretrainConfig(config, { baseDir: directory }), {
    directory: options.out ?? join(directory, "runs", String(names++)),
    resume: options.resume ?? false,
    signal: controller.signal,
    onEvent: (event) => {
      events.push(event);
      if (event.type === "step" && event.step === options.stopAfter) controller.abort();
    },
  });
  const stages = events.flatMap((event) => (event.type === "stage" ? [event.message] : []));
  return { ...result, events, stages };
}

/** The figures of the texts that were held out. */
function heldOutOf({ validation }: Pretraining): NonNullable<Pretraining["validation"]> {
  return present(validation, "held-out figures");
}

async function tensorsOf(folder: string): Promise<Map<string, Float32Array>> {
  const file = await openSafetensors(join(folder, "model.safetensors"));
  try {
    const values = new Map<string, Float32Array>();
    for (const name of file.tensors.keys()) values.set(name, (await file.read(name)) as Float32Array);
    return values;
  } finally {
    await file.close();
  }
}

const json = async (...path: string[]) => JSON.parse(await readFile(join(...path), "utf8")) as Record<string, unknown>;

describe("pretraining from scratch", () => {
  it("guesses held-out words better, and tells so", async () => {
    const { pretraining, directory: run, stages } = await pretrain(input({ training: { epochs: 12 } }));
    const { before, after, texts } = heldOutOf(pretraining);
    expect(texts).toBe(Math.round(0.2 * (texts + pretraining.train.texts)));
    expect(before.loss).toBeCloseTo(Math.log(36), 0);
    expect(after.loss).toBeLessThan((before.loss as number) - 0.4);
    expect(after.perplexity).toBeCloseTo(Math.exp(after.loss as number), 6);
    expect(after.accuracy).toBeGreaterThan(before.accuracy as number);
    expect(await json(run, "pretraining.json")).toEqual(pretraining);
    expect(stages.join("\n")).toMatch(/a new bert: 1 layers, 16 wide/);
    expect(stages.join("\n")).toMatch(/\d+ texts to learn from \(\d+ inputs, \d+ tokens\), \d+ held out/);
  });

  it("learns in 8 bits too", async () => {
    const { pretraining } = await pretrain(input({ training: { epochs: 6, precision: "int8" } }));
    const { before, after } = heldOutOf(pretraining);
    expect(after.loss).toBeLessThan((before.loss as number) - 0.3);
  });

  it("hides other tokens in each epoch, and the same held-out ones at every measurement", async () => {
    const { events } = await pretrain(input({ training: { epochs: 2, learning_rate: 1e-12, schedule: "constant" } }));
    const epochs = events.filter((event) => event.type === "epoch");
    expect(epochs[0]?.validation?.loss).toBeCloseTo(epochs[1]?.validation?.loss ?? 0, 6);
    const totals = epochs.map(({ train }) => train.loss);
    expect(totals[0]).not.toBeCloseTo(totals[1] as number, 6);
  });

  it("hides whole words where it is told to", async () => {
    // "scrolls" is two pieces: a draw a word, not a draw a piece, hides other places.
    await writeFile(join(directory, "scrolls.txt"), "a scrolls of scrolls says scrolls\nscrolls new scrolls\n");
    const data = { train: "scrolls.txt", validation: 0 };
    const trainLoss = async (whole_word: boolean) => {
      const { events } = await pretrain(input({ data, mlm: { whole_word, probability: 0.5 } }));
      return events.flatMap((event) => (event.type === "epoch" ? [event.train.loss] : []));
    };
    expect(await trainLoss(true)).not.toEqual(await trainLoss(false));
  });

  it.each(["distilbert", "roberta", "xlm-roberta"] as const)("makes a %s that train takes", async (type) => {
    const { checkpoint } = await pretrain(input({ model: { type, tokenizer: "bert" } }));
    const data = { train: "data.jsonl", split: { validation: 0.2, test: 0.2 } };
    const training = { epochs: 1, batch_size: 32 };
    const config = { data, text: { max_length: 12 }, model: { type, checkpoint }, training };
    const loaded = await loadConfig(config, { baseDir: directory });
    const { evaluation } = await trainRun(loaded, { directory: join(directory, "runs", `${type}-trained`) });
    expect(evaluation?.splits.test?.count).toBe(40);
  });
});

describe("pretraining further", () => {
  it("goes on from a checkpoint: says what is new, leaves the pooler, and writes what train takes", async () => {
    const { checkpoint, stages, directory: run } = await pretrain(input({ model: { checkpoint: "bert" } }));
    expect(stages[0]).toMatch(/pretrained weights; new: cls\.predictions\.transform\.dense\.weight, /);
    const [old, now] = [await tensorsOf(join(directory, "bert")), await tensorsOf(checkpoint)];
    expect(now.get("bert.pooler.dense.weight")).toEqual(old.get("bert.pooler.dense.weight"));
    const table = "bert.embeddings.word_embeddings.weight";
    expect(now.get(table)).not.toEqual(old.get(table));
    expect([...now.keys()]).not.toContain("cls.predictions.decoder.weight");
    expect(await json(checkpoint, "config.json")).toMatchObject({
      architectures: ["BertForMaskedLM"],
      hidden_size: 32,
    });
    expect(await json(run, "manifest.json")).toMatchObject({
      notes: { checkpoint: { name: "bert", source: "folder" } },
    });

    const events: RunEvent[] = [];
    const data = { train: "data.jsonl", split: { validation: 0.2, test: 0.2 } };
    const training = { epochs: 1, batch_size: 32 };
    const config = { data, text: { max_length: 12 }, model: { type: "bert" as const, checkpoint }, training };
    const loaded = await loadConfig(config, { baseDir: directory });
    await trainRun(loaded, { directory: join(directory, "runs", "trained"), onEvent: (event) => events.push(event) });
    const told = events.flatMap((event) => (event.type === "stage" ? [event.message] : [])).join("\n");
    expect(told).toMatch(/new: classifier\.weight, classifier\.bias; not used: cls\.predictions/);
  });

  it("goes on from its own checkpoint with nothing new", async () => {
    const first = await pretrain(input({ model: { checkpoint: "distilbert", type: "distilbert" } }));
    const model = { checkpoint: first.checkpoint, type: "distilbert" as const };
    const second = await pretrain(input({ model }));
    expect(second.stages[0]).not.toMatch(/new:/);
    expect(second.pretraining.validation?.before).toEqual(first.pretraining.validation?.after);
  });
});

describe("a run", () => {
  it.each([3, 9, 12])("stopped at step %d and resumed ends on the same weights", async (stopAfter) => {
    const config = input({
      training: { epochs: 2, batch_size: 16, checkpoints: { every: 5 } },
      mlm: { whole_word: true },
    });
    const whole = await pretrain(config);
    const out = join(directory, "runs", `stopped-${stopAfter}`);
    await expect(pretrain(config, { out, stopAfter })).rejects.toMatchObject({ code: "INTERRUPTED" });
    const resumed = await pretrain(config, { out, resume: true });
    expect(await tensorsOf(resumed.checkpoint)).toEqual(await tensorsOf(whole.checkpoint));
    expect(resumed.pretraining.validation).toEqual(whole.pretraining.validation);
    const lines = (await readFile(join(out, "metrics.jsonl"), "utf8")).trimEnd().split("\n");
    expect(lines).toHaveLength(whole.pretraining.steps + 2);
  });

  it("that ended is not trained again, and one of other data is refused", async () => {
    const out = join(directory, "runs", "ended");
    const file = join(directory, "own.txt");
    await writeFile(file, "the moon report\nthe rocket launch today\na new planet says\nabout the orbit\n");
    const config = input({ data: { train: "own.txt", validation: 1 }, mlm: { probability: 0.9 } });
    const { pretraining } = await pretrain(config, { out });
    const again = await pretrain(config, { out, resume: true });
    expect(again.pretraining).toEqual(pretraining);
    expect(again.events.some(({ type }) => type === "step")).toBe(false);
    await writeFile(file, "the moon\nthe rocket\na planet\n");
    await expect(pretrain(config, { out, resume: true })).rejects.toMatchObject({ code: "RUN_RESUME_MISMATCH" });
  });

  it("in micro-batches ends on nearly the same weights", async () => {
    const plain = { epochs: 1, batch_size: 16, optimizer: "sgd", momentum: 0, learning_rate: 0.05 } as const;
    const still = { dropout: 0 };
    const whole = await tensorsOf((await pretrain(input({ training: plain, model: still }))).checkpoint);
    const micro = { ...plain, micro_batch_size: 5 };
    const parts = await tensorsOf((await pretrain(input({ training: micro, model: still }))).checkpoint);
    for (const [name, data] of whole) {
      data.forEach((value, at) => {
        expect(Math.abs(value - (parts.get(name)?.[at] as number)), name).toBeLessThan(1e-5);
      });
    }
  });
});

describe("texts", () => {
  const write = async (name: string, text: string) => {
    const folder = await mkdtemp(join(tmpdir(), "pinakes-pretrain-"));
    const file = join(folder, name);
    await writeFile(file, text);
    return file;
  };

  it("come from plain lines too; the repeated and the empty are left out, and nothing long is cut", async () => {
    const words = "the moon a rocket of today report about says new ".repeat(4);
    const train = await write("texts.txt", `the moon\n\nthe moon\n   \n${words}\nthe rocket\n`);
    const { pretraining, stages } = await pretrain(input({ data: { train, validation: 0 } }));
    expect(pretraining.train).toEqual({ texts: 3, inputs: 1 + 4 + 1, tokens: 4 + (40 + 8) + 4 });
    expect(pretraining.validation).toBeUndefined();
    expect(stages.join("\n")).toMatch(/left out: 1 repeated/);
  });

  it("that files hold out are never trained on", async () => {
    const train = await write("train.txt", "the moon\nthe rocket\na planet\n");
    const validation = await write("held.txt", "the rocket\nthe orbit\n");
    const mlm = { probability: 0.9 };
    const { pretraining, stages } = await pretrain(input({ data: { train, validation }, mlm }));
    expect(pretraining.train.texts).toBe(2);
    expect(pretraining.validation?.texts).toBe(2);
    expect(stages.join("\n")).toMatch(/1 repeated/);
  });

  it("are taken up to data.sample", async () => {
    const { pretraining } = await pretrain(input({ data: { sample: 20, validation: 4 } }));
    expect([pretraining.train.texts, pretraining.validation?.texts]).toEqual([16, 4]);
  });

  beforeAll(() => writeFile(join(directory, "short.txt"), "moon\nrocket\n"));

  it.each([
    ["no such column", { text: "body" }, "DATA_COLUMN"],
    ["no such file", { train: "none.txt" }, "DATA_NOT_FOUND"],
    ["more held out than there are", { validation: 5000 }, "DATA_SPLIT"],
    ["too few held out to hide a token of", { train: "short.txt", validation: 1 }, "DATA_SPLIT"],
  ])("with %s are refused", async (_, data, code) => {
    await expect(pretrain(input({ data }))).rejects.toMatchObject({ code });
  });
});

describe("what can't be pretrained", () => {
  it.each([
    ["ELECTRA", { checkpoint: "electra", type: "bert" as const }, /telling replaced tokens/],
    ["a checkpoint of another type", { checkpoint: "bert", type: "roberta" as const }, /is of type bert/],
    ["more tokens than positions", { checkpoint: "bert", max_length: 64 }, /positions for 24 tokens/],
  ])("is %s", async (_, model, message) => {
    await expect(pretrain(input({ model }))).rejects.toThrow(message);
  });
});
