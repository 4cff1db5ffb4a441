import type { ConfusionRows } from "../types.js";
import { judgedSplit, percent } from "./figures.js";
import type { Diagnosis, DiagnosisInput, Rule } from "./types.js";

/** Errors of a level that are mistakes between branches rather than between siblings: at least so many, of so many. */
const LEAST = { share: 0.5, errors: 10 };

/** Most errors of a lower level are already wrong about the parent. */
export const errorsLeaveParent: Rule = (input) => {
  const judged = judgedSplit(input);
  return Object.entries(judged?.split.levels ?? {}).flatMap(([level, { confusion }]): Diagnosis[] => {
    const parents = input.parents?.[level];
    if (parents === undefined || confusion === undefined) return [];
    const { errors, leaving } = countErrors(confusion, parents);
    if (errors < LEAST.errors || leaving / errors < LEAST.share) return [];
    const message = `${leaving} of ${errors} errors of ${level} on ${judged?.name} (${percent(leaving / errors)}) leave the true parent.`;
    return [{ code: "errors_leave_parent", message, try: advice(input) }];
  });
};

function countErrors({ labels, counts }: ConfusionRows, parents: Readonly<Record<string, string>>) {
  let errors = 0;
  let leaving = 0;
  for (const [row, gold] of labels.entries()) {
    for (const [column, predicted] of labels.entries()) {
      const count = counts[row]?.[column] ?? 0;
      if (row === column) continue;
      errors += count;
      if (parents[gold] !== parents[predicted]) leaving += count;
    }
  }
  return { errors, leaving };
}

function advice({ config }: DiagnosisInput): string {
  if (config.hierarchyMethod === "independent") return "hierarchy.method: conditional";
  return config.family === "linear" ? "hierarchy.decoding: best_path" : "training.level_weights: [0.7, 0.3]";
}
