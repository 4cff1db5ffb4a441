import { describe, expect, it } from "vitest";
import type { OpName } from "./index.js";
import { checkOp, opSamples } from "./op-samples.js";

/** ‖Δ‖/‖g‖ of float64 central differences at step 1e-5: their own error is about 1e-9. */
const GRADIENT_ERROR = 1e-6;

const ops = Object.keys(opSamples) as OpName[];
const checked = ops.filter((op) => typeof opSamples[op] !== "string");

describe("gradients by finite differences, float64", () => {
  it.each(checked)("%s", async (op) => {
    const { checks } = await checkOp(op);
    expect(checks.length).toBeGreaterThan(0);
    for (const check of checks) {
      expect(check.relativeError, check.input).toBeLessThan(GRADIENT_ERROR);
      expect(check.outside, check.input).toBe(0);
      expect(check.checked).toBeGreaterThan(0);
    }
  });
});
