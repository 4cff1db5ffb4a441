import { closest } from "fastest-levenshtein";
import type { Head } from "../labels/index.js";
import { PinakesError } from "../shared/index.js";
import type { TrainingConfig } from "../training/index.js";

/**
 * The weight of each class of each head, undefined where all are 1. balanced: n ÷ (classes · count), as
 * scikit-learn's, over the classes that occur; one that does not has 1.
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
  const known = heads.flatMap((head) => head.labels);
  const unknown = Object.keys(weights).find((label) => !known.includes(label));
  if (unknown !== undefined) throw unknownLabel(unknown, known);
  return heads.map((head) =>
    head.labels.map((label) => (Object.hasOwn(weights, label) ? (weights[label] as number) : 1)),
  );
}

function balanced(classes: number, targets: Int32Array): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const target of targets) if (target >= 0) counts[target] = (counts[target] as number) + 1;
  const total = counts.reduce((sum, count) => sum + count, 0);
  const present = counts.filter((count) => count > 0).length;
  return counts.map((count) => (count === 0 ? 1 : total / (present * count)));
}

/** Labels that an error names. */
const SHOWN = 10;

function unknownLabel(label: string, known: readonly string[]): PinakesError {
  const some = known.slice(0, SHOWN).join(", ");
  return new PinakesError("CONFIG_INVALID", {
    where: "training.class_weights",
    message: `no label is named "${label}"; did you mean "${closest(label, [...known])}"?`,
    fix: `use labels of the training split: ${some}${known.length > SHOWN ? `, … (${known.length})` : ""}.`,
  });
}
