import { bestEpoch } from "./best-epoch.js";
import { errorsLeaveParent } from "./errors-leave-parent.js";
import type { Diagnosis } from "./finding.js";
import { flatLoss } from "./flat-loss.js";
import { generalisationGap } from "./generalisation-gap.js";
import { labelSets } from "./label-sets.js";
import { majorityPredictions } from "./majority-predictions.js";
import { neverPredicted } from "./never-predicted.js";
import type { DiagnosisInput, Rule } from "./types.js";

/** What tells most comes first: a loss that learns nothing explains all that stands below. */
const RULES: readonly Rule[] = [
  flatLoss,
  majorityPredictions,
  labelSets,
  neverPredicted,
  bestEpoch,
  generalisationGap,
  errorsLeaveParent,
];

/** What a run's own figures show, each finding with the line of the config to try next. A majority model has none. */
export function diagnose(input: DiagnosisInput): Diagnosis[] {
  return input.config.family === "majority" ? [] : RULES.flatMap((rule) => rule(input));
}
