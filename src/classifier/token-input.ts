import type { EncodedSplit } from "../models/index.js";
import {
  divideEncoded,
  divideWindows,
  type EncodedText,
  type TextConfig,
  type TfidfWeighting,
  type TokenEncoder,
  type TruncateOptions,
  truncate,
  truncateEncoded,
  type WindowOptions,
} from "../text/index.js";

/** How texts become the ids that a network takes. */
export interface TokenInputOptions {
  readonly encoder: TokenEncoder;
  readonly maxLength: number;
  /** The keys of the config's `text` slice that say what becomes of a text that is longer. */
  readonly text: Pick<TextConfig, "long_text" | "stride" | "max_windows">;
  readonly weighting?: TfidfWeighting | undefined;
}

/** Texts as a network takes them; without targets. */
export class TokenInput {
  constructor(readonly options: TokenInputOptions) {}

  /** How texts are divided; undefined where they are cut. */
  get windows(): WindowOptions | undefined {
    const { encoder, maxLength, text } = this.options;
    if (text.long_text !== "windows") return undefined;
    const { prefix, suffix } = encoder;
    return { maxLength, prefix, suffix, stride: text.stride, maxWindows: text.max_windows };
  }

  /** How texts are cut; of texts in windows, as one that fits is. */
  get truncation(): TruncateOptions {
    const { encoder, maxLength, text } = this.options;
    const longText = text.long_text === "windows" ? "head" : text.long_text;
    return { maxLength, longText, prefix: encoder.prefix, suffix: encoder.suffix };
  }

  /** Ids of a text before it is cut, without special tokens. */
  encodeWhole(text: string): Int32Array {
    return this.options.encoder.encode(text);
  }

  /** Uncut ids as the network takes them: a row, or a row a window, special tokens included. */
  rows(ids: Int32Array): Int32Array[] {
    const { windows } = this;
    return windows ? divideWindows(ids, windows) : [truncate(ids, this.truncation)];
  }

  /** A prepared text as the network takes it, and where in it each token is; of a text in windows, the first of them. */
  encodeWithOffsets(text: string): EncodedText {
    return truncateEncoded(this.options.encoder.encodeWithOffsets(text), this.truncation);
  }

  /** All rows of a prepared text, its windows, and where in it each token is. */
  rowsWithOffsets(text: string): EncodedText[] {
    const { windows } = this;
    return windows
      ? divideEncoded(this.options.encoder.encodeWithOffsets(text), windows)
      : [this.encodeWithOffsets(text)];
  }

  /** Ids and token weights of texts. */
  encode(texts: readonly string[]): Omit<EncodedSplit, "targets"> {
    return this.split(texts.map((text) => this.encodeWhole(text)));
  }

  /** The same of uncut ids. */
  split(texts: readonly Int32Array[]): Omit<EncodedSplit, "targets"> {
    const { weighting } = this.options;
    const rows = texts.map((text) => this.rows(text));
    const ids = rows.flat();
    let end = 0;
    return {
      ids,
      ...(this.windows ? { windowEnds: Int32Array.from(rows, ({ length }) => (end += length)) } : {}),
      ...(weighting ? { tokenWeights: ids.map((row) => weighting.weights(row)) } : {}),
    };
  }
}
