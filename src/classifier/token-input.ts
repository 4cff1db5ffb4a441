import type { EncodedSplit } from "../models/index.js";
import {
  type EncodedText,
  type LongText,
  type TfidfWeighting,
  type TokenEncoder,
  type TruncateOptions,
  truncate,
  truncateEncoded,
} from "../text/index.js";

/** How texts become the ids that a network takes. */
export interface TokenInputOptions {
  readonly encoder: TokenEncoder;
  readonly maxLength: number;
  readonly longText: LongText;
  readonly weighting?: TfidfWeighting | undefined;
}

/** Texts as a network takes them; without targets. */
export class TokenInput {
  constructor(readonly options: TokenInputOptions) {}

  /** Ids of a text before it is cut, without special tokens. */
  encodeWhole(text: string): Int32Array {
    return this.options.encoder.encode(text);
  }

  /** Cuts ids to the longest length, special tokens included. */
  cut(ids: Int32Array): Int32Array {
    return truncate(ids, this.truncation);
  }

  /** A prepared text as the network takes it, and where in it each token is. */
  encodeWithOffsets(text: string): EncodedText {
    return truncateEncoded(this.options.encoder.encodeWithOffsets(text), this.truncation);
  }

  /** Ids and token weights of texts. */
  encode(texts: readonly string[]): Omit<EncodedSplit, "targets"> {
    const ids = texts.map((text) => this.cut(this.encodeWhole(text)));
    const { weighting } = this.options;
    return weighting ? { ids, tokenWeights: ids.map((row) => weighting.weights(row)) } : { ids };
  }

  private get truncation(): TruncateOptions {
    const { encoder, maxLength, longText } = this.options;
    return { maxLength, longText, prefix: encoder.prefix, suffix: encoder.suffix };
  }
}
