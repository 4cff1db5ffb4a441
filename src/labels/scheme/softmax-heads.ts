import { present } from "../../shared/index.js";
import { encodeTargets } from "../encode.js";
import type { LabelSpace } from "../types.js";
import { softmaxRows } from "./activations.js";
import type { LabelScheme } from "./types.js";

/** A softmax a head, each by itself: one label a text, or the levels of a hierarchy without a word to each other. */
export function softmaxHeads(space: LabelSpace): LabelScheme {
  const outputs = space.heads.map(({ name, labels }) => ({ name, size: labels.length, kind: "softmax" as const }));
  return {
    space,
    outputs,
    targets: (golds) => encodeTargets(space, golds).map((ids) => ({ kind: "softmax", ids })),
    probabilities: (logits) =>
      logits.map((values, index) => softmaxRows(values, present(outputs[index], "an output").size)),
  };
}
