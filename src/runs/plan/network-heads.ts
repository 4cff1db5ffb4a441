import type { RunConfig } from "../../config/index.js";
import type { OutputTargets } from "../../labels/index.js";
import type { HeadSpec } from "../../models/index.js";
import { present } from "../../shared/index.js";
import type { PreparedData } from "../prepare-data.js";
import { lossSpec } from "./loss-spec.js";
import { trainedTargets } from "./sampling.js";

/** A network's heads. Those of sigmoids start from the shares of the training texts: see {@link logOdds}. */
export function networkHeads(data: PreparedData, config: RunConfig): HeadSpec[] {
  const { classWeights } = lossSpec(config, data);
  const trained = trainedTargets(config, data);
  return data.scheme.outputs.map((output, index) => {
    const targets = present(trained[index], "targets of an output");
    if (targets.kind === "softmax") return output;
    return { ...output, startBias: logOdds(targets, output.size, classWeights[index]) };
  });
}

/**
 * The bias of each label under which a network that knows nothing else has the least loss: the logarithm of its weighted
 * positive texts ÷ its negative ones, half a text added to both. From 0, the first epochs would go to learning that most
 * labels are rare (Lin et al. 2017, §3.3).
 */
function logOdds(
  { values, counted }: Extract<OutputTargets, { kind: "sigmoid" }>,
  size: number,
  weights: readonly number[] | undefined,
): number[] {
  const [positive, negative] = [new Float64Array(size).fill(0.5), new Float64Array(size).fill(0.5)];
  values.forEach((value, at) => {
    if (counted?.[at] === 0) return;
    const side = value === 1 ? positive : negative;
    side[at % size] = (side[at % size] as number) + 1;
  });
  return Array.from(positive, (texts, label) =>
    Math.log(((weights?.[label] ?? 1) * texts) / (negative[label] as number)),
  );
}
