/** How a saved model is loaded. */
export interface LoadOptions {
  /** Threads of one operation; all cores where not given. */
  readonly threads?: number | undefined;
  /** A safetensors file to read a network's weights from, instead of the model's own. */
  readonly weights?: string | undefined;
}
