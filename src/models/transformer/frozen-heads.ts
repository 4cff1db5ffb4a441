import { argMax } from "../../labels/index.js";
import { decisionValues, type LogisticModel, trainSoftmax } from "../../optim/index.js";
import { present, type SparseMatrix } from "../../shared/index.js";
import { logitsName } from "./head.js";
import type { TransformerModel } from "./transformer-model.js";

/** Vectors of texts, and what each head should say about them. */
export interface LabelledVectors {
  /** [N, H] */
  readonly vectors: Float32Array;
  /** [N] class ids a head; −1 where a text has none. */
  readonly targets: readonly Int32Array[];
}

/** How heads over a frozen encoder are trained. */
export interface FrozenHeadOptions {
  /** Strengths C (inverse regularisation) to choose from by accuracy on the validation texts. */
  readonly strengths: readonly number[];
  /** [L] weight of each class, a head; 1 each where undefined. */
  readonly classWeights: readonly (readonly number[] | undefined)[];
}

/** How one head was trained. */
export interface FrozenHead {
  readonly name: string;
  readonly strength: number;
  /** Accuracy on the validation texts of each strength that was tried. */
  readonly candidates: readonly { readonly strength: number; readonly accuracy: number }[];
  readonly iterations: number;
  readonly converged: boolean;
}

/** What {@link trainFrozenHeads} gives: values of the heads' parameters by name, and how they came about. */
export interface FrozenHeads {
  readonly values: ReadonlyMap<string, Float32Array>;
  readonly heads: readonly FrozenHead[];
}

/** A dense matrix as a sparse one that leaves nothing out. */
function asMatrix(
  vectors: Float32Array,
  width: number,
  keep: (row: number) => boolean,
): SparseMatrix & { readonly kept: Int32Array } {
  const kept = Int32Array.from(Array.from({ length: vectors.length / width }, (_, row) => row).filter(keep));
  const values = new Float64Array(kept.length * width);
  kept.forEach((row, at) => {
    values.set(vectors.subarray(row * width, (row + 1) * width), at * width);
  });
  const indptr = Int32Array.from({ length: kept.length + 1 }, (_, row) => row * width);
  const indices = Int32Array.from({ length: values.length }, (_, place) => place % width);
  return { rows: kept.length, columns: width, indptr, indices, values, kept };
}

/**
 * Trains each head to convergence by multinomial logistic regression over the vectors of a frozen encoder: the encoder
 * has spoken once, so that this takes seconds. The strength is chosen on the validation texts, the smallest of equals.
 */
export function trainFrozenHeads(
  model: TransformerModel,
  data: { readonly train: LabelledVectors; readonly validation?: LabelledVectors | undefined },
  options: FrozenHeadOptions,
): FrozenHeads {
  const values = new Map<string, Float32Array>();
  const heads = model.heads.map((spec, index): FrozenHead => {
    const { best, candidates } = chooseStrength(
      data,
      { index, outputs: spec.size, width: model.architecture.hiddenSize },
      options,
    );
    const name = logitsName(model.architecture, spec, model.heads);
    values.set(`${name}.weight`, transposed(best));
    values.set(`${name}.bias`, Float32Array.from(best.bias));
    return {
      name: spec.name,
      strength: best.strength,
      candidates,
      iterations: best.iterations,
      converged: best.converged,
    };
  });
  return { values, heads };
}

/**
 * What the heads say of texts by their vectors alone.
 * @param vectors [N, H] of the frozen encoder
 * @param values  the parameters of the heads by name, among others
 * @returns       [N, L] a head
 */
export function frozenHeadLogits(
  model: TransformerModel,
  vectors: Float32Array,
  values: ReadonlyMap<string, Float32Array>,
): Float32Array[] {
  const width = model.architecture.hiddenSize;
  const rows = vectors.length / width;
  return model.heads.map((spec) => {
    const name = logitsName(model.architecture, spec, model.heads);
    const weights = present(values.get(`${name}.weight`), `${name}.weight`); // [L, H]
    const bias = present(values.get(`${name}.bias`), `${name}.bias`); // [L]
    return Float32Array.from({ length: rows * spec.size }, (_, place) => {
      const [row, output] = [Math.floor(place / spec.size), place % spec.size];
      let sum = bias[output] as number;
      for (let i = 0; i < width; i++)
        sum += (vectors[row * width + i] as number) * (weights[output * width + i] as number);
      return sum;
    });
  });
}

interface HeadProblem {
  readonly index: number;
  readonly outputs: number;
  readonly width: number;
}

function chooseStrength(
  data: { readonly train: LabelledVectors; readonly validation?: LabelledVectors | undefined },
  { index, outputs, width }: HeadProblem,
  { strengths, classWeights }: FrozenHeadOptions,
) {
  const targets = present(data.train.targets[index], "targets of the head");
  const x = asMatrix(data.train.vectors, width, (row) => (targets[row] as number) >= 0);
  const classes = Int32Array.from(x.kept, (row) => targets[row] as number);
  const weights = classWeights[index];
  const sampleWeights = weights && Array.from(classes, (id) => weights[id] as number);
  const candidates: { strength: number; accuracy: number }[] = [];
  let best: { model: LogisticModel; accuracy: number } | undefined;
  let start: LogisticModel | undefined;
  for (const strength of [...strengths].sort((a, b) => a - b)) {
    const model = trainSoftmax({ x, classes, outputs }, { strength, sampleWeights, start });
    start = model;
    const accuracy = data.validation ? accuracyOf(model, data.validation, { index, outputs, width }) : 0;
    if (data.validation) candidates.push({ strength, accuracy });
    if (!best || accuracy > best.accuracy) best = { model, accuracy };
  }
  return { best: present(best, "a strength").model, candidates };
}

function accuracyOf(
  model: LogisticModel,
  { vectors, targets }: LabelledVectors,
  { index, outputs, width }: HeadProblem,
): number {
  const decisions = decisionValues(
    asMatrix(vectors, width, () => true),
    model,
  );
  const own = present(targets[index], "targets of the head");
  let right = 0;
  own.forEach((target, row) => {
    const scores = decisions.subarray(row * outputs, (row + 1) * outputs);
    if (target >= 0 && argMax(scores) === target) right++;
  });
  return right / own.length;
}

/** [H, L] as the [L, H] of a linear layer. */
function transposed({ weights, features, outputs }: LogisticModel): Float32Array {
  return Float32Array.from({ length: weights.length }, (_, place) => {
    const [output, feature] = [Math.floor(place / features), place % features];
    return weights[feature * outputs + output] as number;
  });
}
