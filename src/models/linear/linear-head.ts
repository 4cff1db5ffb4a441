import {
  decisionValues,
  type LinearWeights,
  type LogisticModel,
  type SvmModel,
  trainSigmoid,
  trainSoftmax,
  trainSvm,
} from "../../optim/index.js";
import { PinakesError, type Rng, type SparseMatrix } from "../../shared/index.js";
import { NO_LABEL, pickRows } from "./data.js";

/** The kinds of linear classifier. */
export type ClassifierKind = "logistic" | "svm";

/** What one head learns from. */
export interface HeadProblem {
  readonly name: string;
  /** [N, features] */
  readonly x: SparseMatrix;
  /** [N] class ids, NO_LABEL where a text has none. */
  readonly targets: Int32Array;
  /** Classes of the head, whether they occur or not. */
  readonly classes: number;
  /** [classes] weight of each class in the loss; 1 where not given. */
  readonly classWeights?: ArrayLike<number>;
}

/** How a head is trained. */
export interface HeadOptions {
  readonly classifier: ClassifierKind;
  readonly strength: number;
  readonly rng: Rng;
  /** The same head at another strength: a start near the solution. */
  readonly start?: FittedHead;
  readonly onOutput?: (done: number, outputs: number) => void;
}

/** A trained linear classifier of one head. */
export interface FittedHead {
  readonly classifier: ClassifierKind;
  /** Classes of the head, whether they occur or not. */
  readonly classes: number;
  /** [outputs], or the two classes of a single output, of which the second is positive: the classes that occurred. */
  readonly seen: Int32Array;
  readonly model: LinearWeights;
  /** The solver's own result, as a start for the next strength; gone after loading. */
  readonly solver?: SvmModel | LogisticModel;
}

/**
 * Trains one head. Classes without a training text take no part, and their score is always the lowest. Two classes get
 * one output, whose sign decides, as in scikit-learn.
 */
export function fitHead(problem: HeadProblem, options: HeadOptions): FittedHead & { solver: SvmModel | LogisticModel } {
  const { x, targets } = withLabels(problem);
  const seen = Int32Array.from(new Set(targets)).sort();
  if (seen.length < 2) throw singleClass(problem.name, seen.length);
  const placeOf = new Map(Array.from(seen, (id, place) => [id, place]));
  const places = targets.map((id) => placeOf.get(id) as number);
  const weights = Float64Array.from(seen, (id) => problem.classWeights?.[id] ?? 1);
  const solver =
    options.classifier === "svm"
      ? fitSvm(x, places, { weights, options })
      : fitLogistic(x, places, { weights, options });
  return { classifier: options.classifier, classes: problem.classes, seen, model: solver, solver };
}

function fitSvm(
  x: SparseMatrix,
  places: Int32Array,
  { weights, options }: { readonly weights: Float64Array; readonly options: HeadOptions },
): SvmModel {
  const { strength, rng, onOutput } = options;
  const start = options.start?.solver as SvmModel | undefined;
  const common = { strength, rng, onOutput, start };
  if (weights.length === 2) {
    const sides = { negativeWeights: weights.subarray(0, 1), positiveWeights: weights.subarray(1) };
    return trainSvm({ x, outputs: 1, isPositive: (row) => places[row] === 1 }, { ...common, ...sides });
  }
  const problem = { x, outputs: weights.length, isPositive: (row: number, k: number) => places[row] === k };
  return trainSvm(problem, { ...common, positiveWeights: weights });
}

function fitLogistic(
  x: SparseMatrix,
  places: Int32Array,
  { weights, options }: { readonly weights: Float64Array; readonly options: HeadOptions },
): LogisticModel {
  const start = options.start?.solver as LogisticModel | undefined;
  const sampleWeights = Float64Array.from(places, (place) => weights[place] as number);
  const common = { strength: options.strength, sampleWeights, start };
  return weights.length === 2
    ? trainSigmoid({ x, outputs: 1, isPositive: (row) => places[row] === 1 }, common)
    : trainSoftmax({ x, classes: places, outputs: weights.length }, common);
}

/** Decision values [N, classes]; −∞ for classes that did not occur in training. */
export function headDecisions(x: SparseMatrix, head: FittedHead): Float64Array {
  const { classes, seen, model, classifier } = head;
  const values = decisionValues(x, model);
  const decisions = new Float64Array(x.rows * classes).fill(Number.NEGATIVE_INFINITY);
  for (let row = 0; row < x.rows; row++) {
    if (model.outputs === 1) {
      const value = values[row] as number;
      // A logistic output is the difference of two logits, an SVM's stands for both sides of its plane.
      decisions[row * classes + (seen[0] as number)] = classifier === "svm" ? -value : 0;
      decisions[row * classes + (seen[1] as number)] = value;
      continue;
    }
    for (const [place, id] of seen.entries()) {
      decisions[row * classes + id] = values[row * model.outputs + place] as number;
    }
  }
  return decisions;
}

/** The weights of a class, one a feature, or undefined where it did not occur in training. */
export function classWeightsOf(head: FittedHead, classId: number): Float64Array | undefined {
  const place = head.seen.indexOf(classId);
  if (place < 0) return undefined;
  const { features, outputs, weights } = head.model;
  const output = outputs === 1 ? 0 : place;
  const sign = outputs === 1 && place === 0 ? -1 : 1;
  return Float64Array.from({ length: features }, (_, column) => sign * (weights[column * outputs + output] as number));
}

function withLabels({ x, targets }: HeadProblem): { x: SparseMatrix; targets: Int32Array } {
  if (!targets.includes(NO_LABEL)) return { x, targets };
  const rows = Int32Array.from(targets.keys()).filter((row) => targets[row] !== NO_LABEL);
  return { x: pickRows(x, rows), targets: targets.filter((id) => id !== NO_LABEL) };
}

function singleClass(name: string, count: number): PinakesError {
  return new PinakesError("DATA_LABEL_SINGLE", {
    where: name,
    message: `the training texts have ${count === 0 ? "no class" : "one class only"}, and a classifier needs two`,
    fix: "give training texts of at least two classes, or leave this level out of data.labels.",
  });
}
