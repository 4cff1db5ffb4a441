import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { joinTargets, type OutputTargets, pickTargets } from "../index.js";

const SIZE = { size: 3 };
const softmax = fc
  .array(fc.integer({ min: -1, max: 2 }), { minLength: 1, maxLength: 8 })
  .map((ids): OutputTargets => ({ kind: "softmax", ids: Int32Array.from(ids) }));
const bits = fc.array(fc.constantFrom(0, 1), { minLength: 3, maxLength: 3 });
const sigmoid = fc.array(fc.tuple(bits, bits), { minLength: 1, maxLength: 8 }).chain((rows) =>
  fc.boolean().map((masked): OutputTargets => {
    const values = Float32Array.from(rows.flatMap(([own]) => own));
    const counted = Float32Array.from(rows.flatMap(([, own]) => own));
    return { kind: "sigmoid", values, ...(masked ? { counted } : {}) };
  }),
);
const countOf = (targets: OutputTargets): number =>
  targets.kind === "softmax" ? targets.ids.length : targets.values.length / SIZE.size;
const rowsOf = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, row) => from + row);

describe("targets of rows", () => {
  it.each([
    ["softmax", softmax],
    ["sigmoid", sigmoid],
  ] as const)("picked in two parts and joined are the whole, %s", (_, targets) => {
    fc.assert(
      fc.property(targets, fc.nat(), (whole, draw) => {
        const count = countOf(whole);
        const cut = draw % (count + 1);
        const [first, second] = [rowsOf(0, cut), rowsOf(cut, count)].map((rows) => pickTargets(whole, SIZE, rows));
        expect(joinTargets(first as OutputTargets, second as OutputTargets)).toEqual(whole);
      }),
    );
  });

  it("are picked in the order asked for, and count where only the other part says what counts", () => {
    const whole: OutputTargets = { kind: "sigmoid", values: Float32Array.of(1, 0, 0, 0, 1, 1) };
    expect(pickTargets(whole, SIZE, [1, 0, 1])).toEqual({
      kind: "sigmoid",
      values: Float32Array.of(0, 1, 1, 1, 0, 0, 0, 1, 1),
    });
    const masked: OutputTargets = { kind: "sigmoid", values: new Float32Array(3), counted: Float32Array.of(0, 1, 0) };
    const joined = joinTargets(whole, masked);
    expect(joined.kind === "sigmoid" && joined.counted).toEqual(Float32Array.of(1, 1, 1, 1, 1, 1, 0, 1, 0));
  });
});
