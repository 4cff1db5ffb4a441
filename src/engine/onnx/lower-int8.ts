import type { Lowering, LoweringContext } from "./lowering-context.js";
import { ONNX_TYPE } from "./onnx-builder.js";

/**
 * Values of i8 that are used, around the middle that u8's 128 becomes. At 7 bits two products sum to at most
 * 2·255·64 < 2¹⁵: what AVX2's `vpmaddubsw` adds without saturating.
 */
const RANGE = { 7: { steps: 126, middle: 63 }, 8: { steps: 255, middle: 128 } } as const;

/** Keeps the scale of a row of zeros from being one. */
const SMALLEST_SCALE = 1e-30;

/** What `quantize` to i8 works on. */
type QuantizeContext = LoweringContext<"quantize">;

/** `DynamicQuantizeLinear` finds the range on all threads; scale and zero of i8 follow from those of u8. */
export const lowerQuantize: Lowering<"quantize"> = (context) => {
  const { onnx, inputs, out, node } = context;
  if (node.attributes.to === "u8") onnx.node("DynamicQuantizeLinear", inputs, { out });
  else if (node.attributes.per === "row") quantizeRows(context);
  else quantizeWhole(context);
};

function quantizeWhole(context: QuantizeContext): void {
  const { onnx, inputs, out, node } = context;
  const { bits } = node.attributes;
  const [, scale] = out as [string, string, string];
  const whole = bits === 8;
  const found = onnx.nodeAll("DynamicQuantizeLinear", inputs, {
    out: [onnx.fresh(), whole ? scale : onnx.fresh(), onnx.fresh()],
  });
  const [, scaleOfU8, zeroOfU8] = found as [string, string, string];
  let position = onnx.node("Cast", [zeroOfU8], { attributes: { to: ONNX_TYPE.f32 } });
  if (!whole) {
    const { steps } = RANGE[bits];
    onnx.node("Mul", [scaleOfU8, onnx.constant("f32", [], [255 / steps])], { out: [scale] });
    position = onnx.node("Round", [onnx.node("Mul", [position, onnx.constant("f32", [], [steps / 255])])]);
  }
  quantizeTo(context, position, {});
}

function quantizeRows(context: QuantizeContext): void {
  const { onnx, inputs, out, node } = context;
  const [x, zero] = [inputs[0] as string, onnx.constant("f32", [], [0])];
  const extreme = (reduction: "ReduceMin" | "ReduceMax", bound: "Min" | "Max"): string => {
    const ofRows = onnx.node(reduction, [x, onnx.integers([1])], { attributes: { keepdims: 0 } });
    return onnx.node(bound, [ofRows, zero]);
  };
  const [low, high] = [extreme("ReduceMin", "Min"), extreme("ReduceMax", "Max")];
  const steps = onnx.constant("f32", [], [RANGE[node.attributes.bits].steps]);
  const scale = onnx.node("Div", [onnx.node("Sub", [high, low]), steps]);
  onnx.node("Max", [scale, onnx.constant("f32", [], [SMALLEST_SCALE])], { out: [out[1] as string] });
  const position = onnx.node("Round", [onnx.node("Div", [onnx.node("Neg", [low]), out[1] as string])]);
  quantizeTo(context, position, { axis: 0 });
}

/** Rounds to i8, once the scale is there and where 0 lies, counted from the least value. */
function quantizeTo({ onnx, inputs, out, node }: QuantizeContext, position: string, axis: { axis?: number }): void {
  const [q, scale, zero] = out as [string, string, string];
  const { middle } = RANGE[node.attributes.bits];
  const shifted = onnx.node("Sub", [position, onnx.constant("f32", [], [middle])]);
  onnx.node("Cast", [shifted], { out: [zero], attributes: { to: ONNX_TYPE.i8 } });
  onnx.node("QuantizeLinear", [inputs[0] as string, scale, zero], { out: [q], attributes: axis });
}

/** The product that `DynamicQuantizeMatMul` makes of its operands once they are quantised. */
export const lowerMatmulInt8: Lowering<"matmul_int8"> = ({ onnx, inputs, out }) => {
  const [a, aScale, aZero, b, bScale, bZero, ...bias] = inputs as [string, string, string, string, string, string];
  onnx.node("MatMulIntegerToFloat", [a, b, aScale, bScale, aZero, bZero, ...bias], { out, domain: "com.microsoft" });
};
