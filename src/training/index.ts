export { bucketedBatches, shuffledBatches } from "./batches.js";
export { type CheckpointIndex, CheckpointStore } from "./checkpoint-store.js";
export { type TrainingConfig, trainingConfig } from "./config.js";
export type { EpochRecord, MetricValues, StageStart, StepRecord, TrainingEvent } from "./events.js";
export { countParameters, initializeParameters } from "./initialize.js";
export type { TrainedNetwork, TrainingStage, TrainNetworkOptions } from "./options.js";
export { trainNetwork } from "./train-network.js";
export { checkWatchedMetrics, defaultMetric } from "./watched-metrics.js";
