import type { RunConfig } from "../../config/index.js";
import {
  fitsHead,
  headParameters,
  type ImportedWeights,
  layerDecayGroups,
  type TransformerConfig,
  type TransformerModel,
  WINDOW_ATTENTION,
} from "../../models/index.js";
import { PinakesError } from "../../shared/index.js";
import type { TrainingConfig } from "../../training/index.js";
import { encodeParts } from "../encode/encode-parts.js";
import type { PreparedData } from "../prepare-data.js";
import { frozenParameters } from "./build-network.js";
import type { FitPlan, PlanOptions } from "./fit-plan.js";
import { FrozenPlan } from "./frozen-plan.js";
import { HybridPlan } from "./hybrid-plan.js";
import { int8BitsOf } from "./int8-bits.js";
import { lossSpec } from "./loss-spec.js";
import { type NetworkParts, NetworkPlan } from "./network-plan.js";
import { type OpenedTransformer, openTransformer } from "./open-transformer.js";
import { describeImport, newParameters, readPretrained, startFromPretrained } from "./pretrained-weights.js";
import { unfreezingStages } from "./unfreezing-stages.js";

/** Gets a transformer ready: checkpoint, tokenizer, pretrained weights, ids, loss; all that each seed shares. */
export async function planTransformer(data: PreparedData, options: PlanOptions): Promise<FitPlan> {
  const { config, onEvent } = options;
  const model = config.model as TransformerConfig;
  const loss = lossSpec(config, data);
  const opened = await openTransformer(data, options);
  const { encoder, network, checkpointConfig } = opened;
  const frozen = frozenParameters(config, network);
  const imported = await readPretrained(opened);
  if (fitsHead(model)) refuseNewBelowHead(imported, opened, model.strategy);
  const encoded = await encodeParts(config, data, { encoder, cache: options.cache, onEvent });
  const int8 = model.strategy === "frozen" ? undefined : await int8BitsOf(config.training.precision, onEvent);
  const parts: NetworkParts = {
    data,
    network,
    frozen,
    ...(model.strategy === "hybrid" ? { stages: unfreezingStages(config, network) } : {}),
    encoded,
    loss,
    training: trainingOf(config, network),
    lazyRows: model.embedding_update === "lazy",
    int8,
    loadedBytes: [...imported.values.values()].reduce((sum, { byteLength }) => sum + byteLength, 0),
    description: { vocabulary_size: encoder.vocabularySize },
    checkpointConfig,
    notes: { checkpoint: checkpointNotes(model.checkpoint, opened, imported), ...(int8 ? { int8_bits: int8 } : {}) },
    startValues: startFromPretrained(opened, imported),
  };
  const plan = planOf(options, parts, network);
  onEvent?.({ type: "stage", message: describeImport(model.checkpoint, opened, imported) });
  onEvent?.({ type: "tokens", tokens: encoded.tokens });
  return plan;
}

function planOf(options: PlanOptions, parts: NetworkParts, network: TransformerModel): FitPlan {
  const model = options.config.model as TransformerConfig;
  if (model.strategy === "frozen") return new FrozenPlan(options, parts, network);
  return fitsHead(model) ? new HybridPlan(options, parts, network) : new NetworkPlan(options, parts);
}

/** Layer-wise decay becomes groups of parameters; those of the config come first, so that they hold. */
function trainingOf({ training }: RunConfig, { architecture }: TransformerModel): TrainingConfig {
  const { layer_decay: decay, learning_rate: rate, parameter_groups: groups } = training;
  if (decay === undefined) return training;
  return { ...training, parameter_groups: [...groups, ...layerDecayGroups(architecture, { rate, decay })] };
}

/** What a head is fitted over has to be pretrained; attention over windows starts as their mean, which is known. */
function refuseNewBelowHead(
  imported: ImportedWeights,
  { network }: OpenedTransformer,
  strategy: TransformerConfig["strategy"],
): void {
  const head = headParameters(network.architecture, network.heads);
  const drawn = newParameters(imported).filter((name) => !head.has(name) && !name.startsWith(`${WINDOW_ATTENTION}.`));
  if (drawn.length === 0) return;
  const instead = strategy === "frozen" ? "model.strategy: full" : "model.unfreeze.head: 1";
  throw new PinakesError("CONFIG_CONFLICT", {
    where: "model.pooling",
    message: `the checkpoint lacks ${drawn.join(", ")}, over which strategy ${strategy} would fit the head as drawn at random.`,
    fix: `set model.pooling: mean (or cls), or ${instead}.`,
  });
}

function checkpointNotes(name: string, { resolved }: OpenedTransformer, imported: ImportedWeights) {
  const { commit, source } = resolved;
  return {
    name,
    source: source === "folder" ? "folder" : "hub",
    ...(commit === undefined ? {} : { commit }),
    new: newParameters(imported),
    unexpected: imported.unexpected,
  };
}
