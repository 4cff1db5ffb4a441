import { type Tensor, type Tensors, tensor } from "../../engine/index.js";
import { argMax, countedOf, type OutputTargets } from "../../labels/index.js";
import { present } from "../../shared/index.js";
import { type HeadSpec, INPUT, type LossSpec } from "./neural-model.js";

/** Targets of a head as the graph takes them. */
export function targetFeeds({ name, size }: HeadSpec, targets: OutputTargets): Record<string, Tensor> {
  if (targets.kind === "softmax") {
    return { [INPUT.targets(name)]: tensor("i32", [targets.ids.length], targets.ids) };
  }
  const shape = [targets.values.length / size, size];
  return {
    [INPUT.targets(name)]: tensor("f32", shape, targets.values),
    [INPUT.counted(name)]: tensor("f32", shape, countedOf(targets)),
  };
}

/** The targets of a head among what is fed: those that {@link targetFeeds} put there. */
export function fedTargets({ name, kind }: HeadSpec, feeds: Tensors): OutputTargets {
  const data = (input: string) => present(feeds[input], input).data;
  const values = data(INPUT.targets(name));
  if (kind === "softmax") return { kind, ids: values as Int32Array };
  return { kind, values: values as Float32Array, counted: data(INPUT.counted(name)) as Float32Array };
}

/**
 * What a head's summed loss is divided by: the sum of the weights of a softmax's targets (PyTorch's weighted mean); the
 * targets of a sigmoid that count, whatever they weigh (PyTorch's mean under `pos_weight`).
 */
export function targetWeight(loss: LossSpec, head: number, targets: OutputTargets): number {
  let total = 0;
  if (targets.kind === "sigmoid") {
    if (!targets.counted) return targets.values.length;
    for (const one of targets.counted) total += one;
    return total;
  }
  const weights = loss.classWeights[head];
  for (const target of targets.ids) if (target >= 0) total += weights ? (weights[target] as number) : 1;
  return total;
}

/** How often a head's logits are right: as parts of a share. */
export interface Hits {
  readonly right: number;
  readonly total: number;
}

/**
 * Of a softmax, texts whose largest logit (among its target's siblings) is that of the target, of those with a target.
 * Of a sigmoid, the two parts of micro-F1 at probability ½: twice the right labels, of the labels meant and said.
 * @param logits  [B, L]
 */
export function countHits(
  { size, groups }: HeadSpec,
  logits: Float32Array | Float64Array,
  targets: OutputTargets,
): Hits {
  if (targets.kind === "sigmoid") return countLabels(logits, targets.values, countedOf(targets));
  let right = 0;
  let total = 0;
  targets.ids.forEach((target, row) => {
    if (target < 0) return;
    total++;
    const own = logits.subarray(row * size, (row + 1) * size);
    if ((groups ? bestSibling(own, groups, target) : argMax(own)) === target) right++;
  });
  return { right, total };
}

function bestSibling(logits: Float32Array | Float64Array, groups: readonly number[], target: number): number {
  return argMax(logits.map((logit, id) => (groups[id] === groups[target] ? logit : Number.NEGATIVE_INFINITY)));
}

function countLabels(logits: Float32Array | Float64Array, values: Float32Array, counted: Float32Array): Hits {
  let right = 0;
  let total = 0;
  values.forEach((value, at) => {
    if (counted[at] === 0) return;
    const said = (logits[at] as number) >= 0;
    if (value === 1) total++;
    if (said) total++;
    if (said && value === 1) right += 2;
  });
  return { right, total };
}
