export { clipCoefficient, globalNorm } from "./clip.js";
export {
  type Convergence,
  type DenseRows,
  decisionValues,
  type IsPositive,
  type LbfgsOptions,
  type LinearProblem,
  type LinearWeights,
  type LogisticModel,
  type LogisticOptions,
  type Minimum,
  minimise,
  type SigmoidOptions,
  type SmoothObjective,
  type SquaredHingeOptions,
  type SquaredHingeProblem,
  type SquaredHingeSolution,
  type SvmModel,
  type SvmOptions,
  solveSquaredHinge,
  trainSigmoid,
  trainSigmoidDense,
  trainSoftmax,
  trainSoftmaxDense,
  trainSvm,
} from "./linear/index.js";
export {
  createOptimizer,
  type Optimizer,
  type OptimizerOptions,
  type OptimizerState,
  type StepOptions,
} from "./optimizer.js";
export type { DenseGradient, Gradient, Gradients, Parameter, RowGradient } from "./parameter.js";
export { type PlateauOptions, type PlateauState, ReduceOnPlateau } from "./plateau.js";
export { type ParameterGroup, type RateOptions, type Rates, resolveRates } from "./rates.js";
export {
  countWarmupSteps,
  createSchedule,
  type Schedule,
  type ScheduleKind,
  type ScheduleOptions,
} from "./schedule.js";
