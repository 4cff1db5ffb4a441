import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { NetworkTextModel } from "../classifier/index.js";
import { loadConfig, type RunConfigInput } from "../config/index.js";
import { Rng } from "../shared/index.js";
import { loadRunClassifier, type RunEvent, trainRun } from "./index.js";
import { SMALL_WORDS } from "./testing/small-data.js";
import { writeTinyCheckpoint } from "./testing/tiny-checkpoint.js";

const LABELS = ["puck", "orbit", "dose"];
const PARENT: Readonly<Record<string, string>> = { puck: "sport", orbit: "science", dose: "science" };
const FILLER = SMALL_WORDS.filter((word) => !LABELS.includes(word));
/** Tokens of a window; what tells the label stands behind the first one. */
const LENGTH = 12;
/** Float32 sums in another order. */
const ROUNDING = 1e-5;

let directory = "";
let runs = 0;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "pinakes-long-"));
  const rng = Rng.fromSeed(3);
  const lines = Array.from({ length: 150 }, (_, row) => {
    const words = Array.from({ length: 24 + rng.integer(12) }, () => FILLER[rng.integer(FILLER.length)]);
    const labels = row % 4 === 3 ? [LABELS[row % 3], LABELS[(row + 1) % 3]] : [LABELS[row % 3]];
    const place = (): number => LENGTH + rng.integer(words.length - LENGTH);
    const one = labels[0] as string;
    const text = [...words];
    const both = [...words];
    for (let times = 0; times < 3; times++) text[place()] = one;
    for (const label of labels) for (let times = 0; times < 3; times++) both[place()] = label as string;
    return JSON.stringify({ text: text.join(" "), one, parent: PARENT[one], both: both.join(" "), labels });
  });
  await writeFile(join(directory, "long.jsonl"), `${lines.join("\n")}\n`);
  await writeTinyCheckpoint(join(directory, "tiny"));
});

type Text = NonNullable<RunConfigInput["text"]>;

const split = { method: "stratified", validation: 0.2, test: 0.3, seed: 5 } as const;
const MODELS = {
  bilstm: { type: "bilstm", pooling: "max", embedding_size: 12, hidden_size: 12, dropout: 0 },
  bert: { type: "bert", checkpoint: "tiny", pooling: "mean", classifier_dropout: 0 },
} as const;
const TASKS = {
  "multi-class": { data: { train: "long.jsonl", labels: "one", split } },
  "multi-label": { task: "multi-label", data: { train: "long.jsonl", text: "both", split } },
  hierarchical: { task: "hierarchical", data: { train: "long.jsonl", labels: ["parent", "one"], split } },
} as const;

async function train(config: RunConfigInput): Promise<{ run: string; figure: number; events: RunEvent[] }> {
  const run = join(directory, String(runs++));
  const events: RunEvent[] = [];
  const loaded = await loadConfig(
    {
      training: { epochs: 8, batch_size: 8, learning_rate: 0.01 },
      seed: 1,
      intervals: false,
      ...config,
    } as RunConfigInput,
    { baseDir: directory },
  );
  const { evaluation } = await trainRun(loaded, { directory: run, onEvent: (event) => events.push(event) });
  const test = evaluation?.splits.test;
  const metrics = (test?.levels?.one ?? test)?.metrics;
  return { run, events, figure: metrics?.macro_f1 ?? Number.NaN };
}

const text = (longText: Text["long_text"], more: Text = {}): Text => ({
  max_length: LENGTH,
  long_text: longText,
  ...more,
});

describe.each(Object.entries(MODELS))("what stands behind the first tokens, read by %s", (type, model) => {
  it.each(Object.entries(TASKS))("is learned from windows (%s)", async (_, task) => {
    const pooling = type === "bert" ? "attention" : "max";
    const windows = await train({
      ...task,
      model,
      text: text("windows", { window_pooling: pooling }),
    } as RunConfigInput);
    expect(windows.figure).toBeGreaterThan(0.75);
  });

  it("is not seen by the head", async () => {
    const head = await train({ ...TASKS["multi-class"], model, text: text("head") } as RunConfigInput);
    expect(head.figure).toBeLessThan(0.6);
  });
});

describe("texts in windows", () => {
  const bilstm = { model: MODELS.bilstm, ...TASKS["multi-class"] } as RunConfigInput;

  it("are told of, and labelled by the saved model as in the run", async () => {
    const { run, events } = await train({ ...bilstm, text: text("windows", { stride: 8, max_windows: 3 }) });
    const tokens = events.find((event) => event.type === "tokens")?.tokens;
    // 24 to 35 words: windows of 12 that begin 8 apart are 3 or 4, of which 3 hold 28 words.
    expect(tokens?.windows).toMatchObject({ severalShare: 1, most: 3 });
    expect(tokens?.windows?.beyond).toBe(tokens?.truncation.cut);
    expect(tokens?.truncation.cut).toBeGreaterThan(10);
    const classifier = await loadRunClassifier(run);
    const long = ["the a of puck ".repeat(9), "orbit"];
    const together = await classifier.scores(long);
    const alone = await classifier.scores([long[0] as string]);
    const [first] = together;
    for (const [label, value] of (alone[0] ?? []).entries()) {
      expect(Math.abs(value - (first?.[label] ?? 0))).toBeLessThan(ROUNDING);
    }
    await classifier.release();
  });

  it("share micro-batches of so many windows, whose gradients add up to those of the batch", async () => {
    const training = { epochs: 2, batch_size: 16, learning_rate: 0.01, optimizer: "sgd" } as const;
    const own = { ...bilstm, text: text("windows", { stride: 8, window_pooling: "attention" }) } as RunConfigInput;
    const losses = await Promise.all(
      [16, 5].map(async (size) => {
        const { events } = await train({ ...own, training: { ...training, micro_batch_size: size } });
        return events.flatMap((event) => (event.type === "step" ? [event.loss] : []));
      }),
    );
    for (const [step, loss] of (losses[0] ?? []).entries()) {
      expect(Math.abs(loss - (losses[1]?.[step] ?? 0))).toBeLessThan(10 * ROUNDING);
    }
  });

  it("have vectors that strategy frozen keeps, pooled by mean or max", async () => {
    const model = { ...MODELS.bert, strategy: "frozen", classifier_dropout: undefined } as const;
    const { run, figure } = await train({ ...bilstm, model, text: text("windows", { window_pooling: "max" }) });
    expect(figure).toBeGreaterThan(0);
    const classifier = await loadRunClassifier(run);
    expect(classifier.text).toMatchObject({ long_text: "windows", window_pooling: "max" });
    await classifier.release();
    const attention = text("windows", { window_pooling: "attention" });
    await expect(train({ ...bilstm, model, text: attention })).rejects.toMatchObject({ code: "CONFIG_CONFLICT" });
  });

  it("are pooled by attention that moves from the first stage of hybrid on", async () => {
    const unfreeze = { layers: 1, layers_per_stage: 1 };
    const model = { ...MODELS.bert, strategy: "hybrid", unfreeze, classifier_dropout: undefined } as const;
    const training = { epochs: 2, batch_size: 16, learning_rate: 0.01 };
    const { run } = await train({ ...bilstm, model, training, text: text("windows", { window_pooling: "attention" }) });
    const classifier = await loadRunClassifier(run);
    const { values } = classifier.model as NetworkTextModel;
    expect(values.get("window_attention.score.weight")?.some((value) => value !== 0)).toBe(true);
    await classifier.release();
  });

  it("are refused where a stride would leave tokens out", async () => {
    const config = { ...bilstm, text: text("windows", { stride: 13 }) };
    await expect(train(config)).rejects.toThrow("set stride to 12 or less");
  });
});
