import { InternalError } from "../../shared/index.js";
import type { OutputSpec, OutputTargets } from "./types.js";

/** What some rows, in the given order, should say about an output. */
export function pickTargets(
  targets: OutputTargets,
  { size }: Pick<OutputSpec, "size">,
  rows: readonly number[],
): OutputTargets {
  if (targets.kind === "softmax") {
    return { kind: "softmax", ids: Int32Array.from(rows, (row) => targets.ids[row] as number) };
  }
  const pick = (values: Float32Array): Float32Array => {
    const picked = new Float32Array(rows.length * size);
    rows.forEach((row, at) => {
      picked.set(values.subarray(row * size, (row + 1) * size), at * size);
    });
    return picked;
  };
  const { values, counted } = targets;
  return { kind: "sigmoid", values: pick(values), ...(counted ? { counted: pick(counted) } : {}) };
}

/** The rows of both, one after the other. */
export function joinTargets(first: OutputTargets, second: OutputTargets): OutputTargets {
  if (first.kind === "softmax" && second.kind === "softmax") {
    return { kind: "softmax", ids: Int32Array.from([...first.ids, ...second.ids]) };
  }
  if (first.kind !== "sigmoid" || second.kind !== "sigmoid") throw new InternalError("targets of different kinds");
  const join = (a: Float32Array, b: Float32Array): Float32Array => {
    const joined = new Float32Array(a.length + b.length);
    joined.set(a);
    joined.set(b, a.length);
    return joined;
  };
  const values = join(first.values, second.values);
  if (!first.counted && !second.counted) return { kind: "sigmoid", values };
  return { kind: "sigmoid", values, counted: join(countedOf(first), countedOf(second)) };
}

/** Whether each value counts, [N, size]: all do where nothing is said. */
export function countedOf({ values, counted }: Extract<OutputTargets, { kind: "sigmoid" }>): Float32Array {
  return counted ?? new Float32Array(values.length).fill(1);
}
