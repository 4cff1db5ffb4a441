export type { DenseRows } from "./feature-space.js";
export { type LbfgsOptions, type Minimum, minimise, type SmoothObjective } from "./lbfgs.js";
export {
  type LogisticModel,
  type LogisticOptions,
  type SigmoidOptions,
  trainSigmoid,
  trainSigmoidDense,
  trainSoftmax,
  trainSoftmaxDense,
} from "./logistic.js";
export { type SvmModel, type SvmOptions, trainSvm } from "./one-vs-rest-svm.js";
export {
  type SquaredHingeOptions,
  type SquaredHingeProblem,
  type SquaredHingeSolution,
  solveSquaredHinge,
} from "./squared-hinge.js";
export {
  type Convergence,
  decisionValues,
  type IsPositive,
  type LinearProblem,
  type LinearWeights,
} from "./types.js";
