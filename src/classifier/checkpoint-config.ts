import { referenceClasses, savedConfig, type TransformerModel } from "../models/index.js";
import type { JsonObject } from "../text/index.js";

/**
 * What the config.json of a trained transformer says at its top level, where Hugging Face's libraries read it: the sizes as
 * its checkpoint has them, the class, and the type of the weights that are saved.
 */
export function checkpointTopLevel(config: JsonObject, network: TransformerModel): JsonObject {
  return savedConfig(config, referenceClasses(network));
}
