import type { OutputSpec } from "../../labels/index.js";
import { decisionValues, type LinearWeights, type LogisticModel, type SvmModel } from "../../optim/index.js";
import type { SparseMatrix } from "../../shared/index.js";

/** The kinds of linear classifier. */
export type ClassifierKind = "logistic" | "svm";

/** A trained linear problem of an output. */
export interface FittedBlock {
  readonly kind: OutputSpec["kind"];
  /** The place of each of its outputs; of a softmax over two, both places of its only output: the second is positive. */
  readonly places: Int32Array;
  readonly model: LinearWeights;
  /** The solver's own result, as a start for the next strength; gone after loading. */
  readonly solver?: SvmModel | LogisticModel;
}

/** A trained output: linear problems side by side, and places that need none. */
export interface FittedOutput {
  readonly classifier: ClassifierKind;
  readonly size: number;
  readonly blocks: readonly FittedBlock[];
  readonly never: readonly number[];
  readonly always: readonly number[];
}

/** Decision values [N, size]: −∞ for places that never hold, +∞ for those that always do, 0 for those without rivals. */
export function outputDecisions(x: SparseMatrix, output: FittedOutput): Float64Array {
  const { classifier, size, blocks, never, always } = output;
  const settled = new Float64Array(size);
  for (const place of never) settled[place] = Number.NEGATIVE_INFINITY;
  for (const place of always) settled[place] = Number.POSITIVE_INFINITY;
  const decisions = new Float64Array(x.rows * size);
  for (let row = 0; row < x.rows; row++) decisions.set(settled, row * size);
  for (const { places, model } of blocks) {
    const values = decisionValues(x, model);
    for (let row = 0; row < x.rows; row++) {
      const start = row * size;
      if (isSided({ places, model })) {
        const value = values[row] as number;
        // A logistic output is the difference of two logits, an SVM's stands for both sides of its plane.
        decisions[start + (places[0] as number)] = classifier === "svm" ? -value : 0;
        decisions[start + (places[1] as number)] = value;
        continue;
      }
      for (const [at, place] of places.entries()) {
        decisions[start + place] = values[row * model.outputs + at] as number;
      }
    }
  }
  return decisions;
}

/** Whether one output stands for two places. */
export function isSided({ places, model }: Pick<FittedBlock, "places" | "model">): boolean {
  return model.outputs < places.length;
}

/** How a place is decided: by an output of a block, whose sign turns for the first of two sides of one plane. */
function decisionOf({ blocks }: FittedOutput, place: number) {
  const block = blocks.find(({ places }) => places.includes(place));
  if (block === undefined) return undefined;
  const at = block.places.indexOf(place);
  const sided = isSided(block);
  return { block, output: sided ? 0 : at, sign: sided && at === 0 ? -1 : 1, rival: block.places[1 - at] };
}

/** The weights that speak for a place, one a feature, or undefined where it needed no training. */
export function placeWeights(fitted: FittedOutput, place: number): Float64Array | undefined {
  const decision = decisionOf(fitted, place);
  if (decision === undefined) return undefined;
  const { block, output, sign } = decision;
  const { features, outputs, weights } = block.model;
  return Float64Array.from({ length: features }, (_, column) => sign * (weights[column * outputs + output] as number));
}

/** What is added to the products with {@link placeWeights}. */
export function placeBias(fitted: FittedOutput, place: number): number {
  const decision = decisionOf(fitted, place);
  return decision === undefined ? 0 : decision.sign * (decision.block.model.bias[decision.output] as number);
}

/**
 * The place whose logit has to be subtracted from a place's to give what {@link placeWeights} weigh: of two classes, of
 * which a logistic model learns the difference, the other one.
 */
export function placeRival(fitted: FittedOutput, place: number): number | undefined {
  const decision = decisionOf(fitted, place);
  return decision && fitted.classifier === "logistic" && isSided(decision.block) ? decision.rival : undefined;
}
