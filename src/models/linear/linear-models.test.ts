import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { softmaxRows } from "../../labels/index.js";
import { Rng } from "../../shared/index.js";
import { type TfidfLinearConfig, tfidfLinearConfig } from "../config.js";
import { holdOut } from "./data.js";
import {
  type LabelledTexts,
  MajorityModel,
  NO_LABEL,
  TfidfLinearModel,
  type TfidfLinearProgress,
  trainTfidfLinear,
} from "./index.js";
import { argmaxRows, fitTemperature } from "./softmax.js";

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
  return { texts, targets: [topics.map((topic) => topic >> 1), topics] };
}

const classes = [2, 4];
const train = corpus(160, 1);
const validation = corpus(60, 2);
const test = corpus(100, 3);

function config(options: object = {}): TfidfLinearConfig {
  return tfidfLinearConfig.parse({ type: "tfidf-linear", ...options });
}

function trained(options: object, more: object = {}): TfidfLinearModel {
  return trainTfidfLinear({ ...train, classes, config: config(options), rng: Rng.fromSeed(4), ...more });
}

function accuracies(model: { logits(texts: readonly string[]): Float64Array[] }, data: LabelledTexts): number[] {
  return model.logits(data.texts).map((logits, head) => {
    const predicted = argmaxRows(logits, classes[head] as number);
    return predicted.filter((id, row) => id === data.targets[head]?.[row]).length / data.texts.length;
  });
}

describe.each(["svm", "logistic"] as const)("tfidf-linear, %s", (classifier) => {
  const strength = classifier === "svm" ? 0.5 : 10;

  it("learns both heads", () => {
    const model = trained({ classifier, strength });
    for (const accuracy of accuracies(model, test)) expect(accuracy).toBeGreaterThan(0.8);
    expect(model.training.map(({ chosenOn, converged }) => [chosenOn, converged])).toEqual([
      ["config", true],
      ["config", true],
    ]);
  });

  it("scores the same to the bit after saving, and when trained again", () => {
    const model = trained({ classifier }, { validation });
    const { json, tensors } = model.toArtifact();
    const loaded = TfidfLinearModel.fromArtifact({ json: JSON.parse(JSON.stringify(json)), tensors });
    expect(loaded.logits(test.texts)).toEqual(model.logits(test.texts));
    expect(loaded.training).toEqual(model.training);
    expect(trained({ classifier }, { validation }).logits(test.texts)).toEqual(model.logits(test.texts));
  });

  it("scores a text the same alone and among others", () => {
    const model = trained({ classifier, strength });
    const together = model.logits(test.texts)[1] as Float64Array;
    for (const row of [0, 17, 99]) {
      const alone = model.logits([test.texts[row] as string])[1] as Float64Array;
      expect([...alone]).toEqual([...together.subarray(row * 4, row * 4 + 4)]);
    }
  });

  it("chooses the strength on validation, and tells what it tried", () => {
    const model = trained({ classifier, strength: [0.001, strength] }, { validation });
    for (const { strength: chosen, candidates, chosenOn, texts } of model.training) {
      const best = Math.max(...candidates.map(({ accuracy }) => accuracy));
      expect(candidates.map((candidate) => candidate.strength)).toEqual([0.001, strength]);
      expect(candidates.find(({ accuracy }) => accuracy === best)?.strength).toBe(chosen);
      expect([chosenOn, texts]).toEqual(["validation", 160]);
    }
  });

  it("without validation, chooses on a part of the training split and then learns from the whole", () => {
    for (const { chosenOn, candidates, texts } of trained({ classifier }).training) {
      expect([chosenOn, texts]).toEqual(["hold_out", 160]);
      expect(candidates.length).toBeGreaterThan(1);
    }
  });

  it("refit is training on train + validation at the chosen strength", () => {
    const model = trained({ classifier, strength, refit: true }, { validation });
    expect(model.training[0]?.texts).toBe(220);
    const joined = {
      texts: [...train.texts, ...validation.texts],
      targets: train.targets.map((ids, head) => Int32Array.from([...ids, ...(validation.targets[head] ?? [])])),
    };
    const direct = trained({ classifier, strength }, joined);
    expect(model.training[1]?.objective).toBe(direct.training[1]?.objective);
    expect(model.topFeatures(1, 2, 5)).toEqual(direct.topFeatures(1, 2, 5));
  });

  it("names the features that speak for a class", () => {
    const model = trained({ classifier, strength, char: false, word: { ngrams: [1, 1] } });
    const [first, second] = model.topFeatures(1, 3, 5);
    expect(WORDS[3]).toContain(first?.name);
    expect(first?.kind).toBe("word");
    expect(first?.weight as number).toBeGreaterThanOrEqual(second?.weight as number);
    const forFirstGroup = model.topFeatures(0, 0, 3).map(({ name }) => name);
    for (const name of forFirstGroup) expect([...(WORDS[0] ?? []), ...(WORDS[1] ?? [])]).toContain(name);
  });

  it("moves towards a class of greater weight", () => {
    const share = (classWeights: number[] | undefined) => {
      const model = trained({ classifier, strength: 0.1 }, { classWeights: [undefined, classWeights] });
      return argmaxRows(model.logits(test.texts)[1] as Float64Array, 4).filter((id) => id === 2).length;
    };
    expect(share([1, 1, 1, 1])).toBe(share(undefined));
    expect(share([1, 1, 30, 1])).toBeGreaterThan(share(undefined));
  });

  it("gives 0 to a class without training texts, and passes over texts without a label", () => {
    const topics = (train.targets[1] as Int32Array).map((id) => (id === 1 ? NO_LABEL : id));
    const model = trained({ classifier, strength }, { targets: [train.targets[0], topics] });
    const scores = model.logits(test.texts)[1] as Float64Array;
    for (let row = 0; row < test.texts.length; row++) expect(scores[row * 4 + 1]).toBe(Number.NEGATIVE_INFINITY);
    expect(model.topFeatures(1, 1, 3)).toEqual([]);
    const kept = test.targets[1]?.filter((id) => id !== 1).length as number;
    const predicted = argmaxRows(scores, 4);
    const right = predicted.filter((id, row) => id === test.targets[1]?.[row]).length;
    expect(right / kept).toBeGreaterThan(0.8);
  });
});

describe("tfidf-linear", () => {
  it("calibrates an SVM on the texts set aside: a lower log loss there than without a temperature", () => {
    const logLoss = (model: TfidfLinearModel) => {
      const scores = softmaxRows(Float32Array.from(model.logits(validation.texts)[1] as Float64Array), 4);
      const topics = validation.targets[1] as Int32Array;
      return topics.reduce((sum, id, row) => sum - Math.log(scores[row * 4 + id] as number), 0);
    };
    const calibrated = trained({ strength: 0.5 }, { validation });
    const plain = trained({ strength: 0.5 });
    expect(logLoss(calibrated)).toBeLessThan(logLoss(plain));
  });

  it("tells its progress", () => {
    const seen: TfidfLinearProgress[] = [];
    trained(
      { strength: [0.1, 1], refit: true },
      { validation, onProgress: (event: TfidfLinearProgress) => seen.push(event) },
    );
    expect(seen.filter(({ stage }) => stage === "vectors")).toHaveLength(2);
    expect(seen.at(-1)).toMatchObject({ stage: "fit", head: 1, done: 4, outputs: 4 });
    expect(seen.filter(({ stage }) => stage === "choose")).toHaveLength(2 * (1 + 4));
  });

  it("refuses a head of one class, a config without features, and broken files", () => {
    const single = { targets: [new Int32Array(160), train.targets[1]], names: ["level1", "level2"] };
    expect(() => trained({ strength: 1 }, single)).toThrow(/DATA_LABEL_SINGLE\] level1/);
    expect(() => trained({ word: false, char: false })).toThrow(/CONFIG_CONFLICT/);
    const { json, tensors } = trained({ strength: 1 }).toArtifact();
    const { "heads.1.bias": _, ...rest } = tensors;
    expect(() => TfidfLinearModel.fromArtifact({ json, tensors: rest })).toThrow(/MODEL_ARTIFACT\] heads.1/);
    const newer = { ...json, formatVersion: 2 as unknown as 1 };
    expect(() => TfidfLinearModel.fromArtifact({ json: newer, tensors })).toThrow(/format version 2/);
  });
});

describe("majority", () => {
  const model = MajorityModel.train({
    targets: [Int32Array.of(1, 0, 1, NO_LABEL), Int32Array.of(3, 3, 0, 1)],
    classes,
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
    expect(() => MajorityModel.train({ targets: [Int32Array.of(NO_LABEL)], classes: [2] })).toThrow(/DATA_EMPTY/);
  });
});

describe("holdOut", () => {
  it("keeps every text once, and of every class at least four fifths to learn from", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 60 }), (ids) => {
        const data = { texts: ids.map((_, row) => String(row)), targets: [Int32Array.from(ids)] };
        const { train: learned, held } = holdOut(data, Rng.fromSeed(1));
        expect([...learned.texts, ...held.texts].sort()).toEqual([...data.texts].sort());
        for (const id of new Set(ids)) {
          const all = ids.filter((other) => other === id).length;
          expect(held.targets[0]?.filter((other) => other === id).length).toBe(Math.floor(all / 5));
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
    expect(Math.abs(fitTemperature(decisions, targets, 3) - truth)).toBeLessThan(0.02);
  });

  it("is 1 where no label can be judged, and survives classes without a score", () => {
    expect(fitTemperature(Float64Array.of(1, 2), Int32Array.of(NO_LABEL), 2)).toBe(1);
    const decisions = Float64Array.of(1, Number.NEGATIVE_INFINITY, 0.5, 0, Number.NEGATIVE_INFINITY, 1);
    expect(Number.isFinite(fitTemperature(decisions, Int32Array.of(0, 0), 3))).toBe(true);
  });
});
