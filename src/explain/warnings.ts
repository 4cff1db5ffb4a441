import { LARGE_ERROR } from "./integrated-gradients.js";
import type { TargetExplanation } from "./types.js";

/** What a reader of an explanation should be told. */
export function textWarnings(targets: readonly TargetExplanation[]): string[] {
  return targets.flatMap((target) => [...unfaithful(target), ...incomplete(target)]);
}

/** Methods whose first words do no more to the probability than random words. */
function unfaithful({ head, label, faithfulness }: TargetExplanation): string[] {
  const random = faithfulness.find(({ method }) => method === "random");
  if (!random) return [];
  return faithfulness
    .filter(({ method, comprehensiveness }) => method !== "random" && comprehensiveness <= random.comprehensiveness)
    .map(
      ({ method, comprehensiveness }) =>
        `${methodName(method)} is not faithful here (${head}, ${label}): without its first words the probability falls by ` +
        `${signed(comprehensiveness)}, without random ones by ${signed(random.comprehensiveness)}. Do not read it as the reason.`,
    );
}

function incomplete({ head, label, attributions }: TargetExplanation): string[] {
  return attributions.flatMap(({ method, completeness }) =>
    completeness && completeness.relative_error > LARGE_ERROR
      ? [
          `${methodName(method)} miss ${(100 * completeness.relative_error).toFixed(1)} % of the score of ${label} (${head}): ` +
            `use more than ${completeness.steps} points of the path (--steps).`,
        ]
      : [],
  );
}

/** A method as texts name it. */
export function methodName(method: string): string {
  return method === "gradient_x_input" ? "gradient × input" : method.replaceAll("_", " ");
}

/** A difference of probabilities. */
export function signed(value = Number.NaN): string {
  return value.toFixed(3).replace("-", "−");
}
