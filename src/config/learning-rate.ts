import { ENCODER_TYPES } from "../models/config.js";

const TRANSFORMERS = 0.00005;
const OTHERS = 0.001;

/** The learning rate of a model type where the config gives none. */
export function defaultLearningRate(modelType: unknown): number {
  return ENCODER_TYPES.some((type) => type === modelType) ? TRANSFORMERS : OTHERS;
}

/**
 * A config as written, with the learning rate that its model has by default where it gives none. It is filled in before
 * the schema reads the config, so that equal configs have their keys in equal order.
 */
export function withLearningRate(input: unknown): unknown {
  if (!isMap(input)) return input;
  const { model, training = {} } = input;
  if (!isMap(training) || training.learning_rate !== undefined) return input;
  const learning_rate = defaultLearningRate(isMap(model) ? model.type : undefined);
  return { ...input, training: { ...training, learning_rate } };
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
