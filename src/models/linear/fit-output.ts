import type { OutputSpec, OutputTargets } from "../../labels/index.js";
import {
  type DenseRows,
  type LinearProblem,
  type LinearWeights,
  type LogisticModel,
  type SigmoidOptions,
  type SvmModel,
  trainSigmoid,
  trainSigmoidDense,
  trainSoftmax,
  trainSoftmaxDense,
  trainSvm,
} from "../../optim/index.js";
import { InternalError, PinakesError, type Rng, type SparseMatrix } from "../../shared/index.js";
import { pickRows } from "./data.js";
import type { ClassifierKind, FittedBlock, FittedOutput } from "./linear-output.js";
import { type BlockPlan, planBlocks } from "./plan-blocks.js";

/** What one output learns from. */
export interface OutputProblem {
  readonly spec: OutputSpec;
  /** [N, features] */
  readonly x: SparseMatrix;
  /** [N] */
  readonly targets: OutputTargets;
  /** [size] weight of each class of a softmax, of each label's positive texts of sigmoids; 1 where not given. */
  readonly classWeights?: ArrayLike<number> | undefined;
  /** [size] what the loss of a softmax adds to the logits (not that of an SVM); 0 where not given. */
  readonly logitOffsets?: ArrayLike<number> | undefined;
}

/** How an output is trained. */
export interface FitOptions {
  readonly classifier: ClassifierKind;
  readonly strength: number;
  readonly rng: Rng;
  /** The same output at another strength: a start near the solution. */
  readonly start?: FittedOutput | undefined;
  /** Makes the products with a matrix that leaves nothing out, where logistic regressions are trained by them. */
  readonly dense?: ((x: SparseMatrix) => DenseRows) | undefined;
  /** Called after each one-vs-rest problem (SVM), of all that the output has. */
  readonly onOutput?: (done: number, outputs: number) => void;
}

/**
 * Trains one output: a softmax, one a group of siblings, or sigmoids. Places without a training text take no part, and
 * their decision value is −∞. A softmax over two places gets one output, whose sign decides, as in scikit-learn.
 * @throws PinakesError DATA_LABEL_SINGLE for a softmax without groups of which fewer than two classes occur
 */
export async function fitOutput(problem: OutputProblem, options: FitOptions): Promise<FittedOutput> {
  const { spec, targets } = problem;
  const { blocks: plans, never, always } = planBlocks(spec, targets);
  if (plans.length === 0 && spec.kind === "softmax" && !spec.groups) throw singleClass(spec.name);
  const outputs = plans.reduce((sum, plan) => sum + outputsOf(plan), 0);
  let done = 0;
  const blocks: FittedBlock[] = [];
  for (const [index, plan] of plans.entries()) {
    const before = done;
    const solver = await fitBlock(problem, plan, {
      ...options,
      rng: plans.length === 1 ? options.rng : options.rng.split("block", index),
      solver: options.start?.blocks[index]?.solver,
      onOutput: (own: number) => options.onOutput?.(before + own, outputs),
    });
    done += outputsOf(plan);
    blocks.push({ kind: plan.kind, places: plan.places, model: withoutOffsets(solver, problem, plan), solver });
  }
  return { classifier: options.classifier, size: spec.size, blocks, never, always };
}

const outputsOf = ({ kind, places }: BlockPlan): number =>
  kind === "softmax" && places.length === 2 ? 1 : places.length;

/**
 * The minimum of a loss that adds offsets to the logits is that of the plain loss, whose bias, which nothing penalises,
 * has taken up the offsets: they are taken out of it.
 */
function withoutOffsets(
  model: SvmModel | LogisticModel,
  { logitOffsets: offsets, targets }: OutputProblem,
  { places }: BlockPlan,
): LinearWeights {
  if (!offsets || targets.kind !== "softmax" || !("solution" in model)) return model;
  const own = Array.from(places, (place) => offsets[place] as number);
  // One output for two places is the second's logit less the first's.
  const shifts = model.outputs < places.length ? [(own[1] as number) - (own[0] as number)] : own;
  return { ...model, bias: model.bias.map((bias, output) => bias - (shifts[output] as number)) };
}

interface BlockOptions extends FitOptions {
  readonly solver: SvmModel | LogisticModel | undefined;
}

type Fitted = SvmModel | LogisticModel | Promise<LogisticModel>;

function fitBlock(problem: OutputProblem, plan: BlockPlan, options: BlockOptions): Fitted {
  const x = plan.rows.length === problem.x.rows ? problem.x : pickRows(problem.x, plan.rows);
  const weights = Float64Array.from(plan.places, (place) => problem.classWeights?.[place] ?? 1);
  const block = { x, weights, outputs: outputsOf(plan) };
  if (problem.targets.kind === "sigmoid") {
    const { values } = problem.targets;
    const { size } = problem.spec;
    const isPositive = (row: number, k: number): boolean =>
      values[(plan.rows[row] as number) * size + (plan.places[k] as number)] === 1;
    return fitBinary({ ...block, isPositive, positiveWeights: weights }, options);
  }
  const { ids } = problem.targets;
  const at = new Map(Array.from(plan.places, (place, index) => [place, index]));
  const classes = Int32Array.from(plan.rows, (row) => at.get(ids[row] as number) as number);
  return fitSoftmax({ ...block, classes }, options);
}

interface Block {
  readonly x: SparseMatrix;
  readonly outputs: number;
  /** [places] */
  readonly weights: Float64Array;
}

function fitSoftmax(
  { x, outputs, weights, classes }: Block & { readonly classes: Int32Array },
  options: BlockOptions,
): Fitted {
  if (options.classifier === "svm") {
    if (outputs > 1)
      return fitBinary({ x, outputs, isPositive: (row, k) => classes[row] === k, positiveWeights: weights }, options);
    const sides = { negativeWeights: weights.subarray(0, 1), positiveWeights: weights.subarray(1) };
    return fitBinary({ x, outputs, isPositive: (row) => classes[row] === 1, ...sides }, options);
  }
  const sampleWeights = Float64Array.from(classes, (place) => weights[place] as number);
  const common = { strength: options.strength, sampleWeights, start: asLogistic(options.solver) };
  if (outputs === 1) return fitSigmoid({ x, outputs, isPositive: (row) => classes[row] === 1 }, common, options);
  const { dense } = options;
  return dense
    ? trainSoftmaxDense({ x: dense(x), classes, outputs }, common)
    : trainSoftmax({ x, classes, outputs }, common);
}

interface BinaryBlock extends Omit<Block, "weights"> {
  readonly isPositive: (row: number, output: number) => boolean;
  readonly positiveWeights: Float64Array;
  readonly negativeWeights?: Float64Array;
}

function fitBinary({ x, outputs, isPositive, ...sides }: BinaryBlock, options: BlockOptions): Fitted {
  const { classifier, strength, rng, solver, onOutput } = options;
  const problem = { x, outputs, isPositive };
  if (classifier === "logistic") return fitSigmoid(problem, { strength, ...sides, start: asLogistic(solver) }, options);
  return trainSvm(problem, { strength, rng, onOutput, ...sides, start: asSvm(solver) });
}

function fitSigmoid(problem: LinearProblem, options: SigmoidOptions, { dense }: BlockOptions): Fitted {
  return dense ? trainSigmoidDense({ ...problem, x: dense(problem.x) }, options) : trainSigmoid(problem, options);
}

function asLogistic(solver: SvmModel | LogisticModel | undefined): LogisticModel | undefined {
  if (solver && !("solution" in solver)) throw new InternalError("an SVM is no start for a logistic regression");
  return solver;
}

function asSvm(solver: SvmModel | LogisticModel | undefined): SvmModel | undefined {
  if (solver && !("duals" in solver)) throw new InternalError("a logistic regression is no start for an SVM");
  return solver;
}

function singleClass(name: string): PinakesError {
  return new PinakesError("DATA_LABEL_SINGLE", {
    where: name,
    message: "the training texts have fewer than two classes, and a classifier needs two",
    fix: "give training texts of at least two classes, or leave this level out of data.labels.",
  });
}
