import type { JsonObject } from "../token-encoder.js";
import { BYTE_SPACE } from "./byte-level.js";

/** A token and where it is in a text. */
export interface PlacedToken {
  /** As the vocabulary has it; of an added token, what it was found as. */
  readonly token: string;
  readonly place: readonly [start: number, end: number];
  /** Whether it is the text's first. */
  readonly isFirst: boolean;
}

/** The place of a token that is told. */
export type OffsetTrimmer = (token: PlacedToken, text: string) => readonly [start: number, end: number];

const LEADING = new RegExp(`^[${BYTE_SPACE}\\p{White_Space}]*`, "u");
const TRAILING = new RegExp(`[${BYTE_SPACE}\\p{White_Space}]*$`, "u");

/**
 * Byte-level BPE counts the space before a word to its token; a post-processor with `trim_offsets` leaves it out of the
 * place.
 */
export function offsetTrimmer(postProcessor: unknown): OffsetTrimmer {
  const config = findTrimming(postProcessor);
  if (!config) return ({ place }) => place;
  const prefixed = config.add_prefix_space !== false;
  return ({ token, place, isFirst }, text) => {
    const leading = lengthOf(LEADING, token);
    const trailing = lengthOf(TRAILING, token);
    if (leading + trailing === 0) return place;
    // The one space that was put before the text is in no place.
    const own = prefixed && leading === 1 && (isFirst || place[0] === 0) ? 0 : leading;
    let [start, end] = place;
    for (let i = 0; i < own && start < end; i++) start += isPair(text, start) ? 2 : 1;
    for (let i = 0; i < trailing && end > start; i++) end -= isPair(text, end - 2) ? 2 : 1;
    return [start, end];
  };
}

function lengthOf(pattern: RegExp, token: string): number {
  return pattern.exec(token)?.[0].length ?? 0;
}

function isPair(text: string, at: number): boolean {
  return (text.codePointAt(at) ?? 0) > 0xffff;
}

function findTrimming(json: unknown): JsonObject | undefined {
  if (json === null || json === undefined) return undefined;
  const config = json as JsonObject;
  if (config.type === "Sequence") return (config.processors as unknown[]).map(findTrimming).find((found) => found);
  const trims = config.type === "ByteLevel" || config.type === "RobertaProcessing";
  return trims && config.trim_offsets !== false ? config : undefined;
}
