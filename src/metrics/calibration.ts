import { invariant } from "../shared/index.js";
import { entry, type IdSets, type Ids, type Metrics, ratio } from "./ids.js";
import type { Probabilities } from "./probabilities.js";
import { type BinOptions, calibrationError, reliabilityCurve } from "./reliability.js";

/** How sure each prediction is, and whether it is right. [N] each */
export interface Decisions {
  readonly confidences: Float64Array;
  readonly right: Uint8Array;
}

/**
 * The largest probability of each example, and whether its label is the gold one; of equals the lowest id is taken.
 * @param gold           [N], −1 for a label that the model doesn't know: never right
 * @param probabilities  [N, L]
 */
export function topLabelDecisions(gold: Ids, probabilities: Probabilities, labelCount: number): Decisions {
  checkShape(gold.length, probabilities, labelCount);
  const confidences = new Float64Array(gold.length);
  const right = new Uint8Array(gold.length);
  for (let i = 0; i < gold.length; i++) {
    let best = 0;
    for (let label = 1; label < labelCount; label++) {
      if (entry(probabilities, i * labelCount + label) > entry(probabilities, i * labelCount + best)) best = label;
    }
    confidences[i] = entry(probabilities, i * labelCount + best);
    right[i] = gold[i] === best ? 1 : 0;
  }
  return { confidences, right };
}

/**
 * The mean over labels of the calibration error of "has this label or not" (Nixon et al. 2019; Kull et al. 2019).
 * @param gold           [N] sets of label ids; one id a set for a multi-class task
 * @param probabilities  [N, L]
 */
export function classwiseCalibrationError(
  gold: IdSets,
  probabilities: Probabilities,
  options: ClasswiseOptions,
): number {
  const { labelCount } = options;
  const held = indicator(gold, probabilities, labelCount);
  let total = 0;
  for (let label = 0; label < labelCount; label++) {
    const column = (matrix: ArrayLike<number>) =>
      Float64Array.from(gold, (_, i) => entry(matrix, i * labelCount + label));
    total += calibrationError(reliabilityCurve(column(probabilities), column(held), options));
  }
  return ratio(total, labelCount);
}

/** What {@link classwiseCalibrationError} needs beside the numbers. */
export interface ClasswiseOptions extends BinOptions {
  readonly labelCount: number;
}

/**
 * The Brier loss of each label: the mean squared distance of its probability from 1 where the example has it and from 0
 * where not (Brier 1950). [L]
 */
export function brierLosses(gold: IdSets, probabilities: Probabilities, labelCount: number): Float64Array {
  const held = indicator(gold, probabilities, labelCount);
  const losses = new Float64Array(labelCount);
  for (let cell = 0; cell < held.length; cell++) {
    const label = cell % labelCount;
    losses[label] = (losses[label] as number) + (entry(probabilities, cell) - (held[cell] as number)) ** 2;
  }
  return losses.map((loss) => ratio(loss, gold.length));
}

/**
 * How far the probabilities of a multi-class task can be believed: `expected_calibration_error` (top label, equal
 * width), `equal_mass_calibration_error`, `classwise_calibration_error`, and `brier_loss`: the sum over labels, in [0, 2].
 */
export function multiClassCalibration(gold: Ids, probabilities: Probabilities, options: ClasswiseOptions): Metrics {
  const { confidences, right } = topLabelDecisions(gold, probabilities, options.labelCount);
  const sets = Array.from(gold, (id) => (id < 0 ? [] : [id]));
  return {
    ...binnedErrors(confidences, right, options),
    classwise_calibration_error: classwiseCalibrationError(sets, probabilities, options),
    brier_loss: total(brierLosses(sets, probabilities, options.labelCount)),
  };
}

/**
 * The same of a multi-label task, where every label of every example is a decision: the two binned errors are over all of
 * them, `brier_loss` is the mean over labels, in [0, 1].
 */
export function multiLabelCalibration(gold: IdSets, probabilities: Probabilities, options: ClasswiseOptions): Metrics {
  const { labelCount } = options;
  return {
    ...binnedErrors(probabilities, indicator(gold, probabilities, labelCount), options),
    classwise_calibration_error: classwiseCalibrationError(gold, probabilities, options),
    brier_loss: ratio(total(brierLosses(gold, probabilities, labelCount)), labelCount),
  };
}

function binnedErrors(confidences: ArrayLike<number>, outcomes: ArrayLike<number>, options: BinOptions) {
  const error = (binning: "width" | "mass") =>
    calibrationError(reliabilityCurve(confidences, outcomes, { ...options, binning }));
  return { expected_calibration_error: error("width"), equal_mass_calibration_error: error("mass") };
}

/** [N, L] 1 where an example has a label. */
function indicator(gold: IdSets, probabilities: Probabilities, labelCount: number): Uint8Array {
  checkShape(gold.length, probabilities, labelCount);
  const held = new Uint8Array(gold.length * labelCount);
  for (let i = 0; i < gold.length; i++) {
    const ids = entry(gold, i);
    for (let j = 0; j < ids.length; j++) held[i * labelCount + entry(ids, j)] = 1;
  }
  return held;
}

function checkShape(count: number, probabilities: Probabilities, labelCount: number): void {
  const expected = count * labelCount;
  invariant(probabilities.length === expected, `${probabilities.length} probabilities for ${count} × ${labelCount}`);
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
