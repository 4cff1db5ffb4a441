import { invariant, PinakesError, present } from "../shared/index.js";
import { type AdamStep, adamUpdate, type Moments, type Span } from "./adam.js";
import { adamUpdateAll } from "./adam-kernel.js";
import type { Gradient, Gradients, Parameter } from "./parameter.js";
import { type ParameterGroup, type Rates, resolveRates } from "./rates.js";
import { sgdUpdate } from "./sgd.js";

/** What an optimizer is made from. The defaults are PyTorch's, except for momentum. */
export interface OptimizerOptions {
  readonly kind: "adamw" | "adam" | "sgd";
  readonly parameters: readonly Parameter[];
  /** Before the schedule's factor. */
  readonly learningRate: number;
  /** Decoupled in adamw, added to the gradient (L2) in adam and sgd. Default 0. */
  readonly weightDecay?: number;
  readonly groups?: readonly ParameterGroup[];
  /** Default 0.9. */
  readonly beta1?: number;
  /** Default 0.999. */
  readonly beta2?: number;
  /** Default 1e-8. */
  readonly epsilon?: number;
  /** Of sgd. Default 0.9. */
  readonly momentum?: number;
}

/** What changes from step to step. */
export interface StepOptions {
  /** The schedule's factor on every learning rate. Default 1. */
  readonly rateFactor?: number;
  /** What every gradient is multiplied by, e.g. the clipping coefficient. Default 1. */
  readonly gradientScale?: number;
  /** Names of the parameters that move, where the others wait, their state included. All where not given. */
  readonly only?: ReadonlySet<string>;
}

/** All that resuming needs: the tensors are the live ones, named as PyTorch's, e.g. `fc.weight.exp_avg`. */
export interface OptimizerState {
  readonly step: number;
  readonly tensors: ReadonlyMap<string, Float32Array>;
}

/** Moves parameters in place by their gradients. */
export interface Optimizer {
  /** What each parameter is trained with, by name. */
  readonly rates: ReadonlyMap<string, Rates>;
  /** Steps made. */
  readonly stepCount: number;
  /**
   * One step. Every parameter that moves needs a gradient; those of others are not looked at. A gradient of rows moves
   * these rows alone, moments included, as PyTorch's SparseAdam does. Each parameter counts its own steps, so that one
   * that begins to move late has the bias corrections of a beginning.
   */
  step(gradients: Gradients, options?: StepOptions): void;
  /** The state now; copy the tensors to keep them over a step. */
  state(): OptimizerState;
  /** Copies a stored state in. @throws PinakesError MODEL_ARTIFACT where it is of other parameters */
  load(state: OptimizerState): void;
}

/**
 * Adam, AdamW or SGD with momentum. Nothing as large as a parameter is allocated after this call.
 * @throws PinakesError CONFIG_INVALID where a group's pattern is wrong or matches nothing
 */
export function createOptimizer(options: OptimizerOptions): Optimizer {
  const rates = resolveRates(options.parameters, {
    learningRate: options.learningRate,
    weightDecay: options.weightDecay ?? 0,
    groups: options.groups,
  });
  const trained = options.parameters.filter(({ name }) => ratesOf(rates, name).learningRate !== 0);
  const rule = options.kind === "sgd" ? createSgd(trained, options) : createAdam(trained, options);
  let stepCount = 0;
  return {
    rates,
    get stepCount() {
      return stepCount;
    },
    step(gradients, { rateFactor = 1, gradientScale = 1, only } = {}) {
      stepCount++;
      for (const parameter of trained) {
        const { name } = parameter;
        if (only && !only.has(name)) continue;
        const gradient = present(gradients.get(name), `the gradient of ${name}`);
        const { learningRate, weightDecay } = ratesOf(rates, name);
        const update = { learningRate: learningRate * rateFactor, weightDecay, gradientScale };
        rule.apply(parameter, gradient, update);
      }
    },
    state: () => ({ step: stepCount, tensors: rule.tensors }),
    load(state) {
      copyTensors(state.tensors, rule.tensors);
      stepCount = state.step;
    },
  };
}

/** What one parameter's step is made with. */
interface Update extends Rates {
  readonly gradientScale: number;
}

/** A rule of update with its state. */
interface UpdateRule {
  readonly tensors: ReadonlyMap<string, Float32Array>;
  apply(parameter: Parameter, gradient: Gradient, update: Update): void;
}

function createAdam(parameters: readonly Parameter[], options: OptimizerOptions): UpdateRule {
  const { kind, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
  const tensors = new Map<string, Float32Array>();
  const states = new Map<string, Moments & { readonly steps: Float32Array }>();
  for (const { name, data } of parameters) {
    const first = new Float32Array(data.length);
    const second = new Float32Array(data.length);
    const steps = new Float32Array(1);
    states.set(name, { first, second, steps });
    tensors.set(`${name}.exp_avg`, first).set(`${name}.exp_avg_sq`, second).set(`${name}.step`, steps);
  }
  return {
    tensors,
    apply(parameter, gradient, { learningRate, weightDecay, gradientScale }) {
      const own = present(states.get(parameter.name), `the moments of ${parameter.name}`);
      const stepCount = (own.steps[0] as number) + 1;
      own.steps[0] = stepCount;
      const rootOfCorrection2 = Math.sqrt(1 - beta2 ** stepCount);
      const step: AdamStep = {
        beta1,
        beta2,
        // SparseAdam adds epsilon before the correction of the second moment, the dense ones after it.
        epsilon: gradient.kind === "rows" ? epsilon : epsilon * rootOfCorrection2,
        stepSize: (learningRate * rootOfCorrection2) / (1 - beta1 ** stepCount),
        decoupledDecay: kind === "adamw" ? learningRate * weightDecay : 0,
        coupledDecay: kind === "adam" ? weightDecay : 0,
        gradientScale,
      };
      const { data } = gradient;
      forEachSpan(parameter, gradient, (span) => {
        if (gradient.kind === "dense") adamUpdateAll(parameter.data, { gradient: data, moments: own }, step);
        // No spread here, a call a row: with one, V8 made the whole update two to three times as slow.
        else adamUpdate(parameter.data, { gradient: data, moments: own, span }, step);
      });
    },
  };
}

function createSgd(parameters: readonly Parameter[], { momentum = 0.9 }: OptimizerOptions): UpdateRule {
  const tensors = new Map(
    parameters.map(({ name, data }) => [`${name}.momentum_buffer`, new Float32Array(data.length)]),
  );
  return {
    tensors,
    apply(parameter, gradient, { learningRate, weightDecay, gradientScale }) {
      const buffer = present(tensors.get(`${parameter.name}.momentum_buffer`), `the momentum of ${parameter.name}`);
      const step = { learningRate, momentum, weightDecay, gradientScale };
      forEachSpan(parameter, gradient, (span) => {
        sgdUpdate(parameter.data, { gradient: gradient.data, buffer, span }, step);
      });
    },
  };
}

/** Visits the runs of values that a gradient is of: all at once, or row by row. */
function forEachSpan(parameter: Parameter, gradient: Gradient, visit: (span: Span) => void): void {
  const { length } = gradient.data;
  if (gradient.kind === "dense") {
    invariant(length === parameter.data.length, `the gradient of ${parameter.name} is not as long as it is`);
    visit({ start: 0, gradientStart: 0, length });
    return;
  }
  const count = gradient.rows.length;
  if (count === 0) return;
  const width = length / count;
  invariant(parameter.data.length % width === 0, `the row gradient of ${parameter.name} has not its width`);
  for (let i = 0; i < count; i++) {
    const start = (gradient.rows[i] as number) * width;
    invariant(start >= 0 && start < parameter.data.length, `a row of the gradient is outside of ${parameter.name}`);
    visit({ start, gradientStart: i * width, length: width });
  }
}

function ratesOf(rates: ReadonlyMap<string, Rates>, name: string): Rates {
  return present(rates.get(name), `the rates of ${name}`);
}

/** Nothing is copied unless all of it fits. */
function copyTensors(from: ReadonlyMap<string, Float32Array>, to: ReadonlyMap<string, Float32Array>): void {
  for (const [name, target] of to) {
    const source = from.get(name);
    if (source?.length === target.length) continue;
    const found = source === undefined ? "is missing" : `has ${source.length} values, expected ${target.length}`;
    throw new PinakesError("MODEL_ARTIFACT", {
      message: `in the optimizer's saved state, "${name}" ${found}`,
      fix: "resume with the config that the run began with, or start a new run.",
    });
  }
  for (const [name, target] of to) target.set(present(from.get(name), name));
}
