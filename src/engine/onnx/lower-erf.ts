import type { Lowering } from "./lowering-context.js";
import type { OnnxBuilder } from "./onnx-builder.js";

/** Beyond this |x| the error function is ±1 in float64. */
const SATURATION = 6;

/** Terms after which the series at x = 6 has settled to float64 rounding. */
const TERMS = 128;

/**
 * The error function in float64, where the runtime has no kernel: 2/√π·x·e^(−x²)·Σ (2x²)ⁿ/(2n+1)!!, whose terms are all
 * of one sign, so that nothing cancels (Abramowitz & Stegun 1964, 7.1.6). Some 250 nodes: it serves checks, not speed.
 */
function erfInFloat64(onnx: OnnxBuilder, input: string, out?: readonly string[]): string {
  const scalar = (value: number): string => onnx.constant("f64", [], [value]);
  const x = onnx.node("Min", [onnx.node("Max", [input, scalar(-SATURATION)]), scalar(SATURATION)]);
  const square = onnx.node("Mul", [x, x]);
  const doubled = onnx.node("Mul", [square, scalar(2)]);
  let series = scalar(1);
  for (let n = TERMS; n > 0; n--) {
    // Horner's scheme over the ratios of neighbouring terms: 1 + 2x²/3·(1 + 2x²/5·(1 + …)).
    const ratio = onnx.node("Mul", [doubled, scalar(1 / (2 * n + 1))]);
    series = onnx.node("Add", [onnx.node("Mul", [series, ratio]), scalar(1)]);
  }
  const density = onnx.node("Exp", [onnx.node("Neg", [square])]);
  const slope = onnx.node("Mul", [onnx.node("Mul", [x, scalar(2 / Math.sqrt(Math.PI))]), density]);
  return onnx.node("Mul", [slope, series], out ? { out } : {});
}

/** The runtime's kernel in float32; a series in float64. */
export const lowerErf: Lowering<"erf"> = ({ onnx, inputs, out, node }) => {
  if (node.outputs[0]?.dtype === "f32") onnx.node("Erf", inputs, { out });
  else erfInFloat64(onnx, inputs[0] as string, out);
};

/** One kernel in float32, of the standard's domain (since opset 20) or the runtime's; x·(1 + erf(x/√2))/2 in float64. */
export const lowerGelu: Lowering<"gelu"> = ({ onnx, inputs, out, node }) => {
  if (node.outputs[0]?.dtype === "f32") {
    onnx.node("Gelu", inputs, { out, domain: onnx.target === "portable" ? "" : "com.microsoft" });
    return;
  }
  const x = inputs[0] as string;
  const scalar = (value: number): string => onnx.constant("f64", [], [value]);
  const error = erfInFloat64(onnx, onnx.node("Mul", [x, scalar(Math.SQRT1_2)]));
  const doubledCdf = onnx.node("Add", [error, scalar(1)]);
  onnx.node("Mul", [onnx.node("Mul", [x, scalar(0.5)]), doubledCdf], { out });
};
