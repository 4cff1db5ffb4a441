import { closest } from "fastest-levenshtein";
import { countedOf, type LabelScheme, type OutputSpec, type OutputTargets, splitPath } from "../labels/index.js";
import { PinakesError, present } from "../shared/index.js";
import type { TrainingConfig } from "../training/index.js";

/**
 * The weight of each class of a softmax, and of the positive texts of each label of a sigmoid, an output; undefined where
 * all are 1. balanced: of a softmax n ÷ (classes · count), as scikit-learn's, over the classes (of a group: the siblings)
 * that occur; one that does not has 1. Of a sigmoid negative ÷ positive texts, as PyTorch's `pos_weight` is meant, but
 * within `positive_weight_cap` of 1.
 * @throws PinakesError CONFIG_INVALID where a label is named that no output has
 */
export function classWeightsOf(
  { class_weights: weights, positive_weight_cap: cap }: Pick<TrainingConfig, "class_weights" | "positive_weight_cap">,
  { outputs, places }: Pick<LabelScheme, "outputs" | "places">,
  targets: readonly OutputTargets[],
): (readonly number[] | undefined)[] {
  if (weights === "none") return outputs.map(() => undefined);
  if (weights === "balanced") {
    return outputs.map((output, index) => {
      const own = present(targets[index], "targets of an output");
      return own.kind === "softmax" ? balancedClasses(output, own.ids) : balancedLabels(output, own, cap);
    });
  }
  const known = [...new Set(places.flat().flatMap(namesOf))];
  const unknown = Object.keys(weights).find((label) => !known.includes(label));
  if (unknown !== undefined) throw unknownLabel(unknown, known);
  return places.map((labels) =>
    labels.map((place) => {
      const name = namesOf(place).find((one) => Object.hasOwn(weights, one));
      return name === undefined ? 1 : (weights[name] as number);
    }),
  );
}

/** What a place may be called: of a node of a tree its whole path, or its label alone. */
function namesOf(place: string): string[] {
  return [place, splitPath(place).at(-1) ?? place];
}

/** scikit-learn's `compute_class_weight("balanced")`, a group at a time. */
function balancedClasses({ size, groups }: OutputSpec, ids: Int32Array): number[] {
  const counts = new Array<number>(size).fill(0);
  for (const id of ids) if (id >= 0) counts[id] = (counts[id] as number) + 1;
  const totals = new Map<number, { texts: number; classes: number }>();
  counts.forEach((count, id) => {
    const group = groups?.[id] ?? 0;
    const { texts, classes } = totals.get(group) ?? { texts: 0, classes: 0 };
    totals.set(group, { texts: texts + count, classes: classes + (count > 0 ? 1 : 0) });
  });
  return counts.map((count, id) => {
    const { texts, classes } = present(totals.get(groups?.[id] ?? 0), "a group");
    return count === 0 ? 1 : texts / (classes * count);
  });
}

/** Negative ÷ positive texts of each label, from 1 / cap to cap; 1 for a label without positive texts. */
function balancedLabels({ size }: OutputSpec, targets: Extract<OutputTargets, { kind: "sigmoid" }>, cap: number) {
  const [positive, all] = [new Float64Array(size), new Float64Array(size)];
  const counted = countedOf(targets);
  targets.values.forEach((value, at) => {
    const label = at % size;
    const weight = counted[at] as number;
    positive[label] = (positive[label] as number) + value * weight;
    all[label] = (all[label] as number) + weight;
  });
  return Array.from(positive, (texts, label) => {
    if (texts === 0) return 1;
    return Math.min(cap, Math.max(1 / cap, ((all[label] as number) - texts) / texts));
  });
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
