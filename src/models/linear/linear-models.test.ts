import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { argMax, type OutputSpec, type OutputTargets, softmaxRows, UNKNOWN_LABEL } from "../../labels/index.js";
import { Rng } from "../../shared/index.js";
import { type TfidfLinearConfig, tfidfLinearConfig } from "../config.js";
import { holdOut } from "./data.js";
import {
  type LabelledTexts,
  MajorityModel,
  TfidfLinearModel,
  type TfidfLinearProgress,
  trainTfidfLinear,
} from "./index.js";
import { temperatureOf } from "./temperature.js";

const WORDS = [
  ["goal", "match", "team", "league", "score"],
  ["engine", "wheel", "brake", "gear", "motor"],
  ["senate", "vote", "party", "law", "minister"],
  ["planet", "orbit", "star", "moon", "comet"],
];
const COMMON = ["today", "people", "said", "new", "time", "year"];

/** Texts of four topics in two groups, with some words of other topics mixed in. */
function corpus(count: number, seed: number): LabelledTexts {
  const rng = Rng.fromSeed(seed);
  const topics = Int32Array.from({ length: count }, () => rng.integer(WORDS.length));
  const texts = Array.from(topics, (topic) =>
    Array.from({ length: 9 }, (_, place) => {
      const own = place < 3 ? topic : rng.integer(WORDS.length);
      const words = place < 5 ? (WORDS[own] ?? []) : COMMON;
      return words[rng.integer(words.length)];
    }).join(" "),
  );
  return { texts, targets: [softmax(topics.map((topic) => topic >> 1)), softmax(topics)] };
}

function softmax(ids: Int32Array): OutputTargets {
  return { kind: "softmax", ids };
}

/** The ids of a softmax. */
function idsOf(targets: OutputTargets | undefined): Int32Array {
  return targets?.kind === "softmax" ? targets.ids : new Int32Array();
}

function argmaxRows(logits: ArrayLike<number>, width: number): Int32Array {
  const all = Array.from(logits);
  return Int32Array.from({ length: all.length / width }, (_, row) => argMax(all.slice(row * width, (row + 1) * width)));
}

const classes = [2, 4];
const outputs: readonly OutputSpec[] = [
  { name: "level1", size: 2, kind: "softmax" },
  { name: "level2", size: 4, kind: "softmax" },
];
const train = corpus(160, 1);
const validation = corpus(60, 2);
const test = corpus(100, 3);

function config(options: object = {}): TfidfLinearConfig {
  return tfidfLinearConfig.parse({ type: "tfidf-linear", ...options });
}

async function trained(options: object, more: object = {}): Promise<TfidfLinearModel> {
  const data = { ...train, outputs, config: config(options), rng: Rng.fromSeed(4), ...more };
  return (await trainTfidfLinear(data)).model;
}

function accuracies(model: { logits(texts: readonly string[]): Float64Array[] }, data: LabelledTexts): number[] {
  return model.logits(data.texts).map((logits, head) => {
    const predicted = argmaxRows(logits, classes[head] as number);
    return predicted.filter((id, row) => id === idsOf(data.targets[head])[row]).length / data.texts.length;
  });
}

describe.each(["svm", "logistic"] as const)("tfidf-linear, %s", (classifier) => {
  const strength = classifier === "svm" ? 0.5 : 10;

  it("learns both heads", async () => {
    const model = await trained({ classifier, strength });
    for (const accuracy of accuracies(model, test)) expect(accuracy).toBeGreaterThan(0.8);
    expect(model.training.map(({ chosenOn, converged }) => [chosenOn, converged])).toEqual([
      ["config", true],
      ["config", true],
    ]);
  });

  it("scores the same to the bit after saving, and when trained again", async () => {
    const model = await trained({ classifier }, { validation });
    const { json, tensors } = model.toArtifact();
    const loaded = TfidfLinearModel.fromArtifact({ json: JSON.parse(JSON.stringify(json)), tensors });
    expect(loaded.logits(test.texts)).toEqual(model.logits(test.texts));
    expect(loaded.training).toEqual(model.training);
    expect((await trained({ classifier }, { validation })).logits(test.texts)).toEqual(model.logits(test.texts));
  });

  it("scores a text the same alone and among others", async () => {
    const model = await trained({ classifier, strength });
    const together = model.logits(test.texts)[1] as Float64Array;
    for (const row of [0, 17, 99]) {
      const alone = model.logits([test.texts[row] as string])[1] as Float64Array;
      expect([...alone]).toEqual([...together.subarray(row * 4, row * 4 + 4)]);
    }
  });

  it("chooses the strength on validation, and tells what it tried", async () => {
    const model = await trained({ classifier, strength: [0.001, strength] }, { validation });
    for (const { strength: chosen, candidates, chosenOn, texts } of model.training) {
      const best = Math.max(...candidates.map(({ score }) => score));
      expect(candidates.map((candidate) => candidate.strength)).toEqual([0.001, strength]);
      expect(candidates.find(({ score }) => score === best)?.strength).toBe(chosen);
      expect([chosenOn, texts]).toEqual(["validation", 160]);
    }
  });

  it("without validation, chooses on a part of the training split and then learns from the whole", async () => {
    for (const { chosenOn, candidates, texts } of (await trained({ classifier })).training) {
      expect([chosenOn, texts]).toEqual(["hold_out", 160]);
      expect(candidates.length).toBeGreaterThan(1);
    }
  });

  it("refit is training on train + validation at the chosen strength", async () => {
    const model = await trained({ classifier, strength, refit: true }, { validation });
    expect(model.training[0]?.texts).toBe(220);
    const joined = {
      texts: [...train.texts, ...validation.texts],
      targets: train.targets.map((own, head) =>
        softmax(Int32Array.from([...idsOf(own), ...idsOf(validation.targets[head])])),
      ),
    };
    const direct = await trained({ classifier, strength }, joined);
    expect(model.training[1]?.objective).toBe(direct.training[1]?.objective);
    expect(model.topFeatures(1, 2, 5)).toEqual(direct.topFeatures(1, 2, 5));
  });

  it("names the features that speak for a class", async () => {
    const model = await trained({ classifier, strength, char: false, word: { ngrams: [1, 1] } });
    const [first, second] = model.topFeatures(1, 3, 5);
    expect(WORDS[3]).toContain(first?.name);
    expect(first?.kind).toBe("word");
    expect(first?.weight as number).toBeGreaterThanOrEqual(second?.weight as number);
    const forFirstGroup = model.topFeatures(0, 0, 3).map(({ name }) => name);
    for (const name of forFirstGroup) expect([...(WORDS[0] ?? []), ...(WORDS[1] ?? [])]).toContain(name);
  });

  it("moves towards a class of greater weight", async () => {
    const share = async (classWeights: number[] | undefined) => {
      const model = await trained({ classifier, strength: 0.1 }, { classWeights: [undefined, classWeights] });
      return argmaxRows(model.logits(test.texts)[1] as Float64Array, 4).filter((id) => id === 2).length;
    };
    expect(await share([1, 1, 1, 1])).toBe(await share(undefined));
    expect(await share([1, 1, 30, 1])).toBeGreaterThan(await share(undefined));
  });

  it("gives 0 to a class without training texts, and passes over texts without a label", async () => {
    const topics = idsOf(train.targets[1]).map((id) => (id === 1 ? UNKNOWN_LABEL : id));
    const model = await trained({ classifier, strength }, { targets: [train.targets[0], softmax(topics)] });
    const scores = model.logits(test.texts)[1] as Float64Array;
    for (let row = 0; row < test.texts.length; row++) expect(scores[row * 4 + 1]).toBe(Number.NEGATIVE_INFINITY);
    expect(model.topFeatures(1, 1, 3)).toEqual([]);
    const kept = idsOf(test.targets[1]).filter((id) => id !== 1).length;
    const predicted = argmaxRows(scores, 4);
    const right = predicted.filter((id, row) => id === idsOf(test.targets[1])[row]).length;
    expect(right / kept).toBeGreaterThan(0.8);
  });
});

describe("tfidf-linear", () => {
  it("calibrates an SVM on the texts set aside: a lower log loss there than without a temperature", async () => {
    const logLoss = (model: TfidfLinearModel) => {
      const scores = softmaxRows(Float32Array.from(model.logits(validation.texts)[1] as Float64Array), 4);
      const topics = idsOf(validation.targets[1]);
      return topics.reduce((sum, id, row) => sum - Math.log(scores[row * 4 + id] as number), 0);
    };
    const calibrated = await trained({ strength: 0.5 }, { validation });
    const plain = await trained({ strength: 0.5 });
    expect(logLoss(calibrated)).toBeLessThan(logLoss(plain));
  });

  it("has margins that are logits also where one strength is given and nothing to validate on", async () => {
    const model = await trained({ strength: 0.5 });
    for (const temperature of model.temperatures) expect(temperature).toBeLessThan(1);
    const logistic = await trained({ classifier: "logistic", strength: 10 });
    expect(logistic.temperatures).toEqual([1, 1]);
  });

  it("tells its progress", async () => {
    const seen: TfidfLinearProgress[] = [];
    await trained(
      { strength: [0.1, 1], refit: true },
      { validation, onProgress: (event: TfidfLinearProgress) => seen.push(event) },
    );
    expect(seen.filter(({ stage }) => stage === "vectors")).toHaveLength(2);
    expect(seen.at(-1)).toMatchObject({ stage: "fit", head: 1, done: 4, outputs: 4 });
    expect(seen.filter(({ stage }) => stage === "choose")).toHaveLength(2 * (1 + 4));
  });

  it("refuses a head of one class, a config without features, and broken files", async () => {
    const single = { targets: [softmax(new Int32Array(160)), train.targets[1]] };
    await expect(trained({ strength: 1 }, single)).rejects.toThrow(/DATA_LABEL_SINGLE\] level1/);
    await expect(trained({ word: false, char: false })).rejects.toThrow(/CONFIG_CONFLICT/);
    const { json, tensors } = (await trained({ strength: 1 })).toArtifact();
    const { "heads.1.0.bias": _, ...rest } = tensors;
    expect(() => TfidfLinearModel.fromArtifact({ json, tensors: rest })).toThrow(/MODEL_ARTIFACT\] heads.1.0/);
    const newer = { ...json, formatVersion: 2 as unknown as 1 };
    expect(() => TfidfLinearModel.fromArtifact({ json: newer, tensors })).toThrow(/format version 2/);
  });
});

describe.each(["svm", "logistic"] as const)("a set of labels, %s", (classifier) => {
  const strength = classifier === "svm" ? 0.5 : 10;
  const labels: readonly OutputSpec[] = [{ name: "labels", size: 6, kind: "sigmoid" }];

  /** Topic and group of each text; label 4 is never there, label 5 always. */
  function sets(data: LabelledTexts): LabelledTexts {
    const values = new Float32Array(6 * data.texts.length);
    idsOf(data.targets[1]).forEach((topic, row) => {
      for (const label of [topic >> 1, 2 + (topic % 2), 5]) values[row * 6 + label] = 1;
    });
    return { texts: data.texts, targets: [{ kind: "sigmoid", values }] };
  }

  const trainSets = (options: object, more: object = {}) =>
    trainTfidfLinear({ ...sets(train), outputs: labels, config: config(options), rng: Rng.fromSeed(4), ...more });

  it("decides each label by itself; one that never is, or always, has no doubt", async () => {
    const [logits = new Float64Array()] = (await trainSets({ classifier, strength })).model.logits(test.texts);
    const { targets } = sets(test);
    const values = targets[0]?.kind === "sigmoid" ? targets[0].values : [];
    const right = Array.from(logits).filter((logit, at) => at % 6 < 4 && logit >= 0 === (values[at] === 1)).length;
    expect(right / (4 * test.texts.length)).toBeGreaterThan(0.85);
    expect(new Set(Array.from(logits).filter((_, at) => at % 6 === 4))).toEqual(new Set([Number.NEGATIVE_INFINITY]));
    expect(new Set(Array.from(logits).filter((_, at) => at % 6 === 5))).toEqual(new Set([Number.POSITIVE_INFINITY]));
  });

  it("is the same after saving", async () => {
    const { model } = await trainSets({ classifier }, { validation: sets(validation) });
    const { json, tensors } = model.toArtifact();
    const loaded = TfidfLinearModel.fromArtifact({ json: JSON.parse(JSON.stringify(json)), tensors });
    expect(loaded.logits(test.texts)).toEqual(model.logits(test.texts));
  });

  it("says a label more often whose positive texts weigh more", async () => {
    const said = async (weight: number) => {
      const { model } = await trainSets({ classifier, strength: 0.1 }, { classWeights: [[1, 1, weight, 1, 1, 1]] });
      return Array.from(model.logits(test.texts)[0] ?? []).filter((logit, at) => at % 6 === 2 && logit >= 0).length;
    };
    expect(await said(20)).toBeGreaterThan(await said(1));
  });

  it("tells what it said of the texts set aside, before it learned from them", async () => {
    const held = { validation: sets(validation) };
    const plain = await trainSets({ classifier, strength: [0.1, strength] }, held);
    expect(plain.heldOut).toMatchObject({ part: "validation", rows: [...validation.texts.keys()] });
    expect(plain.heldOut?.logits).toEqual(plain.model.logits(validation.texts));
    const refitted = await trainSets({ classifier, strength: [0.1, strength], refit: true }, held);
    expect(refitted.heldOut).toEqual(plain.heldOut);
    expect(refitted.model.logits(validation.texts)).not.toEqual(plain.heldOut?.logits);
    const { heldOut } = await trainSets({ classifier });
    expect(heldOut?.part).toBe("train");
    expect(heldOut?.logits[0]).toHaveLength(6 * (heldOut?.rows.length ?? 0));
    expect((await trainSets({ classifier, strength })).heldOut).toBeUndefined();
  });

  it("asks the judge which strength is best", async () => {
    const judge = { metric: "size", score: (logits: Float64Array) => -Math.abs(logits[0] as number) };
    const { model } = await trainSets(
      { classifier, strength: [0.01, strength] },
      { validation: sets(validation), judges: [judge] },
    );
    expect(model.training[0]).toMatchObject({ metric: "size", strength: 0.01 });
  });

  it("learns sigmoids from the texts that count alone, those of the same texts together", async () => {
    const ids = idsOf(train.targets[1]);
    const values = Float32Array.from({ length: 4 * 160 }, (_, at) => (ids[at >> 2] === at % 4 ? 1 : 0));
    const counted = values.map((_, at) => ((ids[at >> 2] as number) >> 1 === (at % 4) >> 1 ? 1 : 0));
    const nodes: readonly OutputSpec[] = [{ name: "nodes", size: 4, kind: "sigmoid" }];
    const model = (
      await trainSets({ classifier, strength }, { targets: [{ kind: "sigmoid", values, counted }], outputs: nodes })
    ).model;
    const [logits = new Float64Array()] = model.logits(test.texts);
    expect(model.toArtifact().json.heads[0]?.blocks.map(({ places }) => places)).toEqual([
      [0, 1],
      [2, 3],
    ]);
    const right = idsOf(test.targets[1]).filter((id, row) => (logits[row * 4 + id] as number) >= 0).length;
    expect(right / test.texts.length).toBeGreaterThan(0.8);
  });
});

describe.each(["svm", "logistic"] as const)("siblings, %s", (classifier) => {
  const strength = classifier === "svm" ? 0.5 : 10;
  // Topics within their group, and a group with one place.
  const siblings: readonly OutputSpec[] = [{ name: "level2", size: 5, kind: "softmax", groups: [0, 0, 1, 1, 2] }];
  const more = { outputs: siblings, targets: [train.targets[1]] };

  it("are told apart by a classifier of their own", async () => {
    const model = await trained({ classifier, strength }, more);
    const [logits = new Float64Array()] = model.logits(test.texts);
    expect(model.toArtifact().json.heads[0]?.blocks.map(({ places }) => places)).toEqual([
      [0, 1],
      [2, 3],
    ]);
    const right = idsOf(test.targets[1]).filter((id, row) => {
      const sibling = id % 2 === 0 ? id + 1 : id - 1;
      return (logits[row * 5 + id] as number) > (logits[row * 5 + sibling] as number);
    }).length;
    expect(right / test.texts.length).toBeGreaterThan(0.8);
    expect(Array.from(logits).every((logit, at) => at % 5 !== 4 || logit === 0)).toBe(true);
  });

  it("learn from the texts of their group alone", async () => {
    const first = (ids: Int32Array) => ids.map((id) => (id < 2 ? id : UNKNOWN_LABEL));
    const alone = await trained(
      { classifier, strength },
      { outputs: siblings, targets: [softmax(first(idsOf(train.targets[1])))] },
    );
    const both = await trained({ classifier, strength }, more);
    // The temperature is one for all groups.
    const decisionsOf = (model: TfidfLinearModel) =>
      Array.from(model.logits(test.texts)[0] ?? [], (logit) => logit * (model.temperatures[0] ?? 1));
    const [own, shared] = [decisionsOf(alone), decisionsOf(both)];
    own.forEach((decision, at) => {
      if (at % 5 < 2) expect(Math.abs(decision - (shared[at] as number))).toBeLessThan(0.02);
    });
  });
});

describe("majority", () => {
  it("gives each label of a set its share of the texts that count", () => {
    const set = MajorityModel.train({
      targets: [
        {
          kind: "sigmoid",
          values: Float32Array.of(1, 0, 1, 0, 1, 0, 0, 0, 1),
          counted: Float32Array.of(1, 1, 0, 1, 1, 0, 1, 1, 0),
        },
      ],
      outputs: [{ name: "labels", size: 3, kind: "sigmoid" }],
    });
    const [logits = new Float64Array()] = set.logits(["a"]);
    expect([...logits].map((logit) => 1 / (1 + Math.exp(-logit)))).toEqual(
      [1 / 3, 1 / 3, 0.5].map((p) => expect.closeTo(p, 12)),
    );
  });

  it("finds siblings equally likely where none occurs", () => {
    const output = { name: "level2", size: 4, kind: "softmax" as const, groups: [0, 0, 1, 1] };
    const tree = MajorityModel.train({ targets: [softmax(Int32Array.of(0, 0, 1))], outputs: [output] });
    expect([...(tree.logits(["a"])[0] ?? [])]).toEqual([Math.log(2), 0, 0, 0]);
  });

  const model = MajorityModel.train({
    targets: [softmax(Int32Array.of(1, 0, 1, UNKNOWN_LABEL)), softmax(Int32Array.of(3, 3, 0, 1))],
    outputs,
  });

  it("gives every text the shares of the training split", () => {
    const shares = model
      .logits(["a", ""])
      .map((head, place) => softmaxRows(Float32Array.from(head), classes[place] ?? 0));
    [
      [1 / 3, 2 / 3, 1 / 3, 2 / 3],
      [0.25, 0.25, 0, 0.5, 0.25, 0.25, 0, 0.5],
    ].forEach((expected, place) => {
      for (const [at, share] of expected.entries()) expect(shares[place]?.[at]).toBeCloseTo(share, 6);
    });
  });

  it("is the same after saving", () => {
    const { json, tensors } = model.toArtifact();
    const loaded = MajorityModel.fromArtifact({ json: JSON.parse(JSON.stringify(json)), tensors });
    expect(loaded.logits(["x"])).toEqual(model.logits(["x"]));
  });

  it("needs a label", () => {
    const nothing = { targets: [softmax(Int32Array.of(UNKNOWN_LABEL))], outputs: outputs.slice(0, 1) };
    expect(() => MajorityModel.train(nothing)).toThrow(/DATA_EMPTY/);
  });
});

describe("holdOut", () => {
  it("keeps every text once, and of every class at least four fifths to learn from", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 60 }), (ids) => {
        const data = { texts: ids.map((_, row) => String(row)), targets: [softmax(Int32Array.from(ids))] };
        const output = { name: "label", size: 6, kind: "softmax" as const };
        const { train: learned, held, rows } = holdOut(data, [output], Rng.fromSeed(1));
        expect(held.texts).toEqual(rows.map(String));
        expect([...learned.texts, ...held.texts].sort()).toEqual([...data.texts].sort());
        for (const id of new Set(ids)) {
          const all = ids.filter((other) => other === id).length;
          expect(idsOf(held.targets[0]).filter((other) => other === id).length).toBe(Math.floor(all / 5));
        }
      }),
    );
  });
});

describe("temperature", () => {
  it("is found again where the labels are drawn from softmax(decisions / T)", () => {
    const rng = Rng.fromSeed(9);
    const decisions = Float64Array.from({ length: 3 * 20_000 }, () => rng.normal());
    const truth = 0.4;
    const probabilities = softmaxRows(
      Float32Array.from(decisions, (value) => value / truth),
      3,
    );
    const targets = Int32Array.from({ length: 20_000 }, (_, row) => {
      const draw = rng.uniform();
      const first = probabilities[3 * row] as number;
      return draw < first ? 0 : draw < first + (probabilities[3 * row + 1] as number) ? 1 : 2;
    });
    // 20,000 draws leave a standard error of about 0.004
    const output = { kind: "softmax", size: 3 } as const;
    const found = temperatureOf({ output, logits: decisions, targets: softmax(targets) });
    expect(Math.abs(found - truth)).toBeLessThan(0.02);
  });

  it("is 1 where no label can be judged, and survives classes without a score", () => {
    const output = { kind: "softmax", size: 3 } as const;
    const nothing = softmax(Int32Array.of(UNKNOWN_LABEL));
    expect(temperatureOf({ output, logits: Float64Array.of(1, 2, 3), targets: nothing })).toBe(1);
    const decisions = Float64Array.of(1, Number.NEGATIVE_INFINITY, 0.5, 0, Number.NEGATIVE_INFINITY, 1);
    const never = softmax(Int32Array.of(1, 1));
    expect(temperatureOf({ output, logits: decisions, targets: never })).toBe(1);
    const targets = softmax(Int32Array.of(0, 0));
    expect(Number.isFinite(temperatureOf({ output, logits: decisions, targets }))).toBe(true);
  });
});
