import { PinakesError } from "../shared/index.js";
import type { Parameter } from "./parameter.js";

/** Parameters whose names match a pattern, and what is theirs. */
export interface ParameterGroup {
  /** Regular expression over parameter names, unanchored; the first group that matches a name holds. */
  readonly pattern: string;
  /** Learning rate before the schedule's factor; 0 freezes. The optimizer's own where not given. */
  readonly learningRate?: number;
  /** Weight decay, still only of parameters that decay. The optimizer's own where not given. */
  readonly weightDecay?: number;
}

/** What one parameter is trained with. */
export interface Rates {
  /** Before the schedule's factor; 0 for a frozen parameter. */
  readonly learningRate: number;
  readonly weightDecay: number;
}

/** The rates of a parameter that no group matches, and the groups. */
export interface RateOptions extends Rates {
  readonly groups?: readonly ParameterGroup[];
}

/**
 * The learning rate and weight decay of each parameter, by name.
 * @throws PinakesError CONFIG_INVALID where a group's pattern is no regular expression or matches no parameter
 */
export function resolveRates(
  parameters: readonly Pick<Parameter, "name" | "decay">[],
  options: RateOptions,
): ReadonlyMap<string, Rates> {
  const groups = (options.groups ?? []).map((group, index) => ({ ...group, regExp: compilePattern(group, index) }));
  for (const [index, { pattern, regExp }] of groups.entries()) {
    if (!parameters.some(({ name }) => regExp.test(name))) throw matchesNothing(pattern, index, parameters);
  }
  return new Map(
    parameters.map(({ name, decay }) => {
      const group = groups.find(({ regExp }) => regExp.test(name));
      const weightDecay = decay ? (group?.weightDecay ?? options.weightDecay) : 0;
      return [name, { learningRate: group?.learningRate ?? options.learningRate, weightDecay }];
    }),
  );
}

function compilePattern({ pattern }: ParameterGroup, index: number): RegExp {
  try {
    return new RegExp(pattern, "u");
  } catch (cause) {
    throw new PinakesError("CONFIG_INVALID", {
      where: `training.parameter_groups[${index}].pattern`,
      message: `"${pattern}" is not a regular expression`,
      fix: 'escape special characters with a backslash, e.g. "^encoder\\\\.".',
      cause,
    });
  }
}

function matchesNothing(pattern: string, index: number, parameters: readonly { name: string }[]): PinakesError {
  const some = parameters.slice(0, 5).map(({ name }) => name);
  return new PinakesError("CONFIG_INVALID", {
    where: `training.parameter_groups[${index}].pattern`,
    message: `"${pattern}" matches none of the ${parameters.length} parameters (${some.join(", ")}, …)`,
    fix: "run pinakes summary to see all names, and correct the pattern.",
  });
}
