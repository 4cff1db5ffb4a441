import { expect, it } from "vitest";
import { watchPeakMemory } from "./peak-memory.js";

const MIB = 2 ** 20;

it("sees memory that was held and given back, in this watch and not in the next", () => {
  const first = watchPeakMemory();
  const before = first();
  let held: Uint8Array | undefined = new Uint8Array(96 * MIB).fill(1);
  expect(first()).toBeGreaterThanOrEqual(before + 64);
  expect(held[5]).toBe(1);
  held = undefined;
  expect(first()).toBeGreaterThanOrEqual(before + 64);
  expect(watchPeakMemory()()).toBeLessThanOrEqual(first());
});
