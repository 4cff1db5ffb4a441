import { PinakesError } from "../shared/index.js";
import type { EncodedText } from "./token-encoder.js";
import { roomForText, type TruncateOptions, truncate, truncateEncoded } from "./truncate.js";

/** How texts that are too long are divided into windows that overlap. */
export interface WindowOptions extends Omit<TruncateOptions, "longText"> {
  /** Tokens from the start of one window to that of the next; three quarters of a window's own tokens where not given. */
  readonly stride?: number | undefined;
  /** Windows a text at most. */
  readonly maxWindows: number;
}

/** A window's tokens of the text: [start, end). */
export type WindowSpan = readonly [start: number, end: number];

/**
 * Where the windows of a text of so many tokens are. Each has the full length (where the text has), a stride after the one
 * before; the last one ends where the text does, so that it overlaps more. A text that fits is one window.
 * @throws PinakesError CONFIG_CONFLICT where there is no room for a token, or a stride would leave tokens out
 */
export function windowSpans(length: number, options: WindowOptions): WindowSpan[] {
  const room = roomForText(options);
  const stride = strideOf(options);
  const needed = 1 + Math.max(0, Math.ceil((length - room) / stride));
  return Array.from({ length: Math.min(needed, options.maxWindows) }, (_, window) => {
    const start = window === needed - 1 ? Math.max(0, length - room) : window * stride;
    return [start, Math.min(length, start + room)] as const;
  });
}

/** Tokens from the start of one window to that of the next. @throws PinakesError as {@link windowSpans} */
export function strideOf(options: WindowOptions): number {
  const room = roomForText(options);
  const stride = options.stride ?? Math.max(1, Math.round(0.75 * room));
  if (stride > room) throw strideTooLong(stride, room);
  return stride;
}

function strideTooLong(stride: number, room: number): PinakesError {
  return new PinakesError("CONFIG_CONFLICT", {
    where: "text.stride",
    message: `windows of ${room} tokens of the text, one every ${stride}, would leave tokens between them out.`,
    fix: `set stride to ${room} or less.`,
  });
}

/** The windows of a text, each between its special tokens. @throws PinakesError as {@link windowSpans} */
export function divideWindows(ids: Int32Array, options: WindowOptions): Int32Array[] {
  return windowSpans(ids.length, options).map(([start, end]) => truncate(ids.subarray(start, end), options));
}

/** What {@link divideWindows} gives, with the place of each token. */
export function divideEncoded({ ids, offsets, words }: EncodedText, options: WindowOptions): EncodedText[] {
  return windowSpans(ids.length, options).map(([start, end]) =>
    truncateEncoded(
      { ids: ids.subarray(start, end), offsets: offsets.slice(start, end), words: words.subarray(start, end) },
      options,
    ),
  );
}

/** How the texts of a set are divided. */
export interface WindowStats {
  /** Texts of more than one window. */
  readonly several: number;
  /** `several / texts`, 0 without texts. */
  readonly severalShare: number;
  readonly windows: number;
  /** `windows / texts`, 0 without texts. */
  readonly mean: number;
  /** Windows of the text that has the most. */
  readonly most: number;
  /** Texts that would have more windows than they may. */
  readonly beyond: number;
}

/** What {@link divideWindows} with the same options makes of encoded texts. */
export function windowStats(texts: Iterable<Int32Array>, options: WindowOptions): WindowStats {
  let [count, several, windows, most, beyond] = [0, 0, 0, 0, 0];
  for (const { length } of texts) {
    const spans = windowSpans(length, options);
    count++;
    windows += spans.length;
    most = Math.max(most, spans.length);
    if (spans.length > 1) several++;
    if ((spans.at(-1)?.[1] ?? 0) < length) beyond++;
  }
  const share = (part: number): number => (count === 0 ? 0 : part / count);
  return { several, severalShare: share(several), windows, mean: share(windows), most, beyond };
}
