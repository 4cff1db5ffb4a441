import { present } from "../../shared/index.js";
import type { OutputSpec, OutputTargets } from "./types.js";

/**
 * The log frequency of each place of each softmax among the texts that ask its group, log ν(y | π(y)); undefined for
 * sigmoids. Added to the logits with a weight τ in the loss of training, and nowhere else, they make the logit-adjusted
 * (conditional) softmax of Menon et al. 2021 and Plaud et al. 2024, whose logits alone then rank rare classes as if all
 * were equally common. A place that no text has counts as half a text, so that its logarithm is finite.
 * @param targets  of the training texts
 * @returns        [size] an output
 */
export function logPriors(
  outputs: readonly OutputSpec[],
  targets: readonly OutputTargets[],
): (readonly number[] | undefined)[] {
  return outputs.map(({ size, groups }, index) => {
    const own = present(targets[index], "an output's targets");
    if (own.kind !== "softmax") return undefined;
    const counts = new Array<number>(size).fill(0);
    for (const id of own.ids) if (id >= 0) counts[id] = present(counts[id], "a place") + 1;
    const filled = counts.map((count) => Math.max(count, 0.5));
    const totals = new Map<number, number>();
    const groupOf = (place: number): number => groups?.[place] ?? 0;
    for (const [place, count] of filled.entries()) {
      totals.set(groupOf(place), (totals.get(groupOf(place)) ?? 0) + count);
    }
    return filled.map((count, place) => Math.log(count / present(totals.get(groupOf(place)), "a group's total")));
  });
}
