/** A split as a network takes it: ids and numbers, no text. */
export interface EncodedSplit {
  /** Token ids of each text, truncated, at least one. */
  readonly ids: readonly Int32Array[];
  /** A factor on each token's embedding, where the model uses them. */
  readonly tokenWeights?: readonly Float32Array[] | undefined;
  /** Class ids of each head, [N]; −1 for a class that the model doesn't know. */
  readonly targets: readonly Int32Array[];
}

/** The parameters of a network by name. */
export type ParameterValues = ReadonlyMap<string, Float32Array>;
