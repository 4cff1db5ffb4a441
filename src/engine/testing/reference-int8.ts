import type { OpAttributes } from "../ops/op-set.js";
import { fill, map, type Plain } from "./plain.js";

const { fround, max, min } = Math;

/** To the nearest integer, halves to the even one, as the runtime rounds. */
function roundEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

const clamp = (x: number, low: number, high: number): number => min(high, max(low, x));

/** The op `quantize`: scale and zero of u8 (ONNX's `DynamicQuantizeLinear`), from which those of i8 follow. */
export function referenceQuantize(x: Plain, { to, bits }: OpAttributes["quantize"]): Plain[] {
  const [low, high] = [x.data.reduce((a, b) => min(a, b), 0), x.data.reduce((a, b) => max(a, b), 0)];
  const scale = high === low ? 1 : fround((fround(high) - fround(low)) / 255);
  const zero = clamp(roundEven(fround(-low / scale)), 0, 255);
  const scalar = (value: number): Plain => ({ shape: [], data: [value] });
  const quantized = (step: number, middle: number, [least, most]: readonly [number, number]): Plain[] => [
    map(x, (value) => clamp(roundEven(fround(fround(value) / step)) + middle, least, most)),
    scalar(step),
    scalar(middle),
  ];
  if (to === "u8") return quantized(scale, zero, [0, 255]);
  if (bits === 8) return quantized(scale, zero - 128, [-128, 127]);
  return quantized(fround(scale * fround(255 / 126)), roundEven(fround(zero * fround(126 / 255))) - 63, [-128, 127]);
}

/** The op `matmul_int8`: sums of integers, then one factor and the bias. */
export function referenceMatmulInt8(inputs: readonly Plain[]): Plain {
  const [a, aScale, aZero, b, bScale, bZero] = inputs as readonly [Plain, Plain, Plain, Plain, Plain, Plain];
  const bias = inputs[6];
  const [rows, inner] = a.shape as [number, number];
  const columns = b.shape[1] as number;
  const number = (scalar: Plain): number => scalar.data[0] as number;
  const factor = number(aScale) * number(bScale);
  return fill([rows, columns], ([row, column]) => {
    let sum = 0;
    for (let k = 0; k < inner; k++) {
      const left = (a.data[(row as number) * inner + k] as number) - number(aZero);
      sum += left * ((b.data[k * columns + (column as number)] as number) - number(bZero));
    }
    return factor * sum + (bias ? (bias.data[column as number] as number) : 0);
  });
}
