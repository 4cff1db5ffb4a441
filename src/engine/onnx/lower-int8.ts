import type { Lowering } from "./lowering-context.js";
import { ONNX_TYPE } from "./onnx-builder.js";

/**
 * Values of i8 that are used, around the middle that u8's 128 becomes. At 7 bits two products sum to at most
 * 2·255·64 < 2¹⁵: what AVX2's `vpmaddubsw` adds without saturating.
 */
const RANGE = { 7: { steps: 126, middle: 63 }, 8: { steps: 255, middle: 128 } } as const;

/** `DynamicQuantizeLinear` finds the range on all threads; scale and zero of i8 follow from those of u8. */
export const lowerQuantize: Lowering<"quantize"> = ({ onnx, inputs, out, node }) => {
  const { to, bits } = node.attributes;
  if (to === "u8") {
    onnx.node("DynamicQuantizeLinear", inputs, { out });
    return;
  }
  const [q, scale, zero] = out as [string, string, string];
  const { steps, middle } = RANGE[bits];
  const whole = bits === 8;
  const found = onnx.nodeAll("DynamicQuantizeLinear", inputs, {
    out: [onnx.fresh(), whole ? scale : onnx.fresh(), onnx.fresh()],
  });
  const [, scaleOfU8, zeroOfU8] = found as [string, string, string];
  let position = onnx.node("Cast", [zeroOfU8], { attributes: { to: ONNX_TYPE.f32 } });
  if (!whole) {
    onnx.node("Mul", [scaleOfU8, onnx.constant("f32", [], [255 / steps])], { out: [scale] });
    position = onnx.node("Round", [onnx.node("Mul", [position, onnx.constant("f32", [], [steps / 255])])]);
  }
  const shifted = onnx.node("Sub", [position, onnx.constant("f32", [], [middle])]);
  onnx.node("Cast", [shifted], { out: [zero], attributes: { to: ONNX_TYPE.i8 } });
  onnx.node("QuantizeLinear", [inputs[0] as string, scale, zero], { out: [q] });
};

/** The product that `DynamicQuantizeMatMul` makes of its operands once they are quantised. */
export const lowerMatmulInt8: Lowering<"matmul_int8"> = ({ onnx, inputs, out }) => {
  const [a, aScale, aZero, b, bScale, bZero, ...bias] = inputs as [string, string, string, string, string, string];
  onnx.node("MatMulIntegerToFloat", [a, b, aScale, bScale, aZero, bZero, ...bias], { out, domain: "com.microsoft" });
};
