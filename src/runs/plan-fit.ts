import type { FitPlan, PlanOptions } from "./fit-plan.js";
import { planLinear } from "./plan-linear.js";
import { planNetwork } from "./plan-network.js";
import type { PreparedData } from "./prepare-data.js";

/**
 * Gets the model of a config ready to be trained on prepared data.
 * @throws PinakesError of the config, word vectors or the tokenizer, before anything is written
 */
export async function planFit(data: PreparedData, options: PlanOptions): Promise<FitPlan> {
  const { type } = options.config.model;
  return type === "majority" || type === "tfidf-linear" ? planLinear(data, options) : planNetwork(data, options);
}
