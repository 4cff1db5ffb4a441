import fc from "fast-check";
import { describe, expect, it } from "vitest";
import wabt from "wabt";
import { Rng } from "../shared/index.js";
import { type AdamStep, adamUpdate } from "./adam.js";
import { adamUpdateAll, KERNEL_BYTES, KERNEL_TEXT } from "./adam-kernel.js";

/** About eight roundings to float32, 6e-8 each, of values of a few units. */
const FLOAT32_SUMS = 2e-6;

const STEP: AdamStep = {
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-6,
  stepSize: 0.01,
  decoupledDecay: 1e-4,
  coupledDecay: 0.05,
  gradientScale: 0.7,
};

function operands(length: number, seed: number) {
  const rng = Rng.fromSeed(seed);
  const draw = () => Float32Array.from({ length }, () => rng.normal());
  const moments = { first: draw(), second: draw().map(Math.abs) };
  return { values: draw(), gradient: draw(), moments };
}

describe("the vector kernel of Adam", () => {
  it("is what its text assembles to", async () => {
    const assembler = await wabt();
    const { buffer } = assembler.parseWat("adam.wat", KERNEL_TEXT, { simd: true }).toBinary({});
    expect(Buffer.from(buffer).toString("base64")).toBe(KERNEL_BYTES);
  });

  it("moves values and moments as the scalar loop, whatever the length", () => {
    const lengths = fc.oneof(fc.nat(40), fc.integer({ min: 4090, max: 4100 }), fc.integer({ min: 8190, max: 8200 }));
    fc.assert(
      fc.property(lengths, fc.integer(), (length, seed) => {
        const [vector, scalar] = [operands(length, seed), operands(length, seed)];
        adamUpdateAll(vector.values, vector, STEP);
        adamUpdate(scalar.values, { ...scalar, span: { start: 0, gradientStart: 0, length } }, STEP);
        for (const of of [
          (o: typeof vector) => o.values,
          (o: typeof vector) => o.moments.first,
          (o: typeof vector) => o.moments.second,
        ]) {
          const worst = of(vector).reduce(
            (held, value, i) => Math.max(held, Math.abs(value - (of(scalar)[i] ?? NaN))),
            0,
          );
          expect(worst).toBeLessThan(FLOAT32_SUMS);
        }
        expect(vector.gradient).toEqual(scalar.gradient);
      }),
      { numRuns: 30 },
    );
  });

  it("gives a value the same wherever it lies", () => {
    const { values, gradient, moments } = operands(5000, 1);
    const alone = {
      values: values.slice(4999),
      gradient: gradient.slice(4999),
      moments: { first: moments.first.slice(4999), second: moments.second.slice(4999) },
    };
    adamUpdateAll(values, { gradient, moments }, STEP);
    adamUpdateAll(alone.values, alone, STEP);
    expect(alone.values[0]).toBe(values[4999]);
  });

  it("lets what is not finite show", () => {
    const { values, gradient, moments } = operands(6, 2);
    gradient[5] = Number.NaN;
    adamUpdateAll(values, { gradient, moments }, STEP);
    expect([...values].map(Number.isNaN)).toEqual([false, false, false, false, false, true]);
  });
});
