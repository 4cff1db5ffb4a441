import type { RunConfig } from "../../config/index.js";
import { fitsHead, type TransformerConfig, type TransformerModel, unfreezing } from "../../models/index.js";
import { PinakesError } from "../../shared/index.js";
import type { TrainingStage } from "../../training/index.js";

/**
 * The stages of strategy hybrid.
 * @throws PinakesError CONFIG_CONFLICT where training ends before the last stage begins
 */
export function unfreezingStages(config: RunConfig, network: TransformerModel): TrainingStage[] {
  const { unfreeze } = config.model as TransformerConfig;
  const { epochs } = config.training;
  const head = unfreeze.head ?? 1;
  const names = network.build({ mode: "prediction" }).parameters.map(({ name }) => name);
  const stages = unfreezing(network.architecture, {
    headEpochs: fitsHead(config.model) || head === "fit" ? 0 : head,
    layers: unfreeze.layers,
    layersPerStage: unfreeze.layers_per_stage,
    epochsPerStage: unfreeze.epochs_per_stage,
  });
  const last = stages.at(-1)?.fromEpoch ?? 1;
  if (last > epochs) throw tooFewEpochs({ epochs, last, stages: stages.length });
  return stages.map(({ name, fromEpoch, isFrozen }) => ({ name, fromEpoch, frozen: new Set(names.filter(isFrozen)) }));
}

/** Names of parameters that no stage moves. */
export function frozenInAll(stages: readonly TrainingStage[]): string[] {
  return [...(stages[0]?.frozen ?? [])].filter((name) => stages.every(({ frozen }) => frozen.has(name)));
}

function tooFewEpochs({ epochs, last, stages }: { epochs: number; last: number; stages: number }): PinakesError {
  return new PinakesError("CONFIG_CONFLICT", {
    where: "model.unfreeze",
    message: `the last of ${stages} stages begins with epoch ${last}, and training.epochs is ${epochs}.`,
    fix: `set training.epochs: ${last} or more, a larger model.unfreeze.layers_per_stage, or a smaller model.unfreeze.layers.`,
  });
}
