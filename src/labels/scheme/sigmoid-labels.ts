import { encodeMultiHot } from "../encode.js";
import type { LabelSpace } from "../types.js";
import { sigmoids } from "./activations.js";
import type { LabelScheme } from "./types.js";

/** A sigmoid a label: a set of labels a text. A text's labels that the space does not hold are left out. */
export function sigmoidLabels(space: LabelSpace): LabelScheme {
  return {
    space,
    outputs: space.heads.map(({ name, labels }) => ({ name, size: labels.length, kind: "sigmoid" })),
    places: space.heads.map(({ labels }) => labels),
    targets: (golds) => [{ kind: "sigmoid", values: encodeMultiHot(space, golds) }],
    probabilities: (logits) => logits.map(sigmoids),
  };
}
