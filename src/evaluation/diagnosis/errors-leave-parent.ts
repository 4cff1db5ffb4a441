import { judgedSplit, percent } from "./figures.js";
import type { Diagnosis } from "./finding.js";
import type { DiagnosisInput, Rule } from "./types.js";

/** Errors of a level that are mistakes between branches rather than between siblings: at least so many, of so many. */
const LEAST = { share: 0.5, errors: 10 };

/** Most errors of a lower level are already wrong about the parent. */
export const errorsLeaveParent: Rule = (input) => {
  const judged = judgedSplit(input);
  const levels = Object.entries(judged?.split.levels ?? {});
  return levels.flatMap(([level, { errors }]): Diagnosis[] => {
    if (errors === undefined || errors.count < LEAST.errors) return [];
    const share = errors.leaving_parent / errors.count;
    if (share < LEAST.share) return [];
    const message = `${errors.leaving_parent} of ${errors.count} errors of ${level} on ${judged?.name} (${percent(share)}) leave the true parent.`;
    return [{ code: "errors_leave_parent", message, try: advice(input, levels.length) }];
  });
};

function advice({ config }: DiagnosisInput, levels: number): string {
  const { hierarchyMethod, hierarchyDecoding, family } = config;
  if (hierarchyMethod !== "conditional") return "hierarchy.method: conditional";
  if (hierarchyDecoding !== "best_path") return "hierarchy.decoding: best_path";
  if (family === "linear") return "hierarchy.method: flat";
  // The most general level counts most.
  const weights = Array.from({ length: levels }, (_, level) => levels - level);
  return `training.level_weights: [${weights.join(", ")}]`;
}
