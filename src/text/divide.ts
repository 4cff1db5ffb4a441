import { roomForText, type TruncateOptions } from "./truncate.js";

/**
 * A text of any length as one or several inputs, each between its special tokens and none longer than `maxLength`: nothing
 * is cut away, and the parts are of about equal length.
 * @throws PinakesError CONFIG_CONFLICT where the special tokens leave no room for a token of the text
 */
export function divide(ids: Int32Array, options: Omit<TruncateOptions, "longText">): Int32Array[] {
  const { prefix = NONE, suffix = NONE } = options;
  const parts = Math.max(1, Math.ceil(ids.length / roomForText(options)));
  return Array.from({ length: parts }, (_, part) => {
    const start = Math.floor((part * ids.length) / parts);
    const end = Math.floor(((part + 1) * ids.length) / parts);
    return Int32Array.of(...prefix, ...ids.subarray(start, end), ...suffix);
  });
}

const NONE = new Int32Array(0);
