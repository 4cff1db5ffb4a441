import { frozenHeadLogits, type ParameterValues, type TransformerModel } from "../../models/index.js";
import type { FitOptions, FitPlan, FittedModel, PlanOptions } from "./fit-plan.js";
import { HeadFit } from "./head-fit.js";
import { type NetworkParts, networkTextModel } from "./network-plan.js";

/** Trains the heads over an encoder that stays as it is. */
export class FrozenPlan implements FitPlan {
  private readonly heads: HeadFit;
  /** They never change, so that each seed shares them. */
  private values: Promise<ParameterValues> | undefined;

  /** @throws PinakesError CONFIG_CONFLICT where there are strengths to choose from and no validation texts */
  constructor(
    private readonly plan: PlanOptions,
    private readonly parts: NetworkParts,
    private readonly network: TransformerModel,
  ) {
    this.heads = new HeadFit(plan, parts, network);
  }

  async fit(options: FitOptions): Promise<FittedModel> {
    const { encoded, notes } = this.parts;
    this.values ??= this.parts.startValues(options.rng.split("parameters"));
    const values = await this.values;
    const fitted = await this.heads.run(values, options);
    const trained = new Map([...values, ...fitted.values]);
    return {
      model: networkTextModel(this.plan, this.parts, trained),
      logits: async (part) => frozenHeadLogits(this.network, await fitted.vectors.of(part, options), trained),
      trainSeconds: fitted.seconds,
      tokens: encoded.tokens,
      notes: { ...notes, heads: fitted.heads, vectors: await fitted.vectors.origin("train"), tokens: encoded.tokens },
    };
  }
}
