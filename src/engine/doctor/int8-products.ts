import { findInt8Bits } from "../int8-bits.js";
import { type SelfCheck, selfCheck } from "./self-check.js";

/** Whether `training.precision: int8` works here, and with how many bits: fewer are slower by nothing, and a bit rougher. */
export async function checkInt8Products(): Promise<SelfCheck> {
  const name = "int8_products";
  try {
    const bits = await findInt8Bits();
    const detail =
      bits === 8
        ? "products of unsigned by signed 8-bit numbers are exact: precision int8 uses all 8 bits"
        : "this processor's sums of 8-bit products saturate (no VNNI, no AMX): precision int8 keeps weights to 7 bits";
    return { name, ok: true, detail };
  } catch (error) {
    return selfCheck(name, "", () => Promise.reject(error));
  }
}
