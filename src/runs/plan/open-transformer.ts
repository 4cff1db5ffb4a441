import type { RunConfig } from "../../config/index.js";
import { type TransformerConfig, type TransformerModel, transformerModel } from "../../models/index.js";
import { PinakesError } from "../../shared/index.js";
import { windowPoolingOf } from "../../text/index.js";
import { maxLengthOf } from "../encode/encode-parts.js";
import { type OpenedEncoder, openEncoder } from "../encode/open-encoder.js";
import type { PreparedData } from "../prepare-data.js";
import type { PlanOptions } from "./fit-plan.js";
import { networkHeads } from "./network-heads.js";

/** A transformer as its config, its checkpoint and the labels make it, without weights. */
export interface OpenedTransformer extends OpenedEncoder {
  readonly network: TransformerModel;
}

/**
 * Finds the checkpoint, checks that it is what the config says, and puts the network together.
 * @throws PinakesError CONFIG_CONFLICT, CHECKPOINT_FORMAT, MODEL_ARTIFACT, TEXT_TOKENIZER, HUB_…
 */
export async function openTransformer(data: PreparedData, options: PlanOptions): Promise<OpenedTransformer> {
  const { config } = options;
  const model = config.model as TransformerConfig;
  const opened = await openEncoder(model, options);
  const network = transformerModel({
    architecture: opened.architecture,
    heads: networkHeads(data, config),
    pooling: model.pooling,
    classifierDropout: model.classifier_dropout,
    windowPooling: windowPoolingOf(config.text),
  });
  checkLength(config, network);
  return { ...opened, network };
}

function checkLength(config: RunConfig, { longestInput }: TransformerModel): void {
  const length = maxLengthOf(config);
  if (length <= longestInput) return;
  const key = (config.model as TransformerConfig).max_length === undefined ? "text.max_length" : "model.max_length";
  throw new PinakesError("CONFIG_CONFLICT", {
    where: key,
    message: `it is ${length}, but the checkpoint has positions for ${longestInput} tokens.`,
    fix: `set model.max_length: ${longestInput} or less.`,
  });
}
