import type { ParameterSpec } from "../nn/index.js";
import { type RateOptions, resolveRates } from "../optim/index.js";
import type { TrainNetworkOptions } from "./options.js";

/** What decides which parameters are trained. */
export type MovableOptions = Pick<TrainNetworkOptions, "config" | "frozen" | "stages">;

/** The learning rates and decays that a config gives, by groups of parameters. */
export function rateOptionsOf({ config }: Pick<MovableOptions, "config">): Required<RateOptions> {
  const groups = config.parameter_groups.map((group) => ({
    pattern: group.pattern,
    learningRate: group.learning_rate,
    weightDecay: group.weight_decay,
  }));
  return { learningRate: config.learning_rate, weightDecay: config.weight_decay, groups };
}

/**
 * The parameters that ever move: frozen neither by name nor by a rate of 0, nor in every stage.
 * @throws PinakesError CONFIG_INVALID where a group's pattern is wrong or matches nothing
 */
export function movableParameters(options: MovableOptions, specs: readonly ParameterSpec[]): ParameterSpec[] {
  const { frozen, stages } = options;
  const rates = resolveRates(specs, rateOptionsOf(options));
  return specs.filter(
    ({ name }) =>
      !frozen.has(name) && rates.get(name)?.learningRate !== 0 && !stages?.every((stage) => stage.frozen.has(name)),
  );
}
