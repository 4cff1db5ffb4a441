import { PinakesError } from "../shared/index.js";
import type { EncodedText } from "./token-encoder.js";

/** Which part of a long text is kept: its beginning, its end, or half of each. */
export type LongText = "head" | "tail" | "head_tail";

/** How {@link truncate} cuts. */
export interface TruncateOptions {
  /** Longest result in tokens, prefix and suffix included. */
  readonly maxLength: number;
  /** Default `head`. */
  readonly longText?: LongText;
  /** Special tokens put before the text, and never cut. */
  readonly prefix?: Int32Array;
  /** Special tokens put after the text, and never cut. */
  readonly suffix?: Int32Array;
}

/**
 * The ids between their special tokens, cut to `maxLength` in all. `head_tail` keeps as many tokens of the end as of the
 * beginning, where the number is odd one more of the beginning (after Sun et al. 2019, §5.3.1).
 * @throws PinakesError CONFIG_CONFLICT where the special tokens leave no room for a token of the text
 */
export function truncate(ids: Int32Array, options: TruncateOptions): Int32Array {
  const { prefix = NONE, suffix = NONE } = options;
  const { head, tail } = keptTokens(ids.length, options);
  const result = new Int32Array(prefix.length + head + tail + suffix.length);
  result.set(prefix, 0);
  result.set(ids.subarray(0, head), prefix.length);
  result.set(ids.subarray(ids.length - tail), prefix.length + head);
  result.set(suffix, prefix.length + head + tail);
  return result;
}

/** What {@link truncate} gives, with the place of each token; special tokens have none: [0, 0), word −1. */
export function truncateEncoded({ ids, offsets, words }: EncodedText, options: TruncateOptions): EncodedText {
  const { prefix = NONE, suffix = NONE } = options;
  const { head, tail } = keptTokens(ids.length, options);
  const nowhere = (special: Int32Array) => Array.from(special, () => [0, 0] as const);
  const kept = <T>(all: readonly T[]): T[] => [...all.slice(0, head), ...all.slice(all.length - tail)];
  return {
    ids: truncate(ids, options),
    offsets: [...nowhere(prefix), ...kept(offsets), ...nowhere(suffix)],
    words: Int32Array.from([...Array.from(prefix, () => -1), ...kept([...words]), ...Array.from(suffix, () => -1)]),
  };
}

/** How many tokens of the beginning and of the end are kept. */
function keptTokens(length: number, options: TruncateOptions): { readonly head: number; readonly tail: number } {
  const kept = Math.min(length, roomForText(options));
  const head = headLength(kept, length, options.longText ?? "head");
  return { head, tail: kept - head };
}

const NONE = new Int32Array(0);

function headLength(kept: number, length: number, longText: LongText): number {
  if (kept === length || longText === "head") return kept;
  return longText === "tail" ? 0 : Math.ceil(kept / 2);
}

/**
 * Tokens of a text that fit between its special tokens.
 * @throws PinakesError CONFIG_CONFLICT where there is room for none
 */
export function roomForText({ maxLength, prefix = NONE, suffix = NONE }: TruncateOptions): number {
  const room = maxLength - prefix.length - suffix.length;
  if (room >= 1) return room;
  throw new PinakesError("CONFIG_CONFLICT", {
    where: "text.max_length",
    message: `a length of ${maxLength} leaves no room for a text between ${prefix.length + suffix.length} special tokens`,
    fix: `set max_length to ${prefix.length + suffix.length + 1} or more`,
  });
}

/** How much of a set of texts was cut away. */
export interface TruncationStats {
  readonly texts: number;
  /** Texts of which tokens are dropped. */
  readonly cut: number;
  /** `cut / texts`, 0 without texts. */
  readonly cutShare: number;
  /** Tokens before cutting, special tokens not counted. */
  readonly tokens: number;
  readonly dropped: number;
  /** `dropped / tokens`, 0 without tokens. */
  readonly droppedShare: number;
  /** Tokens of the longest text before cutting. */
  readonly longest: number;
}

/**
 * What {@link truncate} with the same options drops from encoded texts.
 * @param kept  tokens that are kept of a text of so many, where they are not as many as fit
 */
export function truncationStats(
  texts: Iterable<Int32Array>,
  options: TruncateOptions,
  kept: (length: number) => number = cutAt(roomForText(options)),
): TruncationStats {
  let [count, cut, tokens, dropped, longest] = [0, 0, 0, 0, 0];
  for (const { length } of texts) {
    count++;
    tokens += length;
    longest = Math.max(longest, length);
    const lost = length - kept(length);
    if (lost > 0) {
      cut++;
      dropped += lost;
    }
  }
  return {
    texts: count,
    cut,
    cutShare: share(cut, count),
    tokens,
    dropped,
    droppedShare: share(dropped, tokens),
    longest,
  };
}

function cutAt(room: number): (length: number) => number {
  return (length) => Math.min(length, room);
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
