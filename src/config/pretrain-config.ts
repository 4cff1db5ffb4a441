import { z } from "zod";
import { textDataConfig } from "../data/config.js";
import { maskedModelConfig } from "../models/config.js";
import { textConfig } from "../text/config.js";
import { mlmConfig, trainingConfig } from "../training/config.js";

/** As Devlin et al. (2019) and Liu et al. (2019) trained, with the decay and warm-up that their configs share. */
const training = trainingConfig
  .pick({
    epochs: true,
    batch_size: true,
    micro_batch_size: true,
    optimizer: true,
    learning_rate: true,
    weight_decay: true,
    momentum: true,
    beta1: true,
    beta2: true,
    epsilon: true,
    clip_norm: true,
    schedule: true,
    warmup: true,
    polynomial_power: true,
    plateau: true,
    batching: true,
    padding: true,
    early_stopping: true,
    checkpoints: true,
    precision: true,
  })
  .extend({
    epochs: trainingConfig.shape.epochs.default(3),
    learning_rate: z.number().gt(0).default(0.0001).describe("Learning rate."),
    weight_decay: trainingConfig.shape.weight_decay.default(0.01),
    schedule: trainingConfig.shape.schedule.default("linear"),
    warmup: trainingConfig.shape.warmup.default(0.06),
  })
  .describe("How the model is trained.");

/** The whole config of a pretraining. */
export const pretrainConfig = z
  .strictObject({
    data: textDataConfig,
    text: textConfig
      .pick({ strip: true, clean: true, min_words: true, min_chars: true })
      .prefault({})
      .describe("What happens to a text before the model sees it."),
    model: maskedModelConfig,
    mlm: mlmConfig.prefault({}),
    training: training.prefault({}),
    threads: z.int().gte(1).optional().describe("Threads of the runtime (default: all cores)."),
    seed: z
      .int()
      .nonnegative()
      .default(42)
      .describe("Seed of new weights, of the texts held out, of masks and dropout."),
  })
  .describe("A pretraining: from texts without labels to a checkpoint.");

/** A pretraining config as written. */
export type PretrainConfigInput = z.input<typeof pretrainConfig>;
/** A pretraining config with every default filled in. */
export type PretrainConfig = z.output<typeof pretrainConfig>;

/** The `training` slice of a run with the values of a pretraining; the best epoch is the one of the lowest held-out loss. */
export function pretrainingAsTraining({ training: given }: PretrainConfig, heldOut: boolean) {
  const whole = trainingConfig.parse({ ...given, ...(heldOut ? { select: "loss" } : {}) });
  return { ...whole, learning_rate: given.learning_rate };
}
