import { z } from "zod";
import { invariant, present } from "../../shared/index.js";
import type { CalibrationConfig } from "../config.js";
import { outputLoss, type ScoredOutput } from "./output-loss.js";
import { fitTemperature } from "./temperature.js";
import { fitVector } from "./vector.js";

/** The form that a calibration is saved in: an entry an output of the model. */
export const calibrationForm = z.array(
  z.discriminatedUnion("method", [
    z.strictObject({ method: z.literal("none") }),
    z.strictObject({ method: z.literal("temperature"), temperature: z.number().gt(0) }),
    z.strictObject({ method: z.literal("vector"), scale: z.array(z.number()), bias: z.array(z.number()) }),
  ]),
);

/** What is done to the logits of each output before they become probabilities. Plain data. */
export type Calibration = z.output<typeof calibrationForm>;

/** What is done to the logits of one output. */
export type OutputCalibration = Calibration[number];

/** A calibration that was saved. @throws ZodError where it is none */
export function calibrationFromJSON(json: unknown): Calibration {
  return calibrationForm.parse(json);
}

/**
 * Fits a calibration to texts that the model was not trained on, an output at a time. An output for which no text counts
 * stays as it is.
 */
export function fitCalibration({ method }: CalibrationConfig, outputs: readonly ScoredOutput[]): Calibration {
  return outputs.map((scored): OutputCalibration => {
    const { output, logits } = scored;
    invariant(logits.length % output.size === 0, `${logits.length} logits of outputs of ${output.size}`);
    if (method === "none" || outputLoss(scored).decisions === 0) return { method: "none" };
    if (method === "temperature") return { method, temperature: fitTemperature(scored) };
    const { scale, bias } = fitVector(scored);
    return { method, scale: [...scale], bias: [...bias] };
  });
}

/**
 * Calibrated logits, as new arrays.
 * @param logits  [N, size] an output
 */
export function applyCalibration(calibration: Calibration, logits: readonly Float32Array[]): Float32Array[] {
  invariant(calibration.length === logits.length, `${calibration.length} calibrations of ${logits.length} outputs`);
  return logits.map((values, output) => calibrated(present(calibration[output], "a calibration"), values));
}

function calibrated(calibration: OutputCalibration, logits: Float32Array): Float32Array {
  switch (calibration.method) {
    case "none":
      return logits.slice();
    case "temperature":
      return logits.map((logit) => logit / calibration.temperature);
    case "vector": {
      const { scale, bias } = calibration;
      const size = scale.length;
      return logits.map((logit, i) => (scale[i % size] as number) * logit + (bias[i % size] as number));
    }
  }
}
