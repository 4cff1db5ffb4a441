import { appendFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { loadConfig, type RunConfigInput } from "../config/index.js";
import { evaluateRun, type TrainRunOptions, trainRun } from "./index.js";
import { smallData } from "./testing/small-data.js";

let folder: string;
let out: string;

beforeEach(async () => {
  ({ directory: folder } = await smallData(40));
  out = join(folder, "run");
});

const MAJORITY: RunConfigInput = {
  data: { train: "data.jsonl", split: { validation: 0.2, test: 0.2 } },
  model: { type: "majority" },
};

const NETWORK: RunConfigInput = {
  ...MAJORITY,
  model: { type: "lstm", embedding_size: 4, hidden_size: 4 },
  training: { epochs: 2, batch_size: 8 },
};

async function train(input: RunConfigInput, options: Partial<TrainRunOptions> = {}) {
  return trainRun(await loadConfig(input, { baseDir: folder }), { directory: out, ...options });
}

/** Trains until a step, as if Ctrl-C had been pressed in it. */
async function interrupt(input: RunConfigInput, step: number): Promise<void> {
  const stop = new AbortController();
  const onEvent: TrainRunOptions["onEvent"] = (event) => {
    if (event.type === "step" && event.step === step) stop.abort();
  };
  await expect(train(input, { signal: stop.signal, onEvent })).rejects.toMatchObject({ code: "INTERRUPTED" });
}

describe("where a run may be made", () => {
  it("not over another one, nor in a folder of other files; both stay as they are", async () => {
    await train(MAJORITY);
    await expect(train(MAJORITY)).rejects.toMatchObject({ code: "RUN_EXISTS" });
    const before = await readdir(folder);
    for (const options of [{}, { overwrite: true }, { resume: true }]) {
      await expect(train(MAJORITY, { directory: folder, ...options })).rejects.toMatchObject({ code: "RUN_EXISTS" });
    }
    expect(await readdir(folder)).toEqual(before);
  });

  it("in an empty folder, or one of hidden files", async () => {
    await mkdir(out);
    await writeFile(join(out, ".gitkeep"), "");
    expect((await train(MAJORITY)).evaluation?.splits.test?.count).toBe(8);
  });

  it("not where a file is", async () => {
    await expect(train(MAJORITY, { directory: join(folder, "data.jsonl") })).rejects.toMatchObject({
      code: "CLI_USAGE",
    });
  });

  it("--overwrite removes what the run wrote, and nothing else", async () => {
    await train(NETWORK);
    await writeFile(join(out, "notes.txt"), "mine");
    await train(MAJORITY, { overwrite: true });
    const names = await readdir(out);
    expect(names).toContain("notes.txt");
    expect(names.filter((name) => name.startsWith("checkpoint"))).toEqual([]);
    expect((await evaluateRun(out)).splits.test?.count).toBe(8);
  });

  it("--overwrite keeps the former run where the new one can't begin", async () => {
    await train(MAJORITY);
    const broken = { ...MAJORITY, data: { train: "none.jsonl" } };
    await expect(train(broken, { overwrite: true })).rejects.toMatchObject({ code: "DATA_NOT_FOUND" });
    expect((await evaluateRun(out)).splits.test?.count).toBe(8);
  });
});

describe("what a run is not resumed with", () => {
  it("another config: it names the keys", async () => {
    await train(MAJORITY);
    const act = train({ ...MAJORITY, seed: 7, text: { min_words: 2 } }, { resume: true });
    await expect(act).rejects.toMatchObject({
      code: "RUN_RESUME_MISMATCH",
      message: expect.stringMatching(/text\.min_words is 2, was 0; seed is 7, was 42/u),
    });
  });

  it("not so a config that was resolved before some keys came", async () => {
    const first = await train(MAJORITY);
    const path = join(out, "resolved.yaml");
    const { thresholds: _since, ...before } = parse(await readFile(path, "utf8"));
    await writeFile(path, stringify(before));
    expect((await train(MAJORITY, { resume: true })).evaluation).toEqual(first.evaluation);
  });

  it("data that changed", async () => {
    await interrupt(NETWORK, 1);
    await appendFile(join(folder, "data.jsonl"), '{"text": "one more", "labels": "hockey"}\n');
    const act = train(NETWORK, { resume: true });
    await expect(act).rejects.toMatchObject({
      code: "RUN_RESUME_MISMATCH",
      message: expect.stringContaining("data.jsonl"),
    });
  });

  it("another split of the same data", async () => {
    const split = join(folder, "split.json");
    const rows = (from: number, to: number) => Array.from({ length: to - from }, (_, row) => from + row);
    const input = { ...NETWORK, data: { train: "data.jsonl", split: { file: "split.json" } } };
    await writeFile(split, JSON.stringify({ train: rows(0, 24), validation: rows(24, 32), test: rows(32, 40) }));
    await interrupt(input, 1);
    await writeFile(split, JSON.stringify({ train: rows(0, 24), validation: rows(32, 40), test: rows(24, 32) }));
    await expect(train(input, { resume: true })).rejects.toMatchObject({
      code: "RUN_RESUME_MISMATCH",
      message: expect.stringContaining("validation, test"),
    });
  });
});

describe("resuming", () => {
  it("keeps when the run began, and drops a line of metrics.jsonl that was cut off", async () => {
    await interrupt(NETWORK, 2);
    const manifest = async () => JSON.parse(await readFile(join(out, "manifest.json"), "utf8")) as { started: string };
    const { started } = await manifest();
    await appendFile(join(out, "metrics.jsonl"), '{"type":"step","st');
    await train(NETWORK, { resume: true });
    expect(await manifest()).toMatchObject({ started, finished: expect.any(String) });
    const lines = (await readFile(join(out, "metrics.jsonl"), "utf8")).trim().split("\n");
    const steps = lines.map((line) => JSON.parse(line) as { type: string; step: number });
    expect(steps.filter(({ type }) => type === "step").map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("of a run with several seeds trains what is missing alone", async () => {
    const input = { ...NETWORK, seed: [1, 2] };
    await train(input);
    const whole = await readFile(join(out, "evaluation.json"), "utf8");
    await rm(join(out, "evaluation.json"));
    await rm(join(out, "seed-2"), { recursive: true });
    const trained: number[] = [];
    await train(input, {
      resume: true,
      onEvent: (event) => {
        if (event.type === "evaluated") trained.push(Number(event.directory.at(-1)));
      },
    });
    expect(trained).toEqual([2]);
    const metrics = (text: string) => (JSON.parse(text) as { splits: unknown }).splits;
    expect(metrics(await readFile(join(out, "evaluation.json"), "utf8"))).toEqual(metrics(whole));
  });

  it("of a run that never began begins it", async () => {
    expect((await train(MAJORITY, { resume: true })).evaluation).toBeDefined();
  });
});

describe("evaluating", () => {
  it("refuses the run's own split where the data changed, and still takes another file", async () => {
    await train(MAJORITY);
    await appendFile(join(folder, "data.jsonl"), '{"text": "one more", "labels": "hockey"}\n');
    await expect(evaluateRun(out)).rejects.toMatchObject({ code: "DATA_SPLIT_FILE" });
    const other = await evaluateRun(out, { data: join(folder, "data.jsonl") });
    expect(other.splits.data?.count).toBe(41);
  });

  it("drops from another file what the run's config drops", async () => {
    await train({ ...MAJORITY, text: { min_words: 2 } });
    await writeFile(
      join(folder, "new.jsonl"),
      '{"text": "one", "labels": "hockey"}\n{"text": "two words", "labels": "hockey"}\n',
    );
    expect((await evaluateRun(out, { data: join(folder, "new.jsonl") })).splits.data?.count).toBe(1);
  });

  it("names a manifest that is missing, and a split that the run has not", async () => {
    const split = { method: "random", test: 0.2 } as const;
    await train({ ...MAJORITY, data: { train: "data.jsonl", split } });
    await expect(evaluateRun(out, { split: "validation" })).rejects.toMatchObject({ code: "DATA_SPLIT" });
    await rm(join(out, "manifest.json"));
    await expect(evaluateRun(out)).rejects.toMatchObject({ code: "MODEL_ARTIFACT" });
  });
});
