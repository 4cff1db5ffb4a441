import { describe, expect, it } from "vitest";
import { Rng } from "../shared/index.js";
import { MaskSource } from "./masks.js";

const RATE = 0.3;
const spec = (name: string, rate = RATE) => ({ name, shape: ["B", "T"], rate });

function draw(source: MaskSource, seed: number, shape: readonly number[] = [64, 100]) {
  return source.draw(Rng.fromSeed(seed), () => shape);
}

const bytes = (mask: { readonly data: ArrayLike<unknown> } | undefined): number[] =>
  Array.from(mask?.data ?? [], Number);
const share = (mask: readonly number[]): number => mask.reduce((sum, byte) => sum + byte, 0) / mask.length;

describe("dropout masks", () => {
  it("are of 0 and 1, and keep the share that the rate leaves", () => {
    for (const rate of [0.01, 0.3, 0.5, 0.9]) {
      const mask = bytes(draw(new MaskSource([spec("m", rate)]), 1, [200, 500]).m);
      expect(new Set(mask)).toEqual(new Set([0, 1]));
      // Five standard deviations of 100,000 draws.
      expect(Math.abs(share(mask) - (1 - rate))).toBeLessThan(5 * Math.sqrt((rate * (1 - rate)) / mask.length));
    }
  });

  it("are decided by stream and name alone, not by what was drawn before", () => {
    const source = new MaskSource([spec("a"), spec("b")]);
    const first = draw(source, 1);
    const [a, b] = [bytes(first.a), bytes(first.b)];
    draw(source, 2, [3, 7]);
    expect(bytes(draw(source, 1).a)).toEqual(a);
    expect(bytes(draw(new MaskSource([spec("b")]), 1).b)).toEqual(b);
    expect(a).not.toEqual(b);
    expect(bytes(draw(source, 3).a)).not.toEqual(a);
  });

  it("agree between neighbours no more often than chance has it", () => {
    const mask = bytes(draw(new MaskSource([spec("m", 0.5)]), 4, [300, 333]).m);
    for (const lag of [1, 2, 3, 4, 8, 333]) {
      const equal = mask.slice(lag).filter((byte, at) => byte === mask[at]).length / (mask.length - lag);
      expect(Math.abs(equal - 0.5)).toBeLessThan(5 * Math.sqrt(0.25 / mask.length));
    }
  });

  it("have the size asked for, odd ones too, also after a larger one", () => {
    const source = new MaskSource([spec("m")]);
    for (const shape of [
      [7, 9],
      [1, 1],
      [3, 5],
      [1, 2],
    ]) {
      const mask = draw(source, 1, shape).m;
      expect(mask?.shape).toEqual(shape);
      expect(mask?.data.length).toBe((shape[0] as number) * (shape[1] as number));
    }
  });
});
