import { closest } from "fastest-levenshtein";
import { PinakesError } from "../shared/index.js";
import type { TrainingConfig } from "./config.js";

/** The validation metric that chooses the best epoch. */
export function selectionMetric(
  { select, early_stopping: stopping }: TrainingConfig,
  defaultMetric = "accuracy",
): string {
  return select ?? stopping?.metric ?? defaultMetric;
}

/** What chooses the best epoch by default: the first that a validation split has. */
const DEFAULT_METRICS: readonly string[] = ["accuracy", "micro_f1", "hierarchical_f1"];

/** The metric that chooses the best epoch where the config names none, among the figures of a validation split. */
export function defaultMetric(available: readonly string[]): string {
  return DEFAULT_METRICS.find((metric) => available.includes(metric)) ?? "loss";
}

/**
 * Checks before training that the metrics which the config watches can be had.
 * @param available  names of the figures of a validation split; undefined where there is none
 * @throws PinakesError CONFIG_INVALID for a metric that is not among them; CONFIG_CONFLICT without a validation split
 */
export function checkWatchedMetrics(config: TrainingConfig, available: readonly string[] | undefined): void {
  const watched = {
    "training.early_stopping.metric": config.early_stopping?.metric,
    "training.select": config.select,
    "training.schedule: plateau":
      config.schedule === "plateau" ? selectionMetric(config, defaultMetric(available ?? [])) : undefined,
  };
  for (const [where, metric] of Object.entries(watched)) {
    if (metric === undefined) continue;
    if (available === undefined) throw noValidation(where);
    if (!available.includes(metric)) throw unknownMetric(where, metric, available);
  }
}

function noValidation(where: string): PinakesError {
  return new PinakesError("CONFIG_CONFLICT", {
    where,
    message: "it looks at a validation split, and the data has none.",
    fix: "add data.split.validation: 0.1, data.validation, or rows that the split column or file calls validation.",
  });
}

function unknownMetric(where: string, metric: string, available: readonly string[]): PinakesError {
  return new PinakesError("CONFIG_INVALID", {
    where,
    message: `there is no validation metric "${metric}"; did you mean ${closest(metric, [...available])}?`,
    fix: `use one of ${available.join(", ")}.`,
  });
}
