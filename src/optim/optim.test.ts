import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InternalError, PinakesError, Rng } from "../shared/index.js";
import {
  clipCoefficient,
  countWarmupSteps,
  createOptimizer,
  createSchedule,
  type Gradient,
  type Gradients,
  globalNorm,
  type OptimizerOptions,
  type Parameter,
  ReduceOnPlateau,
  resolveRates,
} from "./index.js";

/** Sums in float32 against sums in float64, over a few steps, of values of a few units. */
const FLOAT32_SUMS = 2e-6;

const KINDS = ["adamw", "adam", "sgd"] as const;

function randomArray(rng: Rng, length: number): Float32Array {
  return Float32Array.from({ length }, () => rng.normal());
}

function twoParameters(rng: Rng): Parameter[] {
  return [
    { name: "table", data: randomArray(rng.split("table"), 12), decay: true },
    { name: "bias", data: randomArray(rng.split("bias"), 3), decay: false },
  ];
}

function denseGradients(rng: Rng): Gradients {
  return new Map<string, Gradient>([
    ["table", { kind: "dense", data: randomArray(rng, 12) }],
    ["bias", { kind: "dense", data: randomArray(rng, 3) }],
  ]);
}

function makeOptimizer(kind: OptimizerOptions["kind"], parameters: Parameter[]) {
  return createOptimizer({ kind, parameters, learningRate: 0.1, weightDecay: 0.1 });
}

describe.each(KINDS)("%s", (kind) => {
  it("goes on to the bit from a copied state", () => {
    const rng = Rng.fromSeed(1);
    const whole = twoParameters(rng);
    const straight = makeOptimizer(kind, whole);
    for (let t = 0; t < 3; t++) straight.step(denseGradients(rng.split("gradients", t)));

    const copies = whole.map((parameter) => ({ ...parameter, data: parameter.data.slice() }));
    const { step, tensors } = straight.state();
    const resumed = makeOptimizer(kind, copies);
    resumed.load({ step, tensors: new Map([...tensors].map(([name, data]) => [name, data.slice()])) });
    for (let t = 3; t < 6; t++) {
      straight.step(denseGradients(rng.split("gradients", t)));
      resumed.step(denseGradients(rng.split("gradients", t)));
    }
    expect(copies).toEqual(whole);
    expect(resumed.stepCount).toBe(6);
  });

  it("treats a row gradient of all rows as the dense one, up to epsilon", () => {
    const rng = Rng.fromSeed(2);
    const [dense, rows] = [twoParameters(rng).slice(0, 1), twoParameters(rng).slice(0, 1)];
    const optimizers = [dense, rows].map((parameters) =>
      createOptimizer({ kind, parameters, learningRate: 0.1, weightDecay: 0.1, epsilon: 0 }),
    );
    for (let t = 0; t < 4; t++) {
      const data = randomArray(rng.split(t), 12);
      const shuffled = [2, 0, 3, 1];
      const rowData = Float32Array.from(shuffled.flatMap((row) => [...data.subarray(row * 3, row * 3 + 3)]));
      optimizers[0]?.step(new Map([["table", { kind: "dense", data }]]));
      optimizers[1]?.step(new Map([["table", { kind: "rows", rows: Int32Array.from(shuffled), data: rowData }]]));
    }
    const [ofRows, ofDense] = [rows[0]?.data ?? [], dense[0]?.data ?? []];
    for (const [i, value] of ofRows.entries()) expect(Math.abs(value - (ofDense[i] ?? NaN))).toBeLessThan(FLOAT32_SUMS);
  });

  it("leaves rows alone that have no gradient, moments included", () => {
    const parameters = twoParameters(Rng.fromSeed(3)).slice(0, 1);
    const before = parameters[0]?.data.slice() ?? new Float32Array();
    const optimizer = makeOptimizer(kind, parameters);
    optimizer.step(new Map([["table", { kind: "rows", rows: Int32Array.of(2), data: Float32Array.of(1, -1, 1) }]]));
    optimizer.step(new Map([["table", { kind: "rows", rows: new Int32Array(), data: new Float32Array() }]]));
    const states = [...optimizer.state().tensors].filter(([name]) => !name.endsWith(".step")).map(([, data]) => data);
    const arrays = [parameters[0]?.data, ...states];
    const unmoved = [before, ...states.map((data) => new Float32Array(data.length))];
    for (const [i, array] of arrays.entries()) {
      const changed = [...(array ?? [])].flatMap((value, j) => (value === unmoved[i]?.[j] ? [] : [j]));
      expect(changed).toEqual([6, 7, 8]);
    }
  });

  it("scales gradients by the given coefficient", () => {
    const rng = Rng.fromSeed(4);
    const [scaled, halved] = [twoParameters(rng), twoParameters(rng)];
    const gradients = denseGradients(rng.split("gradients"));
    const halves = new Map([...gradients].map(([name, { data }]) => [name, toDense(data.map((value) => value / 2))]));
    makeOptimizer(kind, scaled).step(gradients, { gradientScale: 0.5 });
    makeOptimizer(kind, halved).step(halves);
    expect(scaled).toEqual(halved);
  });

  it("moves those alone that are named, and later ones as if they began then", () => {
    const [late, alone] = [twoParameters(Rng.fromSeed(8)), twoParameters(Rng.fromSeed(8))];
    const [waiting, fresh] = [makeOptimizer(kind, late), makeOptimizer(kind, alone.slice(0, 1))];
    const gradients = (t: number) => denseGradients(Rng.fromSeed(9).split("gradients", t));
    for (let t = 0; t < 5; t++) waiting.step(gradients(t), { only: new Set(["bias"]) });
    expect(late[0]).toEqual(alone[0]);
    for (let t = 5; t < 8; t++) {
      waiting.step(gradients(t));
      fresh.step(gradients(t));
    }
    expect(late[0]).toEqual(alone[0]);
    expect(late[1]).not.toEqual(alone[1]);
  });

  it("goes down a quadratic bowl", () => {
    const parameters = [{ name: "x", data: Float32Array.of(3, -2), decay: false }];
    const optimizer = createOptimizer({ kind, parameters, learningRate: kind === "sgd" ? 0.02 : 0.1 });
    const data = new Float32Array(2);
    for (let t = 0; t < 300; t++) {
      data.set(parameters[0]?.data ?? []);
      optimizer.step(new Map([["x", { kind: "dense", data }]]), { rateFactor: 1 - t / 300 });
    }
    expect(Math.hypot(...(parameters[0]?.data ?? [Number.NaN]))).toBeLessThan(0.01);
  });

  it("refuses a missing gradient, one of another length, and rows outside of the table", () => {
    const step = (gradient: Gradient | undefined) => {
      const parameters = twoParameters(Rng.fromSeed(5)).slice(0, 1);
      makeOptimizer(kind, parameters).step(new Map(gradient === undefined ? [] : [["table", gradient]]));
    };
    expect(() => step(undefined)).toThrow(/the gradient of table is missing/);
    expect(() => step(toDense(new Float32Array(11)))).toThrow(InternalError);
    expect(() => step({ kind: "rows", rows: Int32Array.of(4), data: new Float32Array(3) })).toThrow(/outside of table/);
    expect(() => step({ kind: "rows", rows: Int32Array.of(-1), data: new Float32Array(3) })).toThrow(InternalError);
    expect(() => step({ kind: "rows", rows: Int32Array.of(0), data: new Float32Array(5) })).toThrow(/not its width/);
  });
});

function toDense(data: Float32Array): Gradient {
  return { kind: "dense", data };
}

describe("a stored state", () => {
  it("of other parameters is refused, and nothing of it is taken", () => {
    const rng = Rng.fromSeed(6);
    const optimizer = makeOptimizer("adam", twoParameters(rng));
    const tensors = new Map([...optimizer.state().tensors].map(([name, data]) => [name, data.map(() => 1)]));
    tensors.set("bias.exp_avg", new Float32Array(4));
    expect(() => optimizer.load({ step: 5, tensors })).toThrow(PinakesError);
    expect(() => optimizer.load({ step: 5, tensors })).toThrow(/"bias.exp_avg" has 4 values, expected 3/);
    tensors.delete("bias.exp_avg");
    expect(() => optimizer.load({ step: 5, tensors })).toThrow(/"bias.exp_avg" is missing/);
    expect(optimizer.stepCount).toBe(0);
    expect([...optimizer.state().tensors.values()].every((data) => data.every((value) => value === 0))).toBe(true);
  });
});

describe("parameter groups", () => {
  const parameters = [
    { name: "encoder.0.weight", decay: true },
    { name: "encoder.0.bias", decay: false },
    { name: "head.weight", decay: true },
  ];

  it("the first that matches holds, decay never reaches biases, and what is not given is the optimizer's own", () => {
    const rates = resolveRates(parameters, {
      learningRate: 0.1,
      weightDecay: 0.01,
      groups: [
        { pattern: "^encoder\\.0\\.", learningRate: 0.02 },
        { pattern: "weight", weightDecay: 0.5 },
      ],
    });
    expect(Object.fromEntries(rates)).toEqual({
      "encoder.0.weight": { learningRate: 0.02, weightDecay: 0.01 },
      "encoder.0.bias": { learningRate: 0.02, weightDecay: 0 },
      "head.weight": { learningRate: 0.1, weightDecay: 0.5 },
    });
  });

  it("a rate of 0 freezes: no state, no gradient needed, no move", () => {
    const [table, bias] = twoParameters(Rng.fromSeed(7)) as [Parameter, Parameter];
    const before = table.data.slice();
    const optimizer = createOptimizer({
      kind: "adamw",
      parameters: [table, bias],
      learningRate: 0.1,
      weightDecay: 0.1,
      groups: [{ pattern: "^table$", learningRate: 0 }],
    });
    optimizer.step(new Map([["bias", toDense(Float32Array.of(1, 1, 1))]]));
    expect(table.data).toEqual(before);
    expect([...optimizer.state().tensors.keys()]).toEqual(["bias.exp_avg", "bias.exp_avg_sq", "bias.step"]);
  });

  it("a pattern that is broken or matches nothing is an error that names it", () => {
    const resolve = (pattern: string) =>
      resolveRates(parameters, { learningRate: 1, weightDecay: 0, groups: [{ pattern }] });
    expect(() => resolve("encoder(")).toThrow(/CONFIG_INVALID.*parameter_groups\[0\].*not a regular expression/);
    expect(() => resolve("^enc$")).toThrow(/CONFIG_INVALID.*"\^enc\$" matches none of the 3 parameters/);
  });
});

describe("clipping", () => {
  const lists = fc.array(fc.array(fc.float({ noNaN: true, min: -1000, max: 1000 }), { maxLength: 9 }), {
    maxLength: 4,
  });

  it("bounds the norm of all gradients, and leaves small ones alone", () => {
    fc.assert(
      fc.property(lists, fc.double({ min: 0.01, max: 100, noNaN: true }), (values, maxNorm) => {
        const norm = globalNorm(new Map(values.map((list, i) => [`${i}`, toDense(Float32Array.from(list))])));
        expect(norm).toBeCloseTo(Math.hypot(...values.flat()), 6);
        const clipped = norm * clipCoefficient(norm, maxNorm);
        expect(clipped).toBeLessThanOrEqual(maxNorm);
        if (norm < maxNorm - 1e-5) expect(clipped).toBe(norm);
      }),
    );
  });

  it("is off at 0, and a gradient that is not finite stays visible", () => {
    expect(clipCoefficient(1e9, 0)).toBe(1);
    expect(clipCoefficient(Number.NaN, 1)).toBeNaN();
  });
});

describe("schedules", () => {
  const kinds = ["constant", "linear", "cosine", "polynomial"] as const;

  it.each(kinds)("%s rises over the warm-up, then never again, within [0, 1]", (kind) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(70), (totalSteps, warmupSteps) => {
        const schedule = createSchedule({ kind, totalSteps, warmupSteps, power: 2 });
        for (let step = 0; step < totalSteps + 5; step++) {
          const [now, next] = [schedule(step), schedule(step + 1)];
          expect(now).toBeGreaterThanOrEqual(0);
          expect(now).toBeLessThanOrEqual(1);
          if (step < warmupSteps) expect(next).toBeGreaterThan(now);
          else expect(next).toBeLessThanOrEqual(now);
        }
      }),
    );
  });

  it("a warm-up below 1 is a share of all steps", () => {
    expect([0, 0.06, 0.061, 1, 250].map((warmup) => countWarmupSteps(warmup, 100))).toEqual([0, 6, 7, 1, 250]);
  });

  it("a plateau goes on from its state, through JSON", () => {
    const metrics = [3, 2, 2, 2, 2.5, 1, 1, 1, 1];
    const straight = new ReduceOnPlateau({ mode: "min", patience: 1 });
    const factors = metrics.map((metric) => straight.update(metric));
    const resumed = new ReduceOnPlateau({ mode: "min", patience: 1 });
    for (const [epoch, metric] of metrics.entries()) {
      const fresh = new ReduceOnPlateau({ mode: "min", patience: 1 });
      fresh.load(JSON.parse(JSON.stringify(resumed.state())));
      expect(fresh.update(metric)).toBe(factors[epoch]);
      resumed.update(metric);
    }
    expect(straight.factor).toBe(factors.at(-1));
  });
});
