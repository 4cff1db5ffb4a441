import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LinearTextModel } from "../classifier/index.js";
import type { RunConfigInput } from "../config/index.js";
import { rowOf } from "../labels/index.js";
import { smallData, smallSets } from "../runs/testing/small-data.js";
import { Rng } from "../shared/index.js";
import { explainSample } from "./explain-sample.js";
import type { Explainer } from "./explainer.js";
import { allKept, eachLeftOut } from "./reading.js";
import { namedTarget } from "./target.js";
import { close, PLANTED, plantedData, trainedExplainer } from "./testing/planted.js";
import type { Method } from "./types.js";

const split = { method: "stratified", validation: 0.2, test: 0.2, seed: 5 } as const;
const training = { epochs: 8, batch_size: 16, learning_rate: 0.01 };
const rng = () => Rng.fromSeed(1);
const TEXT = "the planet says puck of today about a new report";

const MODELS: Readonly<Record<string, unknown>> = {
  "tfidf-linear": { type: "tfidf-linear", strength: 10 },
  lstm: { type: "lstm", hidden_size: 12 },
  "bilstm, weighted": { type: "bilstm", hidden_size: 12, tfidf_weighting: true },
  "bilstm-attention": { type: "bilstm-attention", hidden_size: 12 },
  bert: { type: "bert", checkpoint: "bert" },
  "bert, a frozen head": { type: "bert", checkpoint: "bert", strategy: "frozen", pooling: "mean" },
};

/** Attention need not tell the reason, and gradients at one point may be flat: only these have to find the word. */
const SURE: readonly Method[] = ["contributions", "integrated_gradients", "occlusion"];

describe.each(Object.keys(MODELS))("%s", (name) => {
  let explainer: Explainer;

  beforeAll(async () => {
    const directory = await plantedData();
    const config = {
      data: { train: "data.jsonl", split },
      text: { max_length: 20 },
      model: MODELS[name],
      training,
      seed: 3,
    };
    explainer = await trainedExplainer(directory, config as RunConfigInput, "planted");
  });
  afterAll(() => close(explainer));

  it("ranks the word first that decides the label", async () => {
    const { predicted, targets, right, words } = await explainer.explain(TEXT, { rng: rng(), gold: ["sport"] });
    expect(predicted).toEqual(["sport"]);
    expect(right).toBe(true);
    const [target] = targets;
    for (const { method, scores } of target?.attributions ?? []) {
      const best = words[scores.indexOf(Math.max(...scores))]?.text;
      if (SURE.includes(method)) expect(best, method).toBe(PLANTED.sport);
      else expect(scores.every(Number.isFinite), method).toBe(true);
    }
    const occlusion = target?.faithfulness.find(({ method }) => method === "occlusion");
    const random = target?.faithfulness.find(({ method }) => method === "random");
    expect(occlusion?.comprehensiveness).toBeGreaterThan(random?.comprehensiveness as number);
    expect(occlusion?.deletion_area).toBeLessThan(random?.deletion_area as number);
    expect(occlusion?.insertion_area).toBeGreaterThan(random?.insertion_area as number);
  });

  it("measures occlusion as the score without the word, and scores as the classifier does", async () => {
    const reading = await explainer.read(TEXT);
    const { classifier } = explainer;
    const target = namedTarget(classifier, "sport");
    const [occlusion] = await reading.attribute(target, ["occlusion"], {});
    const logits = await reading.logits([allKept(reading), ...eachLeftOut(reading)]);
    const score = (row: number): number => reading.score(target, rowOf(logits, row, reading.words.length + 1));
    expect(occlusion?.scores).toEqual(reading.words.map((_, word) => score(0) - score(word + 1)));
    const [scores] = await classifier.scores([TEXT]);
    const own = explainer.probability(target, await reading.logits([allKept(reading)]), 1)[0] as number;
    expect(own).toBeCloseTo(scores?.[target.score.id] as number, 6);
    const without = TEXT.replace("puck ", "");
    const [fewer] = await classifier.scores([without]);
    const puck = reading.words.findIndex(({ text }) => text === "puck");
    const left = rowOf(logits, puck + 1, reading.words.length + 1);
    expect(explainer.probability(target, left, 1)[0]).toBeCloseTo(fewer?.[target.score.id] as number, 5);
  });

  it("sums to what it explains", async () => {
    const { targets } = await explainer.explain(TEXT, { rng: rng(), steps: 64, randomOrders: 0 });
    for (const { method, scores, rest, completeness } of targets[0]?.attributions ?? []) {
      const sum = scores.reduce((total, value) => total + value, rest);
      // Logits are handed on in float32.
      if (method === "contributions") expect(sum / (targets[0]?.score as number)).toBeCloseTo(1, 6);
      if (method.startsWith("attention")) expect(sum).toBeCloseTo(1, 5);
      if (!completeness) continue;
      expect(sum).toBeCloseTo(completeness.sum, 6);
      expect(completeness.relative_error).toBeLessThan(0.01);
    }
  });

  it("explains a text without words, and one label that is not said", async () => {
    const empty = await explainer.explain("", { rng: rng() });
    expect(empty.words).toEqual([]);
    expect(empty.targets[0]?.faithfulness).toEqual([]);
    const { targets } = await explainer.explain(TEXT, { rng: rng(), labels: ["space"], gold: ["sport"] });
    expect(targets[0]).toMatchObject({ label: "space", said: false, right: false });
    await expect(explainer.explain(TEXT, { rng: rng(), labels: ["nothing"] })).rejects.toThrow(/EXPLAIN_MODEL/u);
  });
});

const LINEAR = { type: "tfidf-linear", strength: 10 } as const;
const BILSTM = { type: "bilstm", hidden_size: 12 } as const;

describe("each level of a hierarchy", () => {
  it.each([
    ["independent", LINEAR],
    ["flat", LINEAR],
    ["flat", BILSTM],
    ["conditional", BILSTM],
    ["conditional_sigmoid", LINEAR],
  ] as const)("of method %s", async (method, model) => {
    const { directory } = await smallData(120);
    const text = "the orbit of a rocket today says new moon";
    const data = { train: "data.jsonl", labels: ["level1", "level2"], split };
    const config = { task: "hierarchical", data, hierarchy: { method }, model, training, seed: 3 };
    const explainer = await trainedExplainer(directory, config as RunConfigInput, "levels");
    const path = method === "conditional_sigmoid" ? ["science", "science > space"] : ["science", "space"];
    const { targets, predicted } = await explainer.explain(text, { rng: rng(), gold: path });
    expect(predicted).toEqual(path);
    expect(targets.map(({ label, said, right }) => [label, said, right])).toEqual(path.map((one) => [one, true, true]));
    const [said] = await explainer.classifier.classify([text]);
    const words = text.split(" ");
    targets.forEach(({ probability, attributions }, level) => {
      expect(probability).toBeCloseTo(said?.said[level]?.score as number, 5);
      const [first] = attributions;
      if (first?.completeness) expect(first.completeness.relative_error).toBeLessThan(0.02);
      const best = words[first?.scores.indexOf(Math.max(...(first?.scores ?? []))) ?? -1];
      expect(["orbit", "rocket", "moon"]).toContain(best);
    });
    await close(explainer);
  });
});

it.each(["bert", "lstm"])("explains texts that a model of type %s reads in windows", async (type) => {
  const directory = await plantedData(80);
  const config = {
    data: { train: "data.jsonl", split },
    text: { max_length: 8, long_text: "windows", window_pooling: "mean" },
    model: type === "bert" ? MODELS.bert : MODELS.lstm,
    training,
    seed: 3,
  };
  const explainer = await trainedExplainer(directory, config as RunConfigInput, "windows");
  const { targets, words, windows } = await explainer.explain(TEXT, { rng: rng(), steps: 64 });
  expect(windows).toBe(2);
  expect(words.map(({ text }) => text)).toEqual(TEXT.split(" "));
  const reading = await explainer.read(TEXT);
  const [whole] = await reading.logits([allKept(reading)]);
  const [own] = await explainer.classifier.model.logits([TEXT]);
  expect([...(whole ?? [])]).toEqual([...(own ?? [])]);
  const [ours] = targets[0]?.attributions ?? [];
  expect(ours?.completeness?.score).toBeCloseTo(targets[0]?.score as number, 4);
  expect(ours?.completeness?.relative_error).toBeLessThan(0.01);
  for (const { method, scores, rest } of targets[0]?.attributions ?? []) {
    if (method.startsWith("attention")) expect(scores.reduce((sum, value) => sum + value, rest)).toBeCloseTo(1, 5);
  }
  await close(explainer);
});

it("explains each label of a set, and the most probable one of an empty set", async () => {
  const { directory } = await smallSets();
  const config = {
    task: "multi-label",
    data: { train: "sets.jsonl", split: { method: "random", validation: 0.2, test: 0.2 } },
    model: { type: "tfidf-linear", strength: 10 },
    seed: 3,
  };
  const explainer = await trainedExplainer(directory, config as RunConfigInput, "sets");
  const { targets, predicted } = await explainer.explain("orbit rocket moon launch patient dose clinic vaccine", {
    rng: rng(),
  });
  expect([...predicted].sort()).toEqual(["medicine", "space"]);
  const best = Object.fromEntries(
    targets.map(({ label, attributions }) => [
      label,
      attributions[0]?.scores.indexOf(Math.max(...(attributions[0]?.scores ?? []))),
    ]),
  );
  expect(best.space).toBeLessThan(4);
  expect(best.medicine).toBeGreaterThanOrEqual(4);
  const empty = await explainer.explain("the of a", { rng: rng() });
  expect(empty.targets).toHaveLength(1);
  expect(empty.targets[0]?.said).toBe(empty.predicted.length > 0);
  const { model } = explainer.classifier.model as LinearTextModel;
  expect(model.rival({ output: 0, place: 0 })).toBeUndefined();
  await close(explainer);
});

it("compares right and wrong predictions over a sample", async () => {
  const { directory } = await smallData(200);
  const config = {
    data: { train: "data.jsonl", labels: "labels", split },
    model: { type: "bilstm-attention", hidden_size: 8 },
    training: { ...training, epochs: 2 },
    seed: 3,
  };
  const explainer = await trainedExplainer(directory, config as RunConfigInput, join("sample"));
  const texts = Array.from({ length: 30 }, (_, row) => ({
    id: String(row),
    text: `the orbit report ${row % 2 === 0 ? "moon" : "launch"} of today`,
    gold: [row % 3 === 0 ? "tennis" : "space"],
  }));
  const options = { size: 12, shown: 1, rng: Rng.fromSeed(2) };
  const result = await explainSample(explainer, texts, options);
  expect(result.counts).toMatchObject({ right: 6, wrong: 6 });
  expect(result.texts.map(({ right }) => right)).toEqual([true, false]);
  expect(result.attention?.kind).toBe("pooling");
  expect(result.attention?.claims.map(({ verdict }) => verdict)).toHaveLength(1);
  expect(result.heads[0]?.methods.map(({ method }) => method)).toEqual([
    "integrated_gradients",
    "gradient_x_input",
    "occlusion",
    "attention",
    "random",
  ]);
  expect(await explainSample(explainer, texts, options)).toEqual(result);
  await close(explainer);
});
