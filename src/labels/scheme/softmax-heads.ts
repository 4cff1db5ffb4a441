import { invariant, present } from "../../shared/index.js";
import { encodeTargets } from "../encode.js";
import { mayEndAbove } from "../taxonomy/taxonomy.js";
import type { Gold, LabelSpace } from "../types.js";
import { softmaxRows } from "./activations.js";
import type { LabelScheme } from "./types.js";

/**
 * A softmax a head, each by itself: one label a text, or the levels of a hierarchy without a word to each other. A level
 * that some paths don't reach has one more class, its last: the path ended above. It is learned as a label is, and its
 * probability is what the level's labels leave of 1.
 */
export function softmaxHeads(space: LabelSpace): LabelScheme {
  invariant(space.parents === undefined, "softmax heads were asked for several paths");
  const outputs = space.heads.map(({ name, labels }, level) => {
    const size = labels.length + (mayEndAbove(space, level) ? 1 : 0);
    return { name, size, kind: "softmax" as const };
  });
  return {
    space,
    outputs,
    places: space.heads.map(({ name, labels }, level) =>
      mayEndAbove(space, level) ? [...labels, `(no ${name})`] : labels,
    ),
    targets: (golds) => {
      const targets = encodeTargets(space, golds);
      return targets.map((ids, level) => {
        if (mayEndAbove(space, level))
          markEnds(ids, { golds, level, place: present(outputs[level], "an output").size - 1 });
        return { kind: "softmax", ids };
      });
    },
    probabilities: (logits) =>
      logits.map((values, level) => {
        const { size } = present(outputs[level], "an output");
        return firstColumns(softmaxRows(values, size), size, present(space.heads[level], "a head").labels.length);
      }),
  };
}

/** Says of every text whose path ends above a level that it does. */
function markEnds(
  ids: Int32Array,
  { golds, level, place }: { golds: readonly Gold[]; level: number; place: number },
): void {
  for (const [row, { length }] of golds.entries()) if (length > 0 && length <= level) ids[row] = place;
}

/** Of a matrix [N, width] the first columns, [N, kept]. */
function firstColumns(values: Float32Array, width: number, kept: number): Float32Array {
  if (width === kept) return values;
  const rows = values.length / width;
  const result = new Float32Array(rows * kept);
  for (let row = 0; row < rows; row++) result.set(values.subarray(row * width, row * width + kept), row * kept);
  return result;
}
