export type { Wait } from "./connection.js";
export type { DownloadProgress } from "./download.js";
export { type HubEnvironment, hubEnvironment } from "./environment.js";
export { type ResolvedCheckpoint, type ResolveOptions, resolveCheckpoint } from "./resolve-checkpoint.js";
