import type { RunConfig } from "../config/index.js";
import type { LossSpec } from "../models/index.js";
import { PinakesError } from "../shared/index.js";
import { classWeightsOf } from "./class-weights.js";
import type { PreparedData } from "./prepare-data.js";

/**
 * The loss that a config asks for.
 * @throws PinakesError CONFIG_CONFLICT for level weights that don't fit the levels; CONFIG_INVALID for unknown labels
 */
export function lossSpec({ task, training }: RunConfig, { scheme, parts }: PreparedData): LossSpec {
  // Weights of levels have no place where one output says all of them.
  const byLevel = task === "hierarchical" && scheme.outputs.length === scheme.space.heads.length;
  const weights = byLevel ? training.level_weights : undefined;
  if (weights && weights.length !== scheme.outputs.length) {
    throw new PinakesError("CONFIG_CONFLICT", {
      where: "training.level_weights",
      message: `${weights.length} weights for ${scheme.outputs.length} levels.`,
      fix: "give one weight a level, from the general to the specific.",
    });
  }
  const focal = training.loss === "focal";
  return {
    headWeights: weights ?? scheme.outputs.map(() => 1),
    classWeights: classWeightsOf(training, scheme, parts.train.targets),
    labelSmoothing: focal ? 0 : training.label_smoothing,
    focalGamma: focal ? training.focal_gamma : 0,
  };
}
