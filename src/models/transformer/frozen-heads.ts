import type { OutputTargets } from "../../labels/index.js";
import type { DenseRows } from "../../optim/index.js";
import { present, Rng, type SparseMatrix } from "../../shared/index.js";
import { chooseStrength } from "../linear/choose-strength.js";
import { fitOutput, type OutputProblem } from "../linear/fit-output.js";
import { defaultJudge, type Judge } from "../linear/judge.js";
import { type FittedOutput, isSided } from "../linear/linear-output.js";
import { DenseProducts } from "./dense-products.js";
import { logitsName } from "./head.js";
import type { TransformerModel } from "./transformer-model.js";

/** Vectors of texts, and what each head should say about them. */
export interface LabelledVectors {
  /** [N, H] */
  readonly vectors: Float32Array;
  /** One entry a head. */
  readonly targets: readonly OutputTargets[];
}

/** How heads over a frozen encoder are trained. */
export interface FrozenHeadOptions {
  /** Strengths C (inverse regularisation) to choose from on the validation texts. */
  readonly strengths: readonly number[];
  /** [size] weight of each class of a softmax, or of each label's positive texts, a head; 1 each where undefined. */
  readonly classWeights: readonly (readonly number[] | undefined)[];
  /** [size] what the loss of a softmax adds to its logits, a head; nothing where undefined. */
  readonly logitOffsets?: readonly (readonly number[] | undefined)[] | undefined;
  /** What strengths are chosen by, a head; {@link defaultJudge} where not given. */
  readonly judges?: readonly (Judge | undefined)[];
  /** Threads of one product; all cores where not given. */
  readonly threads?: number | undefined;
}

/** How one head was trained. */
export interface FrozenHead {
  readonly name: string;
  readonly strength: number;
  /** What the strength was chosen by, and its value on the validation texts for each that was tried. */
  readonly metric: string;
  readonly candidates: readonly { readonly strength: number; readonly score: number }[];
  readonly iterations: number;
  readonly converged: boolean;
}

/** What {@link trainFrozenHeads} gives: values of the heads' parameters by name, and how they came about. */
export interface FrozenHeads {
  readonly values: ReadonlyMap<string, Float32Array>;
  readonly heads: readonly FrozenHead[];
}

/** A dense matrix as a sparse one that leaves nothing out. */
function asMatrix(vectors: Float32Array, width: number): SparseMatrix {
  const rows = vectors.length / width;
  const indptr = Int32Array.from({ length: rows + 1 }, (_, row) => row * width);
  const indices = Int32Array.from({ length: vectors.length }, (_, place) => place % width);
  return { rows, columns: width, indptr, indices, values: Float64Array.from(vectors) };
}

/**
 * Trains each head to convergence by logistic regression over the vectors of a frozen encoder: multinomial for a softmax
 * (a group of siblings at a time), binary for sigmoids. The encoder has spoken once, so that this takes seconds. The
 * strength is chosen on the validation texts, the smallest of equals.
 */
export async function trainFrozenHeads(
  model: TransformerModel,
  data: { readonly train: LabelledVectors; readonly validation?: LabelledVectors | undefined },
  { strengths, classWeights, logitOffsets, judges, threads }: FrozenHeadOptions,
): Promise<FrozenHeads> {
  const values = new Map<string, Float32Array>();
  const width = model.architecture.hiddenSize;
  const x = asMatrix(data.train.vectors, width);
  const held = data.validation && asMatrix(data.validation.vectors, width);
  const heads: FrozenHead[] = [];
  const products = await DenseProducts.compile(width, { threads });
  const dense = (own: SparseMatrix): DenseRows => products.of(own.values);
  try {
    for (const [index, spec] of model.heads.entries()) {
      const targetsOf = (of: LabelledVectors) => present(of.targets[index], "targets of the head");
      const problem: OutputProblem = {
        spec,
        x,
        targets: targetsOf(data.train),
        classWeights: classWeights[index],
        logitOffsets: logitOffsets?.[index],
      };
      const judge = judges?.[index] ?? defaultJudge(spec);
      const { fitted, strength, candidates } = await chooseOrFit(problem, {
        strengths,
        dense,
        judge,
        judged: held && data.validation && { x: held, targets: targetsOf(data.validation) },
      });
      const name = logitsName(model.architecture, spec, model.heads);
      const layer = denseLayer(fitted, width);
      values.set(`${name}.weight`, layer.weight);
      values.set(`${name}.bias`, layer.bias);
      const solvers = fitted.blocks.map(({ solver }) => present(solver, "a solver"));
      heads.push({
        name: spec.name,
        strength,
        metric: judge.metric,
        candidates,
        iterations: Math.max(0, ...solvers.map(({ iterations }) => iterations)),
        converged: solvers.every(({ converged }) => converged),
      });
    }
  } finally {
    await products.release();
  }
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

interface HeadChoice {
  readonly strengths: readonly number[];
  readonly judge: Judge;
  readonly dense: (x: SparseMatrix) => DenseRows;
  readonly judged: { readonly x: SparseMatrix; readonly targets: OutputTargets } | undefined;
}

async function chooseOrFit(problem: OutputProblem, { strengths, judge, dense, judged }: HeadChoice) {
  // L-BFGS draws nothing at random.
  const rng = Rng.fromSeed(0);
  if (judged) return chooseStrength(problem, judged, { classifier: "logistic", strengths, judge, rng, dense });
  const strength = present(strengths[0], "a strength");
  return {
    fitted: await fitOutput(problem, { classifier: "logistic", strength, rng, dense }),
    strength,
    candidates: [],
  };
}

/** A logit of which nothing is left behind a softmax or a sigmoid, in float32. */
const SETTLED = 1e4;

/** The output as a linear layer: weight [size, H], bias [size]. */
function denseLayer({ size, blocks, never, always }: FittedOutput, width: number) {
  const weight = new Float32Array(size * width);
  const bias = new Float32Array(size);
  for (const place of never) bias[place] = -SETTLED;
  for (const place of always) bias[place] = SETTLED;
  for (const block of blocks) {
    const { outputs, weights, bias: biases } = block.model;
    // Of two classes the first has the logit 0.
    const places = isSided(block) ? block.places.subarray(1) : block.places;
    for (const [at, place] of places.entries()) {
      for (let feature = 0; feature < width; feature++) {
        weight[place * width + feature] = weights[feature * outputs + at] as number;
      }
      bias[place] = biases[at] as number;
    }
  }
  return { weight, bias };
}
