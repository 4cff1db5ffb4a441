import { fitLinear } from "./fit-linear.js";
import { fitNetwork } from "./fit-network.js";
import type { FitOptions, FittedModel } from "./fit-options.js";
import type { PreparedData } from "./prepare-data.js";

/** Trains the model of a config on prepared data. */
export function fitModel(data: PreparedData, options: FitOptions): Promise<FittedModel> {
  const { type } = options.config.model;
  return type === "majority" || type === "tfidf-linear" ? fitLinear(data, options) : fitNetwork(data, options);
}
