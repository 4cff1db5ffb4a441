import { isTransformer } from "../../models/index.js";
import type { PreparedData } from "../prepare-data.js";
import type { FitPlan, PlanOptions } from "./fit-plan.js";
import { planLinear } from "./plan-linear.js";
import { planRecurrent } from "./plan-recurrent.js";
import { planTransformer } from "./plan-transformer.js";

/**
 * Gets the model of a config ready to be trained on prepared data.
 * @throws PinakesError of the config, the checkpoint, word vectors or the tokenizer, before anything is written
 */
export async function planFit(data: PreparedData, options: PlanOptions): Promise<FitPlan> {
  const { model } = options.config;
  if (model.type === "majority" || model.type === "tfidf-linear") return planLinear(data, options);
  return isTransformer(model) ? planTransformer(data, options) : planRecurrent(data, options);
}
