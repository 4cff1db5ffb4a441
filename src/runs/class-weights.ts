import type { Head } from "../labels/index.js";
import { PinakesError } from "../shared/index.js";
import type { TrainingConfig } from "../training/index.js";

/**
 * The weight of each class of each head, undefined where all are 1. balanced: n ÷ (classes · count), as scikit-learn's.
 * @throws PinakesError CONFIG_INVALID where a label is named that no head has
 */
export function classWeightsOf(
  weights: TrainingConfig["class_weights"],
  heads: readonly Head[],
  targets: readonly Int32Array[],
): (readonly number[] | undefined)[] {
  if (weights === "none") return heads.map(() => undefined);
  if (weights === "balanced")
    return heads.map((head, index) => balanced(head.labels.length, targets[index] ?? new Int32Array()));
  for (const label of Object.keys(weights)) {
    if (heads.some((head) => head.labels.includes(label))) continue;
    throw new PinakesError("CONFIG_INVALID", {
      where: "training.class_weights",
      message: `no label is named "${label}".`,
      fix: `use the labels of the data: ${heads
        .flatMap((head) => head.labels)
        .slice(0, 10)
        .join(", ")}, …`,
    });
  }
  return heads.map((head) => head.labels.map((label) => weights[label] ?? 1));
}

function balanced(classes: number, targets: Int32Array): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const target of targets) if (target >= 0) counts[target] = (counts[target] as number) + 1;
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (count === 0 ? 1 : total / (classes * count)));
}
