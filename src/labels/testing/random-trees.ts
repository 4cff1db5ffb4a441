import fc from "fast-check";
import { PinakesError, present } from "../../shared/index.js";
import { buildLabelSpace } from "../build.js";
import { closedSet } from "../taxonomy/paths.js";
import type { Gold, LabelSpace } from "../types.js";

/** A label space with the golds that it was built from. */
export interface SpaceSample {
  readonly golds: readonly Gold[];
  readonly space: LabelSpace;
}

const label = fc.constantFrom("a", "b", "c", "d");
const path = fc.array(label, { minLength: 1, maxLength: 4 });
const paths = fc.array(path, { minLength: 2, maxLength: 12 });

/** Trees of uneven depth, whose labels stand under several parents and whose inner nodes may be ends. */
export const oddTrees: fc.Arbitrary<SpaceSample> = samples(paths, false);

/** Such trees with several paths a text. */
export const severalPathTrees: fc.Arbitrary<SpaceSample> = samples(
  fc.array(fc.array(path, { minLength: 1, maxLength: 3 }).map(closedSet), { minLength: 2, maxLength: 8 }),
  true,
);

function samples(golds: fc.Arbitrary<readonly Gold[]>, severalPaths: boolean): fc.Arbitrary<SpaceSample> {
  return golds
    .map((own) => ({ golds: own, space: spaceOf(own, severalPaths) }))
    .filter(({ space }) => space !== undefined)
    .map((sample) => ({ golds: sample.golds, space: present(sample.space, "a space") }));
}

function spaceOf(golds: readonly Gold[], severalPaths: boolean): LabelSpace | undefined {
  try {
    return buildLabelSpace(golds, { task: "hierarchical", severalPaths });
  } catch (error) {
    if (error instanceof PinakesError && error.code === "DATA_LABEL_SINGLE") return undefined;
    throw error;
  }
}

/** Logits of each output, [rows, size], drawn from a seed. */
export function randomLogits(sizes: readonly number[], rows: number, seed: number): Float32Array[] {
  let state = seed >>> 0;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 32) * 8 - 4;
  };
  return sizes.map((size) => Float32Array.from({ length: rows * size }, next));
}
