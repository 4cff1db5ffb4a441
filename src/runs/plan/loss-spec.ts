import type { RunConfig } from "../../config/index.js";
import { type LabelScheme, logPriors, type OutputTargets } from "../../labels/index.js";
import type { LossSpec } from "../../models/index.js";
import { PinakesError } from "../../shared/index.js";
import type { PreparedData } from "../prepare-data.js";
import { classWeightsOf } from "./class-weights.js";
import { trainedTargets } from "./sampling.js";

/**
 * The loss that a config asks for. Weights and frequencies of labels are those of the texts that are learned from: what a
 * sampler has evened out already is not evened out again.
 * @throws PinakesError CONFIG_CONFLICT for level weights that don't fit the levels; CONFIG_INVALID for unknown labels
 */
export function lossSpec(config: RunConfig, data: PreparedData): LossSpec {
  const { task, training } = config;
  const { scheme } = data;
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
  const targets = trainedTargets(config, data);
  return {
    headWeights: weights ?? scheme.outputs.map(() => 1),
    classWeights: classWeightsOf(training, scheme, targets),
    logitOffsets: logitOffsets(config, scheme, targets),
    labelSmoothing: focal ? 0 : training.label_smoothing,
    focalGamma: focal ? training.focal_gamma : 0,
  };
}

/** τ · log frequency of each class of each softmax (Menon et al. 2021, eq. 10); undefined where nothing is added. */
function logitOffsets(
  { task, training, hierarchy }: RunConfig,
  { outputs }: LabelScheme,
  targets: readonly OutputTargets[],
): LossSpec["logitOffsets"] {
  // One of the two at most is above 0.
  const tau = training.logit_adjustment + (task === "hierarchical" ? hierarchy.logit_adjustment : 0);
  if (tau === 0) return undefined;
  return logPriors(outputs, targets).map((own) => own?.map((log) => tau * log));
}
