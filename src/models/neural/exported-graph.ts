import type { Graph } from "../../engine/index.js";
import type { ParameterSpec } from "../../nn/index.js";
import { present } from "../../shared/index.js";
import { type NeuralModel, OUTPUT } from "./neural-model.js";

/** What symbolic dimensions are called in exported models. */
export const EXPORTED_DIMS: Readonly<Record<string, string>> = {
  B: "batch",
  T: "sequence",
  W: "rows",
  S: "windows",
};

/**
 * A network's forward part as other programs run it: `input_ids` and `attention_mask` in (`token_type_ids` and
 * `token_weights` where the model takes them), and `logits` [B, L] out; of several heads, `logits_<head>` each.
 *
 * Of a model that reads texts in windows each row is a text of one window; with `windows` several rows may be one text:
 * `window_rows` [B, S] names them (0 where a text has no more), `window_counts` [B] how many each has.
 */
export function exportedGraph(
  model: NeuralModel,
  { windows = false }: { readonly windows?: boolean } = {},
): {
  readonly graph: Graph;
  readonly parameters: readonly ParameterSpec[];
} {
  const { graph, parameters } = model.build({ mode: "prediction", masked: true, windows });
  const several = model.heads.length > 1;
  const outputs = model.heads.map(({ name }) => {
    const output = graph.outputs.find((candidate) => candidate.name === OUTPUT.logits(name));
    return { name: several ? `logits_${name}` : "logits", value: present(output, `the logits of ${name}`).value };
  });
  return { graph: { ...graph, outputs }, parameters };
}
