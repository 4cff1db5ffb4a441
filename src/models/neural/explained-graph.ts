import { type FloatType, GraphBuilder, gradientName, gradients, math } from "../../engine/index.js";
import type { ParameterSpec } from "../../nn/index.js";
import { present } from "../../shared/index.js";
import { type NeuralGraph, type NeuralModel, OUTPUT } from "./neural-model.js";

/** Names of what a network's graph takes and gives beside, where it tells what its logits come from. */
export const EXPLAINED = {
  /** [B, L] real a head: what each logit counts in the sum that is explained */
  weights: (head: string): string => `explained:${head}`,
  /** scalar: the weighted sum of the logits of all texts */
  sum: "explained",
} as const;

/** A graph that gives the gradient of a weighted sum of logits with respect to the rows of the token table that are fed. */
export interface ExplainedGraph extends NeuralGraph {
  readonly table: ParameterSpec;
  /** The output that holds it: [U, E], a row a fed row. */
  readonly gradient: string;
}

/**
 * The prediction graph of a network, without dropout, with the gradient of Σ weights · logits with respect to the embedded
 * tokens. Texts don't meet in a network, so that one pass gives the gradient of each text of the batch; where every token
 * has a fed row of its own, that of each token.
 */
export function explainedGraph(model: NeuralModel, float: FloatType = "f32"): ExplainedGraph {
  const neural = model.build({ mode: "prediction", float });
  const g = GraphBuilder.from(neural.graph);
  const m = math(g);
  const terms = model.heads.map(({ name, size }) => {
    const logits = present(
      neural.graph.outputs.find((output) => output.name === OUTPUT.logits(name)),
      `the logits of ${name}`,
    ).value;
    return m.total(m.mul(logits, g.input(EXPLAINED.weights(name), float, ["B", size])));
  });
  g.output(
    EXPLAINED.sum,
    terms.reduce((sum, term) => m.add(sum, term)),
  );
  const table = present(
    neural.parameters.find(({ name }) => name === model.tokenTable),
    "the token table",
  );
  const graph = gradients(g.build(), EXPLAINED.sum, [model.tokenTable]);
  return { ...neural, graph, table, gradient: gradientName(model.tokenTable) };
}
