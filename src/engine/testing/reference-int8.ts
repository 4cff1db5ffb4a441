import type { QuantizeAttributes } from "../ops/op-set.js";
import { at, fill, type Plain } from "./plain.js";

const { fround, max, min } = Math;

/** To the nearest integer, halves to the even one, as the runtime rounds. */
function roundEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

const clamp = (x: number, low: number, high: number): number => min(high, max(low, x));

/** How a matrix lies on a grid. */
interface Grid {
  readonly scale: number;
  readonly zero: number;
  readonly range: readonly [number, number];
}

/** The grid of numbers whose least and largest are given, 0 between them. */
function gridOf(low: number, high: number, { to, bits, per }: QuantizeAttributes): Grid {
  const { steps, middle } = bits === 8 ? { steps: 255, middle: 128 } : { steps: 126, middle: 63 };
  const range = [-128, 127] as const;
  const whole = fround(fround(high) - fround(low));
  if (per === "row") {
    const scale = max(fround(whole / steps), fround(1e-30));
    return { scale, zero: roundEven(fround(-low / scale)) - middle, range };
  }
  // ONNX's `DynamicQuantizeLinear`; scale and zero of i8 follow from those of u8.
  const scale = whole === 0 ? 1 : fround(whole / 255);
  const zero = clamp(roundEven(fround(-low / scale)), 0, 255);
  if (to === "u8") return { scale, zero, range: [0, 255] };
  if (bits === 8) return { scale, zero: zero - middle, range };
  return {
    scale: fround(scale * fround(255 / steps)),
    zero: roundEven(fround(zero * fround(steps / 255))) - middle,
    range,
  };
}

/** The op `quantize`. */
export function referenceQuantize(x: Plain, attributes: QuantizeAttributes): Plain[] {
  const rows = attributes.per === "row" ? (x.shape[0] as number) : 1;
  const width = x.data.length / rows;
  const parts = Array.from({ length: rows }, (_, row) => x.data.slice(row * width, (row + 1) * width));
  const grids = parts.map((part) => gridOf(min(0, ...part), max(0, ...part), attributes));
  const quantized = parts.flatMap((part, row) => {
    const { scale, zero, range } = grids[row] as Grid;
    return part.map((value) => clamp(roundEven(fround(fround(value) / scale)) + zero, ...range));
  });
  const shape = attributes.per === "row" ? [rows] : [];
  return [
    { shape: x.shape, data: quantized },
    { shape, data: grids.map(({ scale }) => scale) },
    { shape, data: grids.map(({ zero }) => zero) },
  ];
}

/** The op `matmul_int8`: sums of integers, then one factor and the bias. */
export function referenceMatmulInt8(inputs: readonly Plain[]): Plain {
  const [a, aScale, aZero, b, bScale, bZero] = inputs as readonly [Plain, Plain, Plain, Plain, Plain, Plain];
  const bias = inputs[6];
  const [rows, inner] = a.shape as [number, number];
  const columns = b.shape[1] as number;
  const [left, leftZero] = [aScale.data[0] as number, aZero.data[0] as number];
  return fill([rows, columns], ([row, column]) => {
    const index = [column as number];
    let sum = 0;
    for (let k = 0; k < inner; k++) {
      sum += (at(a, [row as number, k]) - leftZero) * (at(b, [k, ...index]) - at(bZero, index));
    }
    return left * at(bScale, index) * sum + (bias ? at(bias, index) : 0);
  });
}
