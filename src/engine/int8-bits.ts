import { PinakesError } from "../shared/index.js";
import { GraphBuilder } from "./builder.js";
import type { Value } from "./graph.js";
import type { Int8Bits } from "./ops/op-set.js";
import { compile } from "./runtime/session.js";
import { realData, type Tensor, tensor } from "./tensor.js";

/** Enough rows and columns for the kernel of large products and for that of the rest. */
const [ROWS, INNER, COLUMNS] = [7, 68, 37];
const LARGEST = 255;
const EXTREMES = { 7: [-64, 64], 8: [-128, 127] } as const;

/**
 * How many bits the right operand of a product in 8 bits may have on this machine. Processors without VNNI or AMX add
 * pairs of products in 16 bits, where 8 bits saturate and 7 do not (docs of ONNX Runtime: "reduce_range"). What the
 * processor says of itself is not asked: the runtime multiplies the extremes, and the sums are right or wrong.
 * @throws PinakesError ENGINE_RUNTIME where even 7 bits give wrong sums
 */
export async function findInt8Bits(): Promise<Int8Bits> {
  if (await isExact(8)) return 8;
  if (await isExact(7)) return 7;
  throw new PinakesError("ENGINE_RUNTIME", {
    where: "products in 8 bits",
    message: "ONNX Runtime gives wrong sums on this processor.",
    fix: "set training.precision: fp32.",
  });
}

async function isExact(bits: Int8Bits): Promise<boolean> {
  const executable = await compile(extremesGraph(), { threads: 1 });
  const scalars = { scale: tensor("f32", [], Float32Array.of(1)), a_zero: tensor("u8", [], Uint8Array.of(0)) };
  try {
    for (const extreme of EXTREMES[bits]) {
      const results = await executable.run({
        ...scalars,
        b_zero: tensor("i8", [], Int8Array.of(0)),
        a: tensor("u8", [ROWS, INNER], new Uint8Array(ROWS * INNER).fill(LARGEST)),
        b: tensor("i8", [INNER, COLUMNS], new Int8Array(INNER * COLUMNS).fill(extreme)),
      });
      // Below 2²⁴, so that float32 holds it.
      if (realData(results.product as Tensor).some((sum) => sum !== LARGEST * extreme * INNER)) return false;
    }
    return true;
  } finally {
    await executable.release();
  }
}

/** A product of two matrices that are fed in 8 bits. */
function extremesGraph() {
  const g = new GraphBuilder();
  const scale = g.input("scale", "f32", []);
  const left: Value[] = [g.input("a", "u8", [ROWS, INNER]), scale, g.input("a_zero", "u8", [])];
  const right: Value[] = [g.input("b", "i8", [INNER, COLUMNS]), scale, g.input("b_zero", "i8", [])];
  g.output("product", g.emit("matmul_int8", [...left, ...right], {}));
  return g.build();
}
