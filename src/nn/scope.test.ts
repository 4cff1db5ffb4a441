import { describe, expect, it } from "vitest";
import { type Graph, GraphBuilder, type Shape, verify } from "../engine/index.js";
import { runOnce } from "../engine/testing/evaluate.js";
import { fill, map, type Plain } from "../engine/testing/plain.js";
import { Rng } from "../shared/index.js";
import { constantInit, forgetBiasInit, type Initializer, linearInit, normalInit, uniformInit } from "./initializers.js";
import { embedding } from "./layers/embedding.js";
import { layerNorm } from "./layers/layer-norm.js";
import { linear } from "./layers/linear.js";
import { lstm } from "./layers/lstm.js";
import { Scope } from "./scope.js";

describe("Scope", () => {
  it("names parameters after their scopes, and declares them as inputs in order", () => {
    const g = new GraphBuilder();
    const root = Scope.root(g, { training: true });
    const encoder = root.child("encoder");
    const x = encoder.child("layer").data("x", "f32", ["B", 4]);
    linear(encoder.child("layer").child("0"), x, { in: 4, out: 2 });
    layerNorm(encoder.child("norm"), x, { size: 4 });
    embedding(root.child("words"), root.data("ids", "i32", ["T", "B"]), { rows: 9, size: 3 });
    expect(root.parameters.map(({ name, shape, decay, rows }) => [name, shape, decay, rows])).toEqual([
      ["encoder.layer.0.weight", [2, 4], true, false],
      ["encoder.layer.0.bias", [2], false, false],
      ["encoder.norm.weight", [4], false, false],
      ["encoder.norm.bias", [4], false, false],
      ["words.weight", [9, 3], true, true],
    ]);
    const inputs = g.build().inputs.map(({ name, value }) => [name, value.shape] as const);
    expect(inputs.find(([name]) => name === "encoder.layer.0.weight")?.[1]).toEqual([2, 4]);
    expect(inputs.find(([name]) => name === "words.weight")?.[1]).toEqual(["U", 3]);
    expect(inputs.map(([name]) => name).filter((name) => !name.includes("."))).toEqual(["x", "ids"]);
  });

  it("refuses a parameter that is there already", () => {
    const scope = Scope.root(new GraphBuilder(), { training: true });
    const x = scope.data("x", "f32", ["B", 2]);
    linear(scope.child("head"), x, { in: 2, out: 2 });
    expect(() => linear(scope.child("head"), x, { in: 2, out: 2 })).toThrow("[GRAPH_INVALID] input head.weight");
  });
});

describe("dropout", () => {
  const RATE = 0.3;

  function dropped(training: boolean, rate = RATE) {
    const g = new GraphBuilder("f64");
    const scope = Scope.root(g, { training });
    const x = scope.data("x", "f64", ["B", 4]);
    const y = scope.child("encoder").dropout(x, rate, "states");
    g.output("y", scope.m.add(y, 0));
    return { graph: g.build(), masks: scope.masks, same: y === x };
  }

  it("does nothing in evaluation and at rate 0", () => {
    for (const { graph, masks, same } of [dropped(false), dropped(true, 0)]) {
      expect(same).toBe(true);
      expect(masks).toEqual([]);
      expect(graph.inputs.map(({ name }) => name)).toEqual(["x"]);
    }
  });

  it("takes a mask as an input in training, and scales by exactly 1/(1 − rate)", async () => {
    const { graph, masks } = dropped(true);
    expect(masks).toEqual([{ name: "mask:encoder.states", shape: ["B", 4], rate: RATE }]);
    const x = fill([2, 4], ([b, i]) => 1 + (b as number) + (i as number) / 7);
    const mask = fill([2, 4], ([b, i]) => ((b as number) + (i as number)) % 2);
    const { y } = await runOnce({ graph, feeds: { x, "mask:encoder.states": mask } });
    const expected = x.data.map((value, i) => (mask.data[i] ? value * (1 / (1 - RATE)) : 0));
    expect(y?.data).toEqual(expected);
  });

  it("of a rate outside (0, 1) is GRAPH_INVALID", () => {
    expect(() => dropped(true, 1)).toThrow("rate 1 is not between 0 and 1");
    expect(() => dropped(true, -0.1)).toThrow("[GRAPH_INVALID]");
  });

  /** A bidirectional LSTM of three layers, 2 numbers each. */
  function stacked(training: boolean): { graph: Graph; scope: Scope } {
    const g = new GraphBuilder("f64");
    const scope = Scope.root(g, { training });
    const x = scope.data("x", "f64", ["T", "B", 3]);
    const options = {
      inputSize: 3,
      hiddenSize: 2,
      layers: 3,
      bidirectional: true,
      dropout: 0.5,
      cell: "fused",
    } as const;
    const { states } = lstm(scope.child("lstm"), { x, lengths: scope.data("lengths", "i32", ["B"]) }, options);
    g.output("states", states);
    verify(g.build());
    return { graph: g.build(), scope };
  }

  it("stands between the layers of an LSTM: before each but the first", () => {
    const shape: Shape = ["T", "B", 4];
    expect(stacked(true).scope.masks).toEqual([
      { name: "mask:lstm.layer1", shape, rate: 0.5 },
      { name: "mask:lstm.layer2", shape, rate: 0.5 },
    ]);
    expect(stacked(false).scope.masks).toEqual([]);
    expect(stacked(false).graph.nodes.some(({ op }) => op === "dropout")).toBe(false);
  });

  it("of which nothing drops only scales: as if the next layer's weights were larger", async () => {
    const rng = Rng.fromSeed(4);
    const random = (shape: readonly number[]): Plain => fill(shape, () => rng.normal());
    const { graph: evaluation, scope } = stacked(false);
    const feeds: Record<string, Plain> = { x: random([3, 2, 3]), lengths: { shape: [2], data: [3, 2] } };
    for (const { name, shape } of scope.parameters) feeds[name] = random(shape);
    const masks = Object.fromEntries(
      ["layer1", "layer2"].map((site) => [`mask:lstm.${site}`, fill([3, 2, 4], () => 1)]),
    );
    const larger = Object.entries(feeds)
      .filter(([name]) => /weight_ih_l[12]/u.test(name))
      .map(([name, weight]) => [name, map(weight, (value) => 2 * value)] as const);
    const kept = await runOnce({ graph: stacked(true).graph, feeds: { ...feeds, ...masks } });
    const scaled = await runOnce({ graph: evaluation, feeds: { ...feeds, ...Object.fromEntries(larger) } });
    expect(larger).toHaveLength(4);
    expect(kept.states?.data).toEqual(scaled.states?.data);
  });
});

describe("initializers", () => {
  const SIZE = 20_000;

  /** Means of 20,000 draws: within four standard errors. */
  const standardErrors = (deviation: number): number => (4 * deviation) / Math.sqrt(SIZE);

  function statistics(initialize: Initializer) {
    const data = new Float32Array(SIZE);
    initialize(data, Rng.fromSeed(8));
    const mean = data.reduce((sum, value) => sum + value / SIZE, 0);
    const deviation = Math.sqrt(data.reduce((sum, value) => sum + (value - mean) ** 2 / SIZE, 0));
    return { mean, deviation, low: Math.min(...data), high: Math.max(...data) };
  }

  it.each([
    ["uniform", uniformInit(0.2), 0.2],
    ["PyTorch's linear", linearInit(25), 1 / 5],
  ])("%s fills [−bound, bound) evenly", (_, initialize, bound) => {
    const { mean, deviation, low, high } = statistics(initialize);
    expect(Math.abs(mean)).toBeLessThan(standardErrors(bound / Math.sqrt(3)));
    expect(Math.abs(deviation / (bound / Math.sqrt(3)) - 1)).toBeLessThan(0.02);
    expect(low).toBeGreaterThanOrEqual(Math.fround(-bound));
    expect(low).toBeLessThan(-0.99 * bound);
    expect(high).toBeLessThanOrEqual(Math.fround(bound));
    expect(high).toBeGreaterThan(0.99 * bound);
  });

  it("normal has the deviation that is asked for", () => {
    const { mean, deviation, low, high } = statistics(normalInit(0.1));
    expect(Math.abs(mean)).toBeLessThan(standardErrors(0.1));
    expect(Math.abs(deviation / 0.1 - 1)).toBeLessThan(0.03);
    expect(Math.max(-low, high)).toBeGreaterThan(0.3);
  });

  it("constants and the forget gate's bias overwrite what was there", () => {
    const [ones, bias] = [new Float32Array(3).fill(9), new Float32Array(8).fill(9)];
    constantInit(1)(ones, Rng.fromSeed(1));
    forgetBiasInit(2)(bias, Rng.fromSeed(1));
    expect([...ones]).toEqual([1, 1, 1]);
    expect([...bias]).toEqual([0, 0, 1, 1, 0, 0, 0, 0]);
  });

  it("give the same numbers for the same stream", () => {
    const draw = () => {
      const data = new Float32Array(5);
      normalInit(1)(data, Rng.fromSeed(3).split("weight"));
      return [...data];
    };
    expect(draw()).toEqual(draw());
  });
});
