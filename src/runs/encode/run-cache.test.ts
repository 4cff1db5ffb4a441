import { appendFile, readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { loadConfig, type RunConfigInput } from "../../config/index.js";
import { evaluateRun, exploreConfig, trainRun } from "../index.js";
import { nearly } from "../testing/nearly.js";
import { smallData } from "../testing/small-data.js";
import { writeTinyCheckpoint } from "../testing/tiny-checkpoint.js";

let directory = "";
let cache = "";
let names = 0;

beforeAll(async () => {
  ({ directory } = await smallData());
  await writeTinyCheckpoint(join(directory, "bert"));
  await writeTinyCheckpoint(join(directory, "roberta"), { type: "roberta" });
});
beforeEach(() => {
  cache = join(directory, `cache-${names++}`);
});

const split = { method: "stratified", validation: 0.2, test: 0.2, seed: 5 } as const;

function input(overrides: Partial<RunConfigInput> = {}, model: Record<string, unknown> = {}): RunConfigInput {
  return {
    data: { train: "data.jsonl", split },
    text: { max_length: 20 },
    model: {
      type: "bert",
      checkpoint: "bert",
      strategy: "frozen",
      pooling: "mean",
      ...model,
    } as RunConfigInput["model"],
    export: { onnx: false },
    cache,
    ...overrides,
  };
}

async function train(config: RunConfigInput) {
  const [stages, warnings]: [string[], string[]] = [[], []];
  const result = await trainRun(await loadConfig(config, { baseDir: directory }), {
    directory: join(directory, "runs", String(names++)),
    onEvent: (event) => {
      if (event.type === "stage") stages.push(event.message);
      if (event.type === "warning") warnings.push(event.message);
    },
  });
  const vectors = stages.filter((stage) => stage.includes("the vectors of"));
  return { ...result, stages, warnings, vectors, tokens: stages.filter((stage) => stage.startsWith("token ids")) };
}

const computed = (counts: readonly [number, string][]) =>
  counts.map(([count, part]) => `computing the vectors of ${count} ${part} texts`);
const kept = (counts: readonly [number, string][]) =>
  counts.map(([count, part]) => `the vectors of ${count} ${part} texts are taken from the cache (${cache})`);
const ALL: readonly [number, string][] = [
  [120, "train"],
  [40, "validation"],
  [40, "test"],
];

describe("a second run of strategy frozen", () => {
  it("takes ids and vectors from the cache, and comes to the same", async () => {
    const first = await train(input());
    expect([first.tokens, first.vectors]).toEqual([[], computed(ALL)]);
    const second = await train(input());
    expect(second.tokens).toEqual([`token ids of 200 texts are taken from the cache (${cache})`]);
    expect(second.vectors).toEqual(kept(ALL));
    expect(second.evaluation?.splits).toEqual(first.evaluation?.splits);
    expect((await evaluateRun(second.directory)).splits.test).toEqual(nearly(second.evaluation?.splits.test));
    expect(JSON.parse(await readFile(join(second.directory, "manifest.json"), "utf8")).notes.vectors).toEqual({
      cached: 120,
      computed: 0,
    });
  });

  it.each<[string, Partial<RunConfigInput>, Record<string, unknown>]>([
    ["another strength", {}, { strength: 3 }],
    ["other seeds", { seed: [1, 2] }, {}],
    ["another split", { data: { train: "data.jsonl", split: { ...split, seed: 6 } } }, {}],
    ["levels", { task: "hierarchical", data: { train: "data.jsonl", labels: ["level1", "level2"], split } }, {}],
    ["class weights", { training: { class_weights: "balanced" } }, {}],
  ])("with %s needs the encoder no more", async (_, overrides, model) => {
    await train(input());
    expect((await train(input(overrides, model))).vectors).toEqual(kept(ALL));
  });

  it.each<[string, Partial<RunConfigInput>, Record<string, unknown>, number]>([
    ["another longest length", { text: { max_length: 8 } }, {}, 1],
    ["another part of long texts", { text: { max_length: 20, long_text: "tail" } }, {}, 1],
    ["another pooling", {}, { pooling: "cls" }, 1],
    ["other cleaning", { text: { max_length: 20, clean: { stop_words: true } } }, {}, 0],
    ["another checkpoint", {}, { type: "roberta", checkpoint: "roberta" }, 1],
  ])("with %s shares no vector", async (_, overrides, model, tokens) => {
    await train(input());
    const second = await train(input(overrides, model));
    expect(second.vectors).toEqual(computed(ALL));
    expect(second.tokens).toHaveLength(tokens);
  });

  it("gives an exploration the token ids of a training, and keeps its own", async () => {
    const explore = async () => {
      const told: string[] = [];
      const found = await exploreConfig(await loadConfig(input(), { baseDir: directory }), {
        onEvent: (event) => told.push(event.type === "stage" ? event.message : event.type),
      });
      return { tokens: found.lengths.tokens, taken: told.filter((message) => message.startsWith("token ids")).length };
    };
    const first = await explore();
    expect(first.taken).toBe(0);
    expect(first.tokens?.all.count).toBe(200);
    expect(await explore()).toEqual({ tokens: first.tokens, taken: 1 });
    expect((await train(input())).tokens).toHaveLength(1);
  });

  it("shares nothing after weights or tokenizer changed", async () => {
    await train(input());
    await writeTinyCheckpoint(join(directory, "changed"), { seed: 12 });
    expect((await train(input({}, { checkpoint: "changed" }))).vectors).toEqual(computed(ALL));
    await writeTinyCheckpoint(join(directory, "more"), { moreWords: 2 });
    const more = await train(input({}, { checkpoint: "more" }));
    expect([more.tokens, more.vectors]).toEqual([[], computed(ALL)]);
  });

  it("is as the first where the cache was damaged", async () => {
    const first = await train(input());
    for (const kind of ["tokens", "vectors"]) {
      const [name] = await readdir(join(cache, kind));
      await truncate(join(cache, kind, name as string), 100);
    }
    const second = await train(input());
    expect([second.tokens, second.vectors, second.warnings]).toEqual([[], computed(ALL), []]);
    expect(second.evaluation?.splits).toEqual(first.evaluation?.splits);
    expect((await train(input())).vectors).toEqual(kept(ALL));
  });

  it("computes what the first did not get to", async () => {
    const { data, ...rest } = input();
    await train({ ...rest, data: { ...data, split: { ...split, test: 0.2 } } });
    await appendFile(join(directory, "data.jsonl"), "");
    const controller = new AbortController();
    const half = trainRun(await loadConfig(input({}, { pooling: "cls" }), { baseDir: directory }), {
      directory: join(directory, "runs", String(names++)),
      signal: controller.signal,
      onEvent: (event) => {
        if (event.type === "stage" && event.message.includes("validation texts")) controller.abort();
      },
    });
    await expect(half).rejects.toMatchObject({ code: "INTERRUPTED" });
    const second = await train(input({}, { pooling: "cls" }));
    expect(second.vectors).toEqual([
      ...kept([[120, "train"]]),
      ...computed([
        [40, "validation"],
        [40, "test"],
      ]),
    ]);
  });
});

it("keeps nothing where the config says so, and goes on where the folder can't be written", async () => {
  const none = await train(input({ cache: false }));
  expect((await train(input({ cache: false }))).vectors).toEqual(computed(ALL));
  await writeFile(cache, "a file where the folder would be");
  const blocked = await train(input());
  expect(blocked.warnings.length).toBeGreaterThan(0);
  expect(blocked.warnings.every((warning) => warning.startsWith("the cache can't be written"))).toBe(true);
  expect(blocked.evaluation?.splits).toEqual(none.evaluation?.splits);
});

it("serves subword ids to whatever model reads them; a run may go on with another cache", async () => {
  const training = { epochs: 1, batch_size: 64 };
  const lstm = { type: "lstm", tokenizer: "bert", embedding_size: 4, hidden_size: 4 } as const;
  const recurrent: RunConfigInput = { data: { train: "data.jsonl", split }, model: lstm, training, cache };
  const first = await train(recurrent);
  const second = await train({ ...recurrent, seed: 9 });
  expect([first.tokens.length, second.tokens.length]).toEqual([0, 1]);
  const again = await train(recurrent);
  expect(again.evaluation?.splits).toEqual(first.evaluation?.splits);
  const resumed = await trainRun(await loadConfig({ ...recurrent, cache: false }, { baseDir: directory }), {
    directory: again.directory,
    resume: true,
  });
  expect(resumed.evaluation).toEqual(again.evaluation);
});
