/** What a checkpoint's config.json says of another head, of the file it was in, or of a former Pinakes model. */
const OWN_KEYS: readonly string[] = [
  "architectures",
  "dtype",
  "id2label",
  "label2id",
  "num_labels",
  "pinakes",
  "problem_type",
  "torch_dtype",
  "transformers.js_config",
];

/**
 * The config.json of a trained encoder: the sizes as its checkpoint has them, the class of the reference that computes what
 * the model does, and the type of the weights that are saved.
 */
export function savedConfig(
  config: Readonly<Record<string, unknown>>,
  architectures: readonly string[],
): Readonly<Record<string, unknown>> {
  const kept = Object.entries(config).filter(([key]) => !OWN_KEYS.includes(key));
  return { ...Object.fromEntries(kept), architectures, torch_dtype: "float32" };
}
