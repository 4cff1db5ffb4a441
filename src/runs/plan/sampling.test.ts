import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { loadConfig, type RunConfigInput } from "../../config/index.js";
import { present } from "../../shared/index.js";
import type { RunEvent } from "../events.js";
import { trainRun } from "../index.js";
import { smallData, smallSets } from "../testing/small-data.js";
import { writeTinyCheckpoint } from "../testing/tiny-checkpoint.js";

let sets = "";
let skewed = "";
let names = 0;

/** Of every twelve texts six are of the first topic, one of the last. */
const KEPT = [0, 4, 8, 1, 5, 2, 3];

beforeAll(async () => {
  ({ directory: sets } = await smallSets(300));
  const { file } = await smallData(720);
  const lines = (await readFile(file, "utf8")).trim().split("\n");
  skewed = await mkdtemp(join(tmpdir(), "pinakes-skewed-"));
  const kept = lines.filter((_, row) => KEPT.includes(row % 12));
  await writeFile(join(skewed, "data.jsonl"), `${kept.join("\n")}\n`);
  await writeTinyCheckpoint(join(skewed, "bert"));
});

type Sampler = NonNullable<NonNullable<RunConfigInput["training"]>["sampler"]>;

const SAMPLERS: readonly Sampler[] = [
  "oversample",
  "undersample",
  "balanced_batches",
  { per_label: 40 },
  { per_label: 40, with_replacement: true },
];
const LSTM = { type: "lstm", embedding_size: 12, hidden_size: 8, pooling: "max" } as const;
const TRAINING = { epochs: 2, batch_size: 16, learning_rate: 0.02 };

interface Options {
  readonly out?: string;
  readonly resume?: boolean;
  readonly stopAfter?: number;
}

async function train(overrides: Partial<RunConfigInput>, { out, resume = false, stopAfter }: Options = {}) {
  const events: RunEvent[] = [];
  const stop = new AbortController();
  const several = overrides.task === "multi-label";
  const baseDir = several ? sets : skewed;
  const split = { method: "stratified", validation: 0.1, test: 0.2 } as const;
  const input: RunConfigInput = {
    data: { train: several ? "sets.jsonl" : "data.jsonl", split },
    text: { max_length: 20 },
    model: LSTM,
    seed: 3,
    ...overrides,
  };
  const directory = out ?? join(baseDir, "runs", String(names++));
  const { evaluation } = await trainRun(await loadConfig(input, { baseDir }), {
    directory,
    resume,
    signal: stop.signal,
    onEvent: (event) => {
      events.push(event);
      if (event.type === "step" && event.step === stopAfter) stop.abort();
    },
  });
  return {
    directory,
    events,
    metrics: present(evaluation?.splits.test, "the test part").metrics,
    stages: events.flatMap((event) => (event.type === "stage" ? [event.message] : [])),
    warnings: events.flatMap((event) => (event.type === "warning" ? [event.message] : [])),
  };
}

const weights = (run: string): Promise<Buffer> => readFile(join(run, "model", "model.safetensors"));

describe("a sampler, one label a text", () => {
  // 294 training texts: 126, 84, 42 and 42 of the four labels.
  it.each<[Sampler, number, string]>([
    ["oversample", 504, "oversample: 504 texts an epoch, drawn from 294"],
    ["undersample", 168, "undersample: 168 texts an epoch"],
    ["balanced_batches", 294, "each batch has 4 texts of each of 4 labels"],
    [{ per_label: 40 }, 160, "per_label: 40: 160 texts an epoch"],
    [{ per_label: 50, with_replacement: true }, 200, "per_label: 50: 200 texts an epoch"],
  ])("%o sets the steps of a network, and says what it does", async (sampler, texts, words) => {
    const { events, stages, metrics } = await train({ training: { ...TRAINING, sampler } });
    expect(events.find((event) => event.type === "start")).toMatchObject({ stepsPerEpoch: Math.ceil(texts / 16) });
    expect(stages.join("\n")).toContain(words);
    expect(metrics.macro_f1).toBeGreaterThan(0.4);
  });

  it.each<Sampler>(["oversample", "balanced_batches", { per_label: 40 }])(
    "%o resumes in the middle of an epoch to the same weights",
    async (sampler) => {
      const config = { training: { ...TRAINING, sampler } };
      const whole = await train(config);
      const out = join(skewed, "runs", `stopped-${names++}`);
      await expect(train(config, { out, stopAfter: 13 })).rejects.toMatchObject({ code: "INTERRUPTED" });
      const resumed = await train(config, { out, resume: true });
      expect(await weights(resumed.directory)).toEqual(await weights(whole.directory));
    },
  );

  it("refuses batches that have no room for each label, before anything is written", async () => {
    const out = join(skewed, "runs", "none");
    const act = train({ training: { ...TRAINING, batch_size: 3, sampler: "balanced_batches" } }, { out });
    await expect(act).rejects.toMatchObject({ code: "CONFIG_CONFLICT", where: "training.sampler" });
    await expect(readFile(join(out, "config.yaml"))).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("leaves class weights and logit adjustment nothing to do, and says so", async () => {
    const sampled = await train({ training: { ...TRAINING, sampler: "oversample" } });
    const both = await train({ training: { ...TRAINING, sampler: "oversample", class_weights: "balanced" } });
    expect(await weights(both.directory)).toEqual(await weights(sampled.directory));
    expect(both.warnings).toEqual([expect.stringContaining("training.class_weights has no effect")]);
  });

  it.each<[string, RunConfigInput["model"]]>([
    ["tfidf-linear", { type: "tfidf-linear" }],
    ["a frozen head", { type: "bert", checkpoint: "bert", strategy: "frozen", pooling: "mean" }],
  ])("draws the texts that %s is fitted to, for each seed its own", async (_, model) => {
    const learned = async (training: RunConfigInput["training"], seed = 3) => {
      const { directory } = await train({ model, training, seed });
      const manifest = JSON.parse(await readFile(join(directory, "manifest.json"), "utf8"));
      return { weights: await weights(directory), texts: manifest.notes.heads[0].texts as number | undefined };
    };
    const sampler = { per_label: 20 };
    const [all, one, again, other] = [
      await learned({}),
      await learned({ sampler }),
      await learned({ sampler }),
      await learned({ sampler }, 4),
    ];
    expect(one.weights).toEqual(again.weights);
    expect(one.weights).not.toEqual(all.weights);
    expect(one.weights).not.toEqual(other.weights);
    if (one.texts !== undefined) expect([all.texts, one.texts]).toEqual([294, 80]);
  });
});

describe("a sampler, sets of labels and paths", () => {
  it.each(SAMPLERS)("%o trains on sets", async (sampler) => {
    const { stages, metrics } = await train({ task: "multi-label", training: { ...TRAINING, epochs: 4, sampler } });
    expect(stages.join("\n")).toMatch(/an epoch, drawn from|each batch has at least 4 texts of each of 4 labels/u);
    expect(metrics.micro_f1).toBeGreaterThan(0.5);
  });

  it("evens out the texts of a head that is fitted before batches are balanced", async () => {
    const model = { type: "bert", checkpoint: "bert", strategy: "hybrid", pooling: "mean", strength: 1 } as const;
    const { stages, metrics } = await train({ model, training: { ...TRAINING, sampler: "balanced_batches" } });
    expect(stages.join("\n")).toContain("each batch has 4 texts of each of 4 labels");
    expect(metrics.macro_f1).toBeGreaterThan(0.3);
  });

  it("draws by the ends of paths", async () => {
    const data = { train: "data.jsonl", labels: ["level1", "level2"], split: { validation: 0.1, test: 0.2 } };
    const { stages } = await train({ task: "hierarchical", data, training: { ...TRAINING, sampler: "undersample" } });
    expect(stages.join("\n")).toContain("undersample: 168 texts an epoch");
  });
});

describe("training.logit_adjustment", () => {
  const recallOfRare = async (model: RunConfigInput["model"], logit_adjustment: number) => {
    const { metrics } = await train({ model, training: { ...TRAINING, epochs: 1, logit_adjustment } });
    return metrics.macro_recall as number;
  };

  it.each<[string, RunConfigInput["model"]]>([
    ["lstm", LSTM],
    ["tfidf-linear", { type: "tfidf-linear", classifier: "logistic", strength: 1 }],
    ["a frozen head", { type: "bert", checkpoint: "bert", strategy: "frozen", pooling: "mean", strength: 0.1 }],
  ])("raises the mean recall of the labels of %s", async (_, model) => {
    expect(await recallOfRare(model, 1)).toBeGreaterThan(await recallOfRare(model, 0));
  });

  it("is what hierarchy.logit_adjustment is for a hierarchy, of any method with softmaxes", async () => {
    const data = { train: "data.jsonl", labels: ["level1", "level2"], split: { validation: 0.1, test: 0.2 } };
    for (const method of ["independent", "flat", "conditional"] as const) {
      const own = async (tau: object, hierarchy: object) => {
        const { directory } = await train({
          task: "hierarchical",
          data,
          hierarchy: { method, ...hierarchy },
          training: { ...TRAINING, epochs: 1, ...tau },
        });
        return weights(directory);
      };
      const one = await own({ logit_adjustment: 1 }, {});
      expect(await own({}, { logit_adjustment: 1 })).toEqual(one);
      expect(await own({}, {})).not.toEqual(one);
    }
  });
});
