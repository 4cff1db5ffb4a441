import type { RunConfig } from "../../config/index.js";
import { applyRule, tuneRule } from "../../decisions/index.js";
import type { LabelScheme, OutputTargets } from "../../labels/index.js";
import { evaluateMultiLabel } from "../../metrics/index.js";
import type { Judge } from "../../models/index.js";
import { PinakesError } from "../../shared/index.js";

/**
 * What the strengths of linear classifiers are chosen by, where it is not the share of right classes: for sets of labels
 * the metric of `training.select` (default micro_f1) under thresholds tuned on the same texts.
 */
export function strengthJudges(
  { task, training, thresholds }: RunConfig,
  { outputs, probabilities }: LabelScheme,
): (Judge | undefined)[] {
  if (task !== "multi-label") return outputs.map(() => undefined);
  const metric = training.select ?? "micro_f1";
  return outputs.map(({ size }) => {
    const score = (logits: Float64Array, targets: OutputTargets): number => {
      if (targets.kind !== "sigmoid") return 0;
      const [scores = new Float32Array()] = probabilities([Float32Array.from(logits)]);
      const rule = tuneRule(thresholds, { scores, positives: targets.values, labels: size });
      const rows = Array.from({ length: scores.length / size }, (_, row) =>
        scores.subarray(row * size, (row + 1) * size),
      );
      const { metrics } = evaluateMultiLabel({
        gold: rows.map((own, row) => [...own.keys()].filter((id) => targets.values[row * size + id] === 1)),
        predicted: rows.map((own) => applyRule(rule, own)),
        labelCount: size,
        scores,
      });
      const value = metrics[metric];
      if (value === undefined) throw unknownMetric(metric, Object.keys(metrics));
      return value;
    };
    return { metric, score };
  });
}

function unknownMetric(metric: string, known: readonly string[]): PinakesError {
  return new PinakesError("CONFIG_INVALID", {
    where: "training.select",
    message: `there is no validation metric "${metric}".`,
    fix: `use one of ${known.join(", ")}.`,
  });
}
