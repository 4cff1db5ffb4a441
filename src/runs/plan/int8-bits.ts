import { findInt8Bits, type Int8Bits } from "../../engine/index.js";
import type { TrainingConfig } from "../../training/index.js";
import type { RunEvent } from "../events.js";

/** Bits of the weights in the products of precision int8, with a warning where these are 7; undefined for fp32. */
export async function int8BitsOf(
  precision: TrainingConfig["precision"],
  onEvent: ((event: RunEvent) => void) | undefined,
): Promise<Int8Bits | undefined> {
  if (precision !== "int8") return undefined;
  const bits = await findInt8Bits();
  if (bits === 7) onEvent?.({ type: "warning", message: SEVEN_BITS });
  return bits;
}

const SEVEN_BITS =
  "precision int8 keeps weights to 7 bits: sums of 8-bit products saturate on this processor, which has no VNNI and no AMX";
