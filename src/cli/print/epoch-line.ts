import { formatDuration } from "../../shared/index.js";
import type { EpochRecord, MetricValues } from "../../training/index.js";
import { formatScore } from "./figures.js";

/**
 * One line after an epoch, figures of training / validation: loss, accuracy (of a hierarchy a level), the metric that
 * chooses the best epoch, the learning rate, the time.
 */
export function epochLine(record: EpochRecord): string {
  const { epoch, train, validation, metric, learning_rate: rate, seconds } = record;
  const accuracies = Object.keys(train).filter((name) => /(?:^|\.)(?:accuracy|micro_f1)$/u.test(name));
  const parts = [
    `loss ${pair(train, validation, { name: "loss", decimals: 4 })}`,
    ...accuracies.map((name) => `${name.replace(".", " ")} ${pair(train, validation, { name, decimals: 3 })}`),
    ...perplexity(validation),
    ...chosen(metric, validation, accuracies),
    `learning rate ${Number(rate.toPrecision(3))}`,
    formatDuration(seconds),
  ];
  return `epoch ${epoch} (train${validation ? " / validation" : ""}): ${parts.join(" | ")}`;
}

function pair(
  train: MetricValues,
  validation: MetricValues | undefined,
  { name, decimals }: { readonly name: string; readonly decimals: number },
): string {
  const text = (value: number | undefined): string => (value === undefined ? "–" : value.toFixed(decimals));
  return validation ? `${text(train[name])} / ${text(validation[name])}` : text(train[name]);
}

/** Of held-out texts, where masked tokens are guessed. */
function perplexity(validation: MetricValues | undefined): string[] {
  return validation?.perplexity === undefined ? [] : [`perplexity ${validation.perplexity.toFixed(2)}`];
}

/** Only where it is not in the line anyway. */
function chosen(metric: string | undefined, validation: MetricValues | undefined, shown: readonly string[]): string[] {
  if (metric === undefined || metric === "loss" || shown.includes(metric)) return [];
  const value = validation?.[metric];
  return value === undefined ? [] : [`${metric} ${formatScore(value)}`];
}
