import type { HierarchyConfig } from "../config.js";
import type { LabelSpace } from "../types.js";
import { conditionalSigmoids } from "./conditional-sigmoids.js";
import { conditionalSoftmax } from "./conditional-softmax.js";
import { flatPaths } from "./flat-paths.js";
import { sigmoidLabels } from "./sigmoid-labels.js";
import { softmaxHeads } from "./softmax-heads.js";
import type { LabelScheme } from "./types.js";

/** How a task's labels become outputs of a model: by the task, and for a hierarchy by its method. */
export function labelScheme(space: LabelSpace, hierarchy: Pick<HierarchyConfig, "method">): LabelScheme {
  if (space.task === "multi-label") return sigmoidLabels(space);
  if (space.task === "multi-class") return softmaxHeads(space);
  return HIERARCHICAL[hierarchy.method](space);
}

const HIERARCHICAL: Readonly<Record<HierarchyConfig["method"], (space: LabelSpace) => LabelScheme>> = {
  independent: softmaxHeads,
  flat: flatPaths,
  conditional: conditionalSoftmax,
  conditional_sigmoid: conditionalSigmoids,
};
