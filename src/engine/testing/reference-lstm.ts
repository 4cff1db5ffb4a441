import { at, fill, indices, offset, type Plain } from "./plain.js";

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** The gates of one unit at one step, after activation. */
interface Gates {
  readonly i: number;
  readonly o: number;
  readonly f: number;
  readonly g: number;
}

function gatesAt(gates: Plain, [t, b, unit]: readonly number[], hidden: number): Gates {
  const gate = (index: number): number => at(gates, [t as number, b as number, index * hidden + (unit as number)]);
  return { i: sigmoid(gate(0)), o: sigmoid(gate(1)), f: sigmoid(gate(2)), g: Math.tanh(gate(3)) };
}

/** Tensors of the steps of an LSTM, written step by step. */
class Steps {
  private readonly data: number[];

  constructor(readonly shape: readonly number[]) {
    this.data = new Array<number>(shape.reduce((total, size) => total * size, 1)).fill(0);
  }

  /** The element, 0 before the first step and after the last. */
  at(index: readonly number[]): number {
    const [step, steps] = [index[0] as number, this.shape[0] as number];
    return step < 0 || step >= steps ? 0 : (this.data[offset(this.shape, index)] as number);
  }

  set(index: readonly number[], value: number): void {
    this.data[offset(this.shape, index)] = value;
  }

  get plain(): Plain {
    return { shape: this.shape, data: this.data };
  }
}

/** The op `lstm` by its equations, a number at a time (Gers et al. 2000). */
export function referenceLstm(x: Plain, r: Plain): Plain[] {
  const [time, batch] = x.shape as [number, number];
  const hidden = r.shape[0] as number;
  const [h, c] = [new Steps([time, batch, hidden]), new Steps([time, batch, hidden])];
  const gates = new Steps(x.shape);
  for (let t = 0; t < time; t++) {
    for (const [b, column] of indices([batch, 4 * hidden]) as Generator<[number, number]>) {
      let sum = at(x, [t, b, column]);
      for (let k = 0; k < hidden; k++) sum += h.at([t - 1, b, k]) * at(r, [k, column]);
      gates.set([t, b, column], sum);
    }
    for (const [b, unit] of indices([batch, hidden]) as Generator<[number, number]>) {
      const { i, o, f, g } = gatesAt(gates.plain, [t, b, unit], hidden);
      c.set([t, b, unit], f * c.at([t - 1, b, unit]) + i * g);
      h.set([t, b, unit], o * Math.tanh(c.at([t, b, unit])));
    }
  }
  return [h.plain, gates.plain, c.plain];
}

/** The op `lstm_grad`: back-propagation through time, a number at a time. */
export function referenceLstmGrad([dh, gates, c, r]: readonly Plain[]): Plain {
  const [given, before, cells, recurrent] = [dh, gates, c, r] as [Plain, Plain, Plain, Plain];
  const [time, batch] = before.shape as [number, number];
  const hidden = recurrent.shape[0] as number;
  const dGates = new Steps(before.shape);
  const dCells = new Steps(cells.shape);
  for (let t = time - 1; t >= 0; t--) {
    for (const [b, unit] of indices([batch, hidden]) as Generator<[number, number]>) {
      let dState = at(given, [t, b, unit]);
      for (let k = 0; k < 4 * hidden; k++) dState += dGates.at([t + 1, b, k]) * at(recurrent, [unit, k]);
      const { i, o, f, g } = gatesAt(before, [t, b, unit], hidden);
      const later = t + 1 < time ? dCells.at([t + 1, b, unit]) * gatesAt(before, [t + 1, b, unit], hidden).f : 0;
      const tanhC = Math.tanh(at(cells, [t, b, unit]));
      const dc = dState * o * (1 - tanhC * tanhC) + later;
      const previous = t > 0 ? at(cells, [t - 1, b, unit]) : 0;
      dCells.set([t, b, unit], dc);
      const parts = [
        dc * g * i * (1 - i),
        dState * tanhC * o * (1 - o),
        dc * previous * f * (1 - f),
        dc * i * (1 - g * g),
      ];
      parts.forEach((value, gate) => {
        dGates.set([t, b, gate * hidden + unit], value);
      });
    }
  }
  return fill(before.shape, (index) => dGates.at(index));
}
