/** A dense tensor as plain data, in the dtypes' names of safetensors. */
export type ArtifactTensor =
  | { readonly dtype: "F64"; readonly shape: readonly number[]; readonly data: Float64Array }
  | { readonly dtype: "F32"; readonly shape: readonly number[]; readonly data: Float32Array };

/** A fitted object as plain data: `json` survives `JSON.stringify`, `tensors` go into a safetensors file. */
export interface Artifact<Json> {
  readonly json: Json;
  readonly tensors: Readonly<Record<string, ArtifactTensor>>;
}
