import { referenceClasses, type TransformerModel } from "../models/index.js";
import type { JsonObject } from "../text/index.js";

/** What a checkpoint's config.json says of another head, of the file it was in, or of a former Pinakes model. */
const OWN_KEYS: readonly string[] = [
  "architectures",
  "dtype",
  "id2label",
  "label2id",
  "num_labels",
  "pinakes",
  "problem_type",
  "torch_dtype",
  "transformers.js_config",
];

/**
 * What the config.json of a trained transformer says at its top level, where Hugging Face's libraries read it: the sizes as
 * its checkpoint has them, the class, and the type of the weights that are saved.
 */
export function checkpointTopLevel(config: JsonObject, network: TransformerModel): JsonObject {
  const kept = Object.entries(config).filter(([key]) => !OWN_KEYS.includes(key));
  return { ...Object.fromEntries(kept), architectures: referenceClasses(network), torch_dtype: "float32" };
}
