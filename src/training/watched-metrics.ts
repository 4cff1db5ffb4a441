import { closest } from "fastest-levenshtein";
import { PinakesError } from "../shared/index.js";
import type { TrainingConfig } from "./config.js";

/** The validation metric that chooses the best epoch. */
export function selectionMetric({ select, early_stopping: stopping }: TrainingConfig): string {
  return select ?? stopping?.metric ?? "accuracy";
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
    "training.schedule: plateau": config.schedule === "plateau" ? selectionMetric(config) : undefined,
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
