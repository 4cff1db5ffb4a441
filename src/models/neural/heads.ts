import type { Value } from "../../engine/index.js";
import { linear, type Scope, softmaxCrossEntropy, weightedSum } from "../../nn/index.js";
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
  const logits = heads.map((head) =>
    linear(scope.child("heads").child(head.name), pooled, { in: width, out: head.size }),
  );
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
    const targets = scope.data(INPUT.targets(head.name), "i32", ["B"]);
    const normalizer = scope.data(INPUT.normalizer(head.name), g.float, []);
    const classWeights = loss.classWeights[index];
    const options = { classWeights, labelSmoothing: loss.labelSmoothing, focalGamma: loss.focalGamma };
    const summed = softmaxCrossEntropy(scope, { logits: logits[index] as Value, targets }, options);
    g.output(OUTPUT.headLoss(head.name), summed);
    return { loss: m.mul(summed, normalizer), weight: loss.headWeights[index] ?? 1 };
  });
  g.output(OUTPUT.loss, weightedSum(scope, terms));
}
