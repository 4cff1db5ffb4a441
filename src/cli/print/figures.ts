/** A share as a percentage: 0.0314 → "3.1 %"; a share that rounding would hide as "< 0.1 %". */
export function formatPercent(share: number): string {
  if (share > 0 && share < 0.0005) return "< 0.1 %";
  return `${(100 * share).toFixed(1)} %`;
}

/** A score in [0, 1], or any metric: three decimals. */
export function formatScore(value: number): string {
  return value.toFixed(3);
}

/** Metrics in one line by their names in `evaluation.json`: "mcc 0.912, log_loss 0.310". */
export function formatMetrics(metrics: Readonly<Record<string, number>>): string {
  return Object.entries(metrics)
    .map(([name, value]) => `${name} ${formatScore(value)}`)
    .join(", ");
}
