export { Checkpoint, type CheckpointTensor, openCheckpoint } from "./open-checkpoint.js";
