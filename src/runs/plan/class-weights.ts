import { closest } from "fastest-levenshtein";
import { countedOf, type LabelScheme, type OutputSpec, type OutputTargets, splitPath } from "../../labels/index.js";
import { PinakesError, present } from "../../shared/index.js";
import type { TrainingConfig } from "../../training/index.js";

type WeightsConfig = Pick<TrainingConfig, "class_weights" | "effective_number_beta" | "positive_weight_cap">;

/**
 * The weight of each class of a softmax, and of the positive texts of each label of a sigmoid, an output; undefined where
 * all are 1. By the number of texts n:
 *
 * - balanced: of a softmax N ÷ (classes · n), as scikit-learn's; of a sigmoid negative ÷ positive texts, as PyTorch's
 *   `pos_weight` is meant.
 * - effective_number: with the effective number of texts, (1 − βⁿ) ÷ (1 − β), in place of n (Cui et al. 2019, eq. 4): of a
 *   softmax its inverse, of a sigmoid negative ÷ positive. Texts weigh 1 on average, as in balanced, where Cui et al. let
 *   the classes' weights sum to their number; only linear solvers, whose loss is no mean, would see the difference.
 *
 * Classes are weighed against those (of a group: the siblings) that occur; one without a training text has 1. The weights
 * of a sigmoid are kept within `positive_weight_cap` of 1.
 * @throws PinakesError CONFIG_INVALID where a label is named that no output has
 */
export function classWeightsOf(
  training: WeightsConfig,
  { outputs, places }: Pick<LabelScheme, "outputs" | "places">,
  targets: readonly OutputTargets[],
): (readonly number[] | undefined)[] {
  const { class_weights: weights, effective_number_beta: beta, positive_weight_cap: cap } = training;
  if (weights === "none") return outputs.map(() => undefined);
  if (weights === "balanced" || weights === "effective_number") {
    const sizeOf: Size = weights === "balanced" ? (texts) => texts : (texts) => effectiveNumber(texts, beta);
    return outputs.map((output, index) => {
      const own = present(targets[index], "targets of an output");
      return own.kind === "softmax" ? weighClasses(output, own.ids, sizeOf) : weighLabels(output, own, { sizeOf, cap });
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

/** (1 − βⁿ) ÷ (1 − β): how many texts n of a class are worth (Cui et al. 2019, eq. 2). */
function effectiveNumber(texts: number, beta: number): number {
  return (1 - beta ** texts) / (1 - beta);
}

/** How much a number of texts counts. */
type Size = (texts: number) => number;

/** The inverse of each class's size, scaled so that the texts of a group weigh 1 on average. */
function weighClasses({ size, groups }: OutputSpec, ids: Int32Array, sizeOf: Size): number[] {
  const counts = new Array<number>(size).fill(0);
  for (const id of ids) if (id >= 0) counts[id] = (counts[id] as number) + 1;
  const totals = new Map<number, { texts: number; weight: number }>();
  counts.forEach((count, id) => {
    if (count === 0) return;
    const group = groups?.[id] ?? 0;
    const { texts, weight } = totals.get(group) ?? { texts: 0, weight: 0 };
    totals.set(group, { texts: texts + count, weight: weight + count / sizeOf(count) });
  });
  return counts.map((count, id) => {
    if (count === 0) return 1;
    const { texts, weight } = present(totals.get(groups?.[id] ?? 0), "a group");
    return texts / (weight * sizeOf(count));
  });
}

/** The sizes of negative ÷ positive texts of each label, from 1 / cap to cap; 1 for a label without positive texts. */
function weighLabels(
  { size }: OutputSpec,
  targets: Extract<OutputTargets, { kind: "sigmoid" }>,
  { sizeOf, cap }: { readonly sizeOf: Size; readonly cap: number },
): number[] {
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
    return Math.min(cap, Math.max(1 / cap, sizeOf((all[label] as number) - texts) / sizeOf(texts)));
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
