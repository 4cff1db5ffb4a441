import { describe, expect, it } from "vitest";
import golden from "../../test/golden/data/optimizers.json" with { type: "json" };
import {
  clipCoefficient,
  createOptimizer,
  createSchedule,
  type Gradient,
  globalNorm,
  type OptimizerOptions,
  type Parameter,
  ReduceOnPlateau,
  type ScheduleKind,
} from "./index.js";

/**
 * PyTorch rounds to float32 after each of about eight operations a step, we once: half a unit in the last place (6e-8)
 * each, over ten steps, of values of a few units.
 */
const FLOAT32_STEPS = 4e-6;

/** float64 formulas of a few operations. */
const FLOAT64_FORMULA = 1e-14;

const TABLE_ROWS = 7;
const TABLE_WIDTH = 2;

/** The options that the script gives PyTorch. */
const OPTIONS: Record<string, Omit<OptimizerOptions, "parameters">> = {
  sgd: { kind: "sgd", learningRate: 0.1, momentum: 0.9, weightDecay: 0.01 },
  "sgd, clipped, cosine": { kind: "sgd", learningRate: 0.1, momentum: 0.8 },
  adam: { kind: "adam", learningRate: 0.01, weightDecay: 0.1 },
  adamw: { kind: "adamw", learningRate: 0.01, weightDecay: 0.1, beta1: 0.8, beta2: 0.99, epsilon: 1e-3 },
  "adamw, groups, clipped, cosine": {
    kind: "adamw",
    learningRate: 0.01,
    weightDecay: 0.1,
    groups: [{ pattern: "\\.bias$", learningRate: 0.05 }],
  },
  "adam and rows, clipped, cosine": { kind: "adam", learningRate: 0.01, epsilon: 1e-3 },
};

describe.each(golden.optimizers)("PyTorch's $name", (run) => {
  const dense = (data: readonly number[]): Gradient => ({ kind: "dense", data: Float32Array.from(data) });

  function tableGradient(step: (typeof run.steps)[number]): Gradient {
    if (run.table === "rows") {
      return { kind: "rows", rows: Int32Array.from(step.rows), data: Float32Array.from(step.table) };
    }
    const data = new Float32Array(TABLE_ROWS * TABLE_WIDTH);
    for (const [i, row] of step.rows.entries()) {
      data.set(step.table.slice(i * TABLE_WIDTH, (i + 1) * TABLE_WIDTH), row * TABLE_WIDTH);
    }
    return dense(data as unknown as number[]);
  }

  it("moves every value the same at each of ten steps", () => {
    const options = OPTIONS[run.name];
    if (options === undefined) throw new Error(`no options for ${run.name}`);
    const parameters = Object.entries(run.parameters).map(
      ([name, values]): Parameter => ({ name, data: Float32Array.from(values), decay: !name.endsWith(".bias") }),
    );
    const optimizer = createOptimizer({ ...options, parameters });
    const schedule = createSchedule({ kind: "cosine", totalSteps: run.steps.length, warmupSteps: 3 });
    for (const [t, step] of run.steps.entries()) {
      const gradients = new Map([
        ["fc.weight", dense(step["fc.weight"])],
        ["fc.bias", dense(step["fc.bias"])],
        ["table", tableGradient(step)],
      ]);
      const rateFactor = run.name.includes("cosine") ? schedule(t) : 1;
      const norm = globalNorm(gradients);
      const expectedNorm = run.norms[t];
      if (expectedNorm !== undefined) expect(Math.abs(norm / expectedNorm - 1)).toBeLessThan(FLOAT32_STEPS);
      const gradientScale = expectedNorm === undefined ? 1 : clipCoefficient(norm, golden.maxNorm);
      optimizer.step(gradients, { rateFactor, gradientScale });
      const expected = run.path[t] as Record<string, number[]>;
      for (const { name, data } of parameters) {
        const worst = Math.max(...data.map((value, i) => Math.abs(value - (expected[name]?.[i] ?? Number.NaN))));
        expect(worst, `${name} after step ${t + 1}`).toBeLessThan(FLOAT32_STEPS);
      }
    }
    expect(optimizer.stepCount).toBe(run.steps.length);
  });
});

describe.each(golden.schedules)("the schedule $name", ({ options, factors }) => {
  it("has the same factor at every step", () => {
    const schedule = createSchedule({ ...options, kind: options.kind as ScheduleKind, totalSteps: 20 });
    for (const [step, factor] of factors.entries()) {
      expect(Math.abs(schedule(step) - factor), `step ${step}`).toBeLessThan(FLOAT64_FORMULA);
    }
  });
});

describe.each(golden.plateaus)("PyTorch's ReduceLROnPlateau %j", ({ options, factors }) => {
  it("lowers the rate at the same epochs", () => {
    const plateau = new ReduceOnPlateau({ ...options, mode: options.mode as "min" | "max" });
    const ours = golden.metrics.map((metric) => plateau.update(metric ?? Number.NaN));
    expect(ours).toHaveLength(factors.length);
    for (const [epoch, factor] of factors.entries()) {
      expect(Math.abs((ours[epoch] ?? Number.NaN) / factor - 1), `epoch ${epoch}`).toBeLessThan(FLOAT64_FORMULA);
    }
  });
});
