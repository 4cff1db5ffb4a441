import type { RunConfig } from "../../config/index.js";
import { isTransformer, type NeuralModel, type TransformerModel } from "../../models/index.js";
import { type MemoryEstimate, microBatchSizeOf, TrainingMemory } from "../../training/index.js";
import { maxLengthOf } from "../encode/encode-parts.js";
import { frozenParameters } from "../plan/build-network.js";
import { unfreezingStages } from "../plan/unfreezing-stages.js";

/** The memory of a training at its worst moment, estimated: texts as long as the model takes, all tokens in use. */
export interface SummaryMemory {
  /** Texts a forward and backward pass, and tokens of each. */
  readonly texts: number;
  readonly tokens: number;
  /** MiB by what they are for, and in all. */
  readonly mib: Readonly<Record<keyof MemoryEstimate, number>>;
}

/** Undefined where no network is trained: over a frozen encoder, the head alone is. */
export function summarizeMemory(config: RunConfig, network: NeuralModel): SummaryMemory | undefined {
  const { model, training } = config;
  if (isTransformer(model) && model.strategy === "frozen") return undefined;
  const hybrid = isTransformer(model) && model.strategy === "hybrid";
  const texts = microBatchSizeOf(training);
  const tokens = network.fixedTime ?? maxLengthOf(config);
  const specs = network.build({ mode: "prediction" }).parameters;
  const table = specs.find(({ name }) => name === network.tokenTable);
  const memory = new TrainingMemory({
    model: network,
    config: training,
    loss: {
      headWeights: network.heads.map(() => 1),
      classWeights: network.heads.map(() => undefined),
      labelSmoothing: 0,
      focalGamma: 0,
    },
    frozen: frozenParameters(config, network),
    stages: hybrid ? unfreezingStages(config, network as TransformerModel) : undefined,
    lazyRows: "embedding_update" in model && model.embedding_update === "lazy",
    int8: training.precision === "int8" ? 8 : undefined,
    time: tokens,
    ...(network.windowPooling ? { windows: config.text.max_windows } : {}),
    tokens: table?.shape[0] ?? 0,
    validationTime: tokens,
  });
  const mib = Object.entries(memory.estimate(texts)).map(([part, bytes]) => [part, Math.round(bytes / 2 ** 20)]);
  return { texts, tokens, mib: Object.fromEntries(mib) as SummaryMemory["mib"] };
}
