export { ERRORS, type ErrorCode, type ErrorEntry, EXIT } from "./error-catalogue.js";
export { type ErrorDetails, InternalError, invariant, PinakesError, present } from "./errors.js";
export { mean } from "./mean.js";
export { formatBytes, formatCount, formatDuration, formatMilliseconds } from "./quantities.js";
export { Rng, type RngState } from "./rng.js";
export type { SparseMatrix } from "./sparse.js";
export { writeFileWhole } from "./write-file.js";
