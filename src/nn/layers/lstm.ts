import { product, type Value } from "../../engine/index.js";
import type { Scope } from "../scope.js";
import { textbookLstm } from "./lstm-textbook.js";
import { declareLstmWeights, type LstmWeights } from "./lstm-weights.js";
import { lastStep, sequenceMask } from "./sequence-mask.js";

/** Options of {@link lstm}. */
export interface LstmOptions {
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly layers: number;
  readonly bidirectional: boolean;
  /** Rate between layers. */
  readonly dropout: number;
  /** fused: one op over all steps; textbook: a node per equation and step, which needs a fixed number of steps. */
  readonly cell: "fused" | "textbook";
}

/** What an LSTM gives; D is 2 where it is bidirectional, else 1. */
export interface LstmStates {
  /** [T, B, D·H]: the last layer's states, zero at padding. */
  readonly states: Value;
  /** [B, D·H]: the last layer's final state of each direction. */
  readonly final: Value;
}

/** States of all steps, of sequences that begin at step 0; padding at the end does not reach them. [T, B, in] → [T, B, H] */
function fusedLstm({ g, m }: Scope, x: Value, weights: LstmWeights): Value {
  const [time, batch, width] = x.shape as [Value["shape"][number], Value["shape"][number], number];
  const { inputWeight, hiddenWeight, bias } = weights;
  const rows = m.reshape(x, [product([time, batch]), width]);
  const gates = m.reshape(m.gemm(rows, inputWeight, { transB: true, bias }), [time, batch, ...bias.shape]); // [T, B, 4H]
  return g.emit("lstm", [gates, m.transpose(hiddenWeight, [1, 0])], {});
}

/**
 * An LSTM (Hochreiter & Schmidhuber 1997, with forget gates: Gers et al. 2000) over padded sequences, with the
 * semantics of PyTorch's packed ones: padding never changes a result, and the reverse direction starts at the last real
 * token. Parameters `weight_ih_l0`, `weight_hh_l0`, `bias_l0`, …, `…_l0_reverse`.
 * @param x        [T, B, in]
 * @param lengths  [B] i32, at least 1
 */
export function lstm(
  scope: Scope,
  input: { readonly x: Value; readonly lengths: Value },
  options: LstmOptions,
): LstmStates {
  const { m } = scope;
  const { hiddenSize, layers, bidirectional, dropout, cell } = options;
  const { lengths } = input;
  const time = input.x.shape[0] ?? 1;
  const mask = m.unsqueeze(sequenceMask(scope, lengths, time), 2); // [T, B, 1]
  const last = m.unsqueeze(lastStep(scope, lengths, time), 2); // [T, B, 1]
  const run = cell === "fused" ? fusedLstm : textbookLstm;
  let result: LstmStates = { states: input.x, final: input.x };
  for (let layer = 0; layer < layers; layer++) {
    const x = layer === 0 ? input.x : scope.dropout(result.states, dropout, `layer${layer}`);
    const inputSize = layer === 0 ? options.inputSize : hiddenSize * (bidirectional ? 2 : 1);
    // A reversed sequence begins at its last real token, so that padding stays behind in both directions.
    const directions = (bidirectional ? ["", "_reverse"] : [""]).map((direction) => {
      const weights = declareLstmWeights(scope, `l${layer}${direction}`, { inputSize, hiddenSize });
      const turn = (value: Value): Value => (direction === "" ? value : m.reverseSequence(value, lengths));
      const states = run(scope, turn(x), weights);
      return { states: turn(states), final: m.sum(m.mul(states, last), { axes: [0] }) };
    });
    const states = m.concat(
      directions.map((direction) => direction.states),
      2,
    );
    result = {
      states: m.mul(states, mask),
      final: m.concat(
        directions.map((direction) => direction.final),
        1,
      ),
    };
  }
  return result;
}
