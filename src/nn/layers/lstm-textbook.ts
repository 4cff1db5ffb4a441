import type { Value } from "../../engine/index.js";
import { PinakesError } from "../../shared/index.js";
import type { Scope } from "../scope.js";
import type { LstmWeights } from "./lstm-weights.js";

/** State of a cell: hidden state and memory, both [B, H]. */
interface CellState {
  readonly h: Value;
  readonly c: Value;
}

/**
 * One step of an LSTM, an equation a line (Gers et al. 2000):
 * i = σ(W_i x + R_i h + b_i), f = σ(…), g = tanh(…), o = σ(…), c' = f∘c + i∘g, h' = o∘tanh(c').
 * @param x  [B, in]
 */
export function lstmCell({ m }: Scope, x: Value, state: CellState, weights: LstmWeights): CellState {
  const hidden = weights.hiddenWeight.shape[1] as number;
  const gates = m.add(
    m.gemm(x, weights.inputWeight, { transB: true, bias: weights.bias }),
    m.gemm(state.h, weights.hiddenWeight, { transB: true }),
  ); // [B, 4H]
  const gate = (index: number): Value => m.slice(gates, 1, [index * hidden, (index + 1) * hidden]); // [B, H]
  const i = m.sigmoid(gate(0));
  const f = m.sigmoid(gate(1));
  const g = m.tanh(gate(2));
  const o = m.sigmoid(gate(3));
  const c = m.add(m.mul(f, state.c), m.mul(i, g));
  return { h: m.mul(o, m.tanh(c)), c };
}

/** The cell, step by step, over sequences that begin at step 0: the reference of the fused layer. [T, B, in] → [T, B, H] */
export function textbookLstm(scope: Scope, x: Value, weights: LstmWeights): Value {
  const { m } = scope;
  const [steps, batch, width] = x.shape;
  if (typeof steps !== "number" || batch === undefined || width === undefined) {
    throw new PinakesError("GRAPH_INVALID", {
      where: "textbook LSTM",
      message: `it needs a fixed number of steps, not ${steps}.`,
      fix: "set training.padding: fixed, or model.cell: fused.",
    });
  }
  const hidden = weights.hiddenWeight.shape[1] as number;
  const zero = m.expand(m.scalar(0, x.dtype), [batch, hidden]);
  let state: CellState = { h: zero, c: zero };
  const states: Value[] = [];
  for (let step = 0; step < steps; step++) {
    const current = m.reshape(m.slice(x, 0, [step, step + 1]), [batch, width]);
    state = lstmCell(scope, current, state, weights);
    states.push(m.unsqueeze(state.h, 0));
  }
  return m.concat(states, 0);
}
