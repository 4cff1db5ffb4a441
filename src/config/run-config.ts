import { z } from "zod";
import { cacheConfig } from "../cache/config.js";
import { exportConfig } from "../classifier/config.js";
import { dataConfig } from "../data/config.js";
import { abstainConfig, calibrationConfig, conformalConfig, thresholdsConfig } from "../decisions/config.js";
import { intervalsConfig } from "../evaluation/config.js";
import { hierarchyConfig, taskConfig } from "../labels/config.js";
import { modelConfig } from "../models/config.js";
import { textConfig } from "../text/config.js";
import { type TrainingConfig, trainingConfig } from "../training/config.js";

const seed = z.int().nonnegative();

/** The whole config of a run: the slices of the rooms, put together. */
export const runConfig = z
  .strictObject({
    task: taskConfig.default("multi-class"),
    data: dataConfig,
    text: textConfig.prefault({}),
    model: modelConfig,
    hierarchy: hierarchyConfig.prefault({}),
    training: trainingConfig.prefault({}),
    thresholds: thresholdsConfig.prefault({}),
    calibration: calibrationConfig.prefault({}),
    conformal: conformalConfig.optional(),
    abstain: abstainConfig.optional(),
    intervals: intervalsConfig.prefault({}),
    export: exportConfig.prefault({}),
    device: z
      .enum(["auto", "cpu", "webgpu", "cuda"])
      .default("auto")
      .describe(
        "Where networks are trained: auto and cpu are the CPU; webgpu and cuda are a GPU, refused where `pinakes doctor` says that it does not start. Whatever it is, saved models predict on the CPU.",
      ),
    threads: z.int().gte(1).optional().describe("Threads of the runtime (default: all cores)."),
    cache: cacheConfig,
    folds: z
      .int()
      .gte(2)
      .optional()
      .describe(
        "Cross-validation: as many models, each measured on a fold of the training and validation texts; thresholds, calibration, epochs and strength of the final model, which learns from all of these texts, follow from all folds.",
      ),
    seed: z
      .union([seed, z.array(seed).min(1)])
      .default(42)
      .describe("Seed of training; a list trains once a seed and reports mean and spread."),
  })
  .describe("A Pinakes run: one file from data to report.");

/** A config as written. */
export type RunConfigInput = z.input<typeof runConfig>;
/** A config with every default filled in. */
export type RunConfig = Omit<z.output<typeof runConfig>, "training"> & { training: TrainingConfig };
