import type { Value } from "../../engine/index.js";
import {
  givenInit,
  linear,
  linearInit,
  type Scope,
  sigmoidCrossEntropy,
  softmaxCrossEntropy,
  weightedSum,
} from "../../nn/index.js";
import { InternalError } from "../../shared/index.js";
import { type BuildOptions, type HeadSpec, INPUT, type LossSpec, OUTPUT } from "./neural-model.js";

/**
 * A linear classifier a head over the text's vector, and the loss of all of them.
 * @param pooled  [B, width]
 */
export function classificationHeads(
  scope: Scope,
  pooled: Value,
  options: BuildOptions & { readonly heads: readonly HeadSpec[]; readonly width: number },
): void {
  const { heads, width } = options;
  const logits = heads.map(({ name, size, startBias }) => {
    const initialize = startBias && { weight: linearInit(width), bias: givenInit(startBias) };
    return linear(scope.child("heads").child(name), pooled, { in: width, out: size, initialize });
  });
  headOutputs(scope, logits, options);
}

/**
 * Names the logits of all heads as outputs, and the loss where the graph is for training or evaluation.
 * @param logits  [B, L] a head
 */
export function headOutputs(
  scope: Scope,
  logits: readonly Value[],
  options: BuildOptions & { readonly heads: readonly HeadSpec[] },
): void {
  const { heads, mode, loss } = options;
  logits.forEach((value, index) => {
    scope.g.output(OUTPUT.logits(heads[index]?.name as string), value);
  });
  if (mode === "prediction") return;
  if (!loss) throw new InternalError(`a graph for ${mode} needs a loss`);
  classificationLoss(scope, logits, { heads, loss });
}

function classificationLoss(
  scope: Scope,
  logits: readonly Value[],
  { heads, loss }: { readonly heads: readonly HeadSpec[]; readonly loss: LossSpec },
): void {
  const { g, m } = scope;
  const terms = heads.map((head, index) => {
    const normalizer = scope.data(INPUT.normalizer(head.name), g.float, []);
    const summed = headLoss(scope, logits[index] as Value, { head, loss, index });
    g.output(OUTPUT.headLoss(head.name), summed);
    return { loss: m.mul(summed, normalizer), weight: loss.headWeights[index] ?? 1 };
  });
  g.output(OUTPUT.loss, weightedSum(scope, terms));
}

interface HeadLoss {
  readonly head: HeadSpec;
  readonly loss: LossSpec;
  readonly index: number;
}

/** One head's loss, summed over the batch: scalar. */
function headLoss(scope: Scope, logits: Value, { head, loss, index }: HeadLoss): Value {
  const { name, size, kind, groups } = head;
  const { labelSmoothing, focalGamma } = loss;
  const classWeights = loss.classWeights[index];
  if (kind === "softmax") {
    const targets = scope.data(INPUT.targets(name), "i32", ["B"]);
    const offsets = loss.logitOffsets?.[index];
    const adjusted = offsets ? scope.m.add(logits, scope.m.vector(offsets)) : logits; // [B, L]
    const options = { classWeights, labelSmoothing, focalGamma, groups };
    return softmaxCrossEntropy(scope, { logits: adjusted, targets }, options);
  }
  const { float } = scope.g;
  const targets = scope.data(INPUT.targets(name), float, ["B", size]);
  const counted = scope.data(INPUT.counted(name), float, ["B", size]);
  return sigmoidCrossEntropy(scope, { logits, targets, counted }, { positiveWeights: classWeights, focalGamma });
}
