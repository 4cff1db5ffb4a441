import fc from "fast-check";
import { describe, expect, it } from "vitest";
import golden from "../../../test/golden/data/decisions.json" with { type: "json" };
import { calibrationError, logLoss, reliabilityCurve, topLabelDecisions } from "../../metrics/index.js";
import { InternalError, Rng } from "../../shared/index.js";
import {
  applyCalibration,
  type Calibration,
  calibrationConfig,
  calibrationFromJSON,
  fitCalibration,
  type ScoredOutput,
} from "../index.js";
import { TEMPERATURES } from "./temperature.js";

/** Optima of a flat function: where the other minimiser stopped. */
const OPTIMUM = 1e-6;

function scored({ kind, size, groups, logits, targets }: (typeof golden.calibration)[number]): ScoredOutput {
  return {
    output: { kind: kind === "softmax" ? "softmax" : "sigmoid", size, groups },
    logits: Float32Array.from(logits),
    targets:
      kind === "softmax"
        ? { kind: "softmax", ids: Int32Array.from(targets) }
        : { kind: "sigmoid", values: Float32Array.from(targets) },
  };
}

function softmax(logits: Float32Array, size: number): Float32Array {
  const result = new Float32Array(logits.length);
  for (let start = 0; start < logits.length; start += size) {
    const exponentials = logits.subarray(start, start + size).map(Math.exp);
    const total = exponentials.reduce((sum, value) => sum + value, 0);
    result.set(
      exponentials.map((value) => value / total),
      start,
    );
  }
  return result;
}

/** Labels drawn from softmax(z), of which the model says softmax(sharpness · z). */
function drawn(seed: number, sharpness: number, texts = 2000, size = 4): ScoredOutput & { readonly ids: Int32Array } {
  const rng = Rng.fromSeed(seed);
  const truth = Float32Array.from({ length: texts * size }, () => 1.5 * rng.normal());
  const probabilities = softmax(truth, size);
  const ids = Int32Array.from({ length: texts }, (_, row) => {
    let left = rng.uniform();
    for (let label = 0; label < size - 1; label++) {
      left -= probabilities[row * size + label] as number;
      if (left < 0) return label;
    }
    return size - 1;
  });
  const logits = truth.map((value) => value * sharpness);
  return { output: { kind: "softmax", size }, logits, targets: { kind: "softmax", ids }, ids };
}

describe.each(golden.calibration)("$name, against PyTorch and scipy", (one) => {
  it("have the same temperature", () => {
    const [calibration] = fitCalibration({ method: "temperature" }, [scored(one)]);
    if (calibration?.method !== "temperature") throw new Error("no temperature");
    expect(Math.abs(calibration.temperature / one.temperature - 1)).toBeLessThan(OPTIMUM);
  });

  it("have the same scales and shifts", () => {
    const [calibration] = fitCalibration({ method: "vector" }, [scored(one)]);
    if (calibration?.method !== "vector") throw new Error("no vector");
    for (const key of ["scale", "bias"] as const) {
      for (const [i, value] of calibration[key].entries()) {
        expect(Math.abs(value - (one[key][i] as number)), key).toBeLessThan(OPTIMUM);
      }
    }
  });
});

describe("temperature scaling", () => {
  it("finds how much too sure a model is, and mends its calibration error on new texts", () => {
    const sharpness = 3;
    const [train, test] = [drawn(1, sharpness), drawn(2, sharpness)];
    const calibration = fitCalibration({ method: "temperature" }, [train]);
    const [own] = calibration;
    expect(own?.method === "temperature" && own.temperature).toBeGreaterThan(2.7);
    expect(own?.method === "temperature" && own.temperature).toBeLessThan(3.3);
    const error = (logits: Float32Array) => {
      const { confidences, right } = topLabelDecisions(test.ids, softmax(logits, 4), 4);
      return calibrationError(reliabilityCurve(confidences, right));
    };
    const before = Float32Array.from(test.logits);
    const [after] = applyCalibration(calibration, [before]);
    expect(error(before)).toBeGreaterThan(0.1);
    expect(error(after as Float32Array)).toBeLessThan(0.04);
  });

  it("never raises the loss of its own texts, nor changes which label is most probable", () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0.2, max: 5, noNaN: true }), (seed, sharpness) => {
        const texts = drawn(seed, sharpness, 40, 3);
        const before = Float32Array.from(texts.logits);
        const [after] = applyCalibration(fitCalibration({ method: "temperature" }, [texts]), [before]);
        const loss = (logits: Float32Array) => logLoss(texts.ids, softmax(logits, 3), 3);
        expect(loss(after as Float32Array)).toBeLessThanOrEqual(loss(before) + 1e-6);
        expect((after as Float32Array).map(Math.sign)).toEqual(before.map(Math.sign));
      }),
      { numRuns: 40 },
    );
  });

  it("stays in its bounds where validation has no error, or nothing but errors", () => {
    const output = { kind: "softmax", size: 2 } as const;
    const logits = Float32Array.of(3, 0, 0, 2);
    const fitTo = (...ids: number[]) =>
      fitCalibration({ method: "temperature" }, [
        { output, logits, targets: { kind: "softmax", ids: Int32Array.from(ids) } },
      ]);
    expect(fitTo(0, 1)).toEqual([{ method: "temperature", temperature: TEMPERATURES.lowest }]);
    expect(fitTo(1, 0)).toEqual([{ method: "temperature", temperature: TEMPERATURES.highest }]);
  });
});

describe("vector scaling", () => {
  it("stays finite for labels that no text has, and near what it was", () => {
    const output = { kind: "sigmoid", size: 2 } as const;
    const targets = { kind: "sigmoid", values: Float32Array.of(1, 0, 0, 0, 1, 0) } as const;
    const [own] = fitCalibration({ method: "vector" }, [
      { output, logits: Float32Array.of(2, -1, -2, -3, 1, -2), targets },
    ]);
    if (own?.method !== "vector") throw new Error("no vector");
    for (const value of [...own.scale, ...own.bias]) expect(Math.abs(value)).toBeLessThan(3);
  });

  it("leaves out what does not count, and takes logits of −∞", () => {
    const output = { kind: "sigmoid", size: 1 } as const;
    const logits = Float32Array.of(1, -1, 5);
    const values = Float32Array.of(1, 0, 0);
    const counted = Float32Array.of(1, 1, 0);
    const without = {
      output,
      logits: logits.slice(0, 2),
      targets: { kind: "sigmoid", values: values.slice(0, 2) },
    } as const;
    const withIt = { output, logits, targets: { kind: "sigmoid", values, counted } } as const;
    expect(fitCalibration({ method: "vector" }, [withIt])).toEqual(fitCalibration({ method: "vector" }, [without]));
    const impossible: ScoredOutput = {
      output: { kind: "softmax", size: 3 },
      logits: Float32Array.of(1, 0, -Infinity, 0, 2, -Infinity, 0, 1, -Infinity),
      targets: { kind: "softmax", ids: Int32Array.of(0, 1, 0) },
    };
    for (const method of ["temperature", "vector"] as const) {
      const calibration = fitCalibration({ method }, [impossible]);
      expect(JSON.stringify(calibration)).not.toContain("null");
      const [after] = applyCalibration(calibration, [Float32Array.from(impossible.logits)]);
      expect(softmax(after as Float32Array, 3)[2]).toBe(0);
    }
  });
});

it("a calibration is plain data, checked when it is read, and fits its outputs", () => {
  const calibration: Calibration = [
    { method: "temperature", temperature: 2 },
    { method: "vector", scale: [1, 2], bias: [0, 1] },
    { method: "none" },
  ];
  expect(calibrationFromJSON(JSON.parse(JSON.stringify(calibration)))).toEqual(calibration);
  expect(() => calibrationFromJSON([{ method: "temperature", temperature: 0 }])).toThrow();
  const logits = [Float32Array.of(1, 2), Float32Array.of(1, 2, 3, 4), Float32Array.of(5)];
  expect(applyCalibration(calibration, logits)).toEqual([
    Float32Array.of(0.5, 1),
    Float32Array.of(1, 5, 3, 9),
    Float32Array.of(5),
  ]);
  expect(() => applyCalibration(calibration, [])).toThrow(InternalError);
  const nothing: ScoredOutput = {
    output: { kind: "softmax", size: 2 },
    logits: Float32Array.of(1, 2),
    targets: { kind: "softmax", ids: Int32Array.of(-1) },
  };
  expect(fitCalibration({ method: "temperature" }, [nothing])).toEqual([{ method: "none" }]);
  expect(calibrationConfig.parse({})).toEqual({ method: "none" });
});
