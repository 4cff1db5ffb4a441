import type { JsonObject } from "../token-encoder.js";
import { unsupported } from "./refuse.js";

/**
 * The pattern of a Replace, as JavaScript has it.
 * @throws {@link unsupported} for one that JavaScript can't read
 */
export function compilePattern(json: unknown): RegExp {
  const { String: literal, Regex: regex } = (json ?? {}) as JsonObject;
  if (typeof literal === "string") return new RegExp(escapePattern(literal), "gu");
  if (typeof regex !== "string") throw unsupported("a pattern that is neither String nor Regex");
  try {
    // Oniguruma's \s is Unicode's white space, JavaScript's is not quite.
    return new RegExp(regex.replaceAll("\\s", "\\p{White_Space}").replaceAll("\\S", "\\P{White_Space}"), "gu");
  } catch {
    throw unsupported(`the pattern ${regex}`);
  }
}

/** A text as a pattern that matches it alone. */
export function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/gu, "\\$&");
}
