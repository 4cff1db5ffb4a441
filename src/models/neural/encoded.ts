import type { OutputTargets } from "../../labels/index.js";

/** A split as a network takes it: ids and numbers, no text. */
export interface EncodedSplit {
  /** Token ids of each text, truncated, at least one. */
  readonly ids: readonly Int32Array[];
  /** A factor on each token's embedding, where the model uses them. */
  readonly tokenWeights?: readonly Float32Array[] | undefined;
  /** What each head should say. */
  readonly targets: readonly OutputTargets[];
}

/** The parameters of a network by name. */
export type ParameterValues = ReadonlyMap<string, Float32Array>;
