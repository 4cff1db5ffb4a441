import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { loadConfig, type RunConfigInput } from "../../config/index.js";
import { type ModelSummary, summarizeConfig, summarizeRun, trainRun } from "../index.js";
import { smallData } from "../testing/small-data.js";

let directory = "";
let runs = 0;

beforeAll(async () => {
  ({ directory } = await smallData(80));
});

const split = { method: "stratified", validation: 0.2, test: 0.2 } as const;
const TRAINING = { epochs: 1, batch_size: 16 } as const;

function config(overrides: Partial<RunConfigInput>): RunConfigInput {
  return {
    data: { train: "data.jsonl", split },
    model: { type: "majority" },
    training: TRAINING,
    seed: 3,
    ...overrides,
  };
}

const load = (overrides: Partial<RunConfigInput>) => loadConfig(config(overrides), { baseDir: directory });

async function trained(overrides: Partial<RunConfigInput>) {
  const out = join(directory, "runs", String(runs++));
  const { evaluation } = await trainRun(await load(overrides), { directory: out });
  return { out, evaluation };
}

const layersOf = ({ layers }: ModelSummary) =>
  layers.map(({ name, output_shape, parameters, trainable }) => [name, output_shape.join(), parameters, trainable]);

const hierarchical: Partial<RunConfigInput> = {
  task: "hierarchical",
  data: { train: "data.jsonl", labels: ["level1", "level2"], split },
};

describe("summarizeConfig", () => {
  it("tells layers, heads and parameters of a network", async () => {
    const summary = await summarizeConfig(
      await load({
        ...hierarchical,
        model: { type: "bilstm-attention", embedding_size: 6, hidden_size: 4, train_embeddings: false, dropout: 0 },
        training: { loss: "focal", label_smoothing: 0.1, class_weights: "balanced", level_weights: [0.7, 0.3] },
      }),
    );
    const words = summary.parameters.find(({ name }) => name === "embedding.weight")?.shape[0] as number;
    expect(words).toBeGreaterThan(20);
    const lstm = 2 * 4 * 4 * (6 + 4 + 1);
    expect(layersOf(summary)).toEqual([
      ["embedding", "B,T,6", 6 * words, 0],
      ["lstm.l0", "B,T,8", lstm, lstm],
      ["attention", "B,8", 8, 8],
      ["heads.level1", "B,2", 18, 18],
      ["heads.level2", "B,4", 36, 36],
    ]);
    expect(summary).toMatchObject({ task: "hierarchical", model: "bilstm-attention" });
    expect([summary.total, summary.trainable]).toEqual([6 * words + lstm + 62, lstm + 62]);
    expect(summary.heads.map(({ name, labels, loss }) => [name, labels.length, loss])).toEqual([
      ["level1", 2, "focal, γ 2 (class weights, level weight 0.7)"],
      ["level2", 4, "focal, γ 2 (class weights, level weight 0.3)"],
    ]);
  });

  it("counts parameters of a group with learning rate 0 as frozen", async () => {
    const groups = [{ pattern: "^lstm\\.weight_hh", learning_rate: 0 }];
    const model = { type: "lstm", embedding_size: 6, hidden_size: 4 } as const;
    const summary = await summarizeConfig(await load({ model, training: { parameter_groups: groups } }));
    const frozen = summary.parameters.filter(({ trainable }) => !trainable);
    expect(frozen.map(({ name }) => name)).toEqual(["lstm.weight_hh_l0"]);
    expect(summary.layers.find(({ name }) => name === "lstm.l0")).toMatchObject({ parameters: 176, trainable: 112 });
  });
});

describe("a run's summary is that of its config, and counts as its evaluation does", () => {
  it.each<[string, Partial<RunConfigInput>]>([
    ["majority", hierarchical],
    ["tfidf-linear", { ...hierarchical, model: { type: "tfidf-linear", classifier: "svm", strength: 1 } }],
    ["tfidf-linear, refit", { model: { type: "tfidf-linear", classifier: "logistic", strength: 1, refit: true } }],
    ["lstm, two layers", { ...hierarchical, model: { type: "lstm", embedding_size: 6, hidden_size: 4, layers: 2 } }],
    [
      "bilstm, frozen by group",
      {
        model: { type: "bilstm", embedding_size: 6, hidden_size: 4, pooling: "mean", tfidf_weighting: true },
        training: { ...TRAINING, parameter_groups: [{ pattern: "^embedding", learning_rate: 0 }] },
      },
    ],
  ])("%s", async (_, overrides) => {
    const { out, evaluation } = await trained(overrides);
    const summary = await summarizeRun(out);
    expect(summary).toEqual(await summarizeConfig(await load(overrides)));
    expect({ total: summary.total, trainable: summary.trainable }).toEqual(evaluation?.parameters);
    expect(summary.layers.reduce((sum, { parameters }) => sum + parameters, 0)).toBe(summary.total);
    for (const { name, labels } of summary.heads) {
      const layer = summary.layers.find((one) => one.name === `heads.${name}`);
      expect(layer?.output_shape).toEqual(["B", labels.length]);
    }
  });

  it("refuses a folder without a run", async () => {
    await expect(summarizeRun(directory)).rejects.toMatchObject({ code: "RUN_NOT_FOUND" });
  });
});
