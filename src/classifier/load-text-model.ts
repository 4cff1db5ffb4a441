import { labelScheme } from "../labels/index.js";
import { LinearTextModel, MajorityTextModel } from "./linear-text-model.js";
import { loadNetwork } from "./load-network.js";
import type { LoadOptions } from "./load-options.js";
import type { ModelDescription } from "./model-files.js";
import type { TextModel } from "./text-model.js";

/** The model of a saved folder, by its type. */
export async function loadTextModel(
  directory: string,
  description: ModelDescription,
  options: LoadOptions,
): Promise<TextModel> {
  const heads = labelScheme(description.space, description.hierarchy).outputs;
  switch (description.model.type) {
    case "majority":
      return MajorityTextModel.load(directory, description.details, heads);
    case "tfidf-linear":
      return LinearTextModel.load(directory, heads);
    default:
      return loadNetwork(directory, description, options);
  }
}
