import { at, indices, offset, type Plain } from "./plain.js";

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

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
  const steps = (): Steps => new Steps([time, batch, hidden]);
  const [h, i, f, g, o, kept, tanhC, c] = [steps(), steps(), steps(), steps(), steps(), steps(), steps(), steps()];
  for (const [t, b, unit] of indices([time, batch, hidden]) as Generator<[number, number, number]>) {
    const gate = (index: number): number => {
      const column = index * hidden + unit;
      let sum = at(x, [t, b, column]);
      for (let k = 0; k < hidden; k++) sum += h.at([t - 1, b, k]) * at(r, [k, column]);
      return sum;
    };
    const here = [t, b, unit];
    i.set(here, sigmoid(gate(0)));
    f.set(here, sigmoid(gate(1)));
    g.set(here, Math.tanh(gate(2)));
    o.set(here, sigmoid(gate(3)));
    kept.set(here, f.at(here) * c.at([t - 1, b, unit]));
    c.set(here, kept.at(here) + i.at(here) * g.at(here));
    tanhC.set(here, Math.tanh(c.at(here)));
    h.set(here, o.at(here) * tanhC.at(here));
  }
  return [h, i, f, g, o, kept, tanhC].map((result) => result.plain);
}

/** The op `lstm_grad`: back-propagation through time, a number at a time. */
export function referenceLstmGrad(inputs: readonly Plain[]): Plain {
  const [given, cellByH, inputByC, forgetByC, candidateByC, outputByH, f, recurrent] = inputs as [Plain, ...Plain[]] &
    Record<1 | 2 | 3 | 4 | 5 | 6 | 7, Plain>;
  const [time, batch, hidden] = given.shape as [number, number, number];
  const dGates = new Steps([time, batch, 4 * hidden]);
  const dCells = new Steps(given.shape);
  for (let t = time - 1; t >= 0; t--) {
    for (const [b, unit] of indices([batch, hidden]) as Generator<[number, number]>) {
      const here = [t, b, unit];
      let dh = at(given, here);
      for (let k = 0; k < 4 * hidden; k++) dh += dGates.at([t + 1, b, k]) * at(recurrent, [unit, k]);
      const later = t + 1 < time ? dCells.at([t + 1, b, unit]) * at(f, [t + 1, b, unit]) : 0;
      const dc = dh * at(cellByH, here) + later;
      dCells.set(here, dc);
      const ofCell = [inputByC, forgetByC, candidateByC].map((slope) => dc * at(slope, here));
      [...ofCell, dh * at(outputByH, here)].forEach((value, gate) => {
        dGates.set([t, b, gate * hidden + unit], value);
      });
    }
  }
  return dGates.plain;
}
