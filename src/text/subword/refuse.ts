import { PinakesError } from "../../shared/index.js";

/** A part of a tokenizer.json that is not known. */
class UnsupportedPart extends Error {}

/** What a part of a tokenizer.json that is not supported is answered with. */
export function unsupported(what: string): Error {
  return new UnsupportedPart(what);
}

/**
 * Makes something of a tokenizer.json.
 * @throws PinakesError TEXT_TOKENIZER where it has a part that is not supported
 */
export function supportedOnly<T>(where: string, make: () => T): T {
  try {
    return make();
  } catch (cause) {
    if (!(cause instanceof UnsupportedPart)) throw cause;
    throw new PinakesError("TEXT_TOKENIZER", {
      where,
      message: `it has ${cause.message}, which is not supported.`,
      fix: "take a checkpoint of the BERT family, whose tokenizer is WordPiece, byte-level BPE or SentencePiece.",
    });
  }
}
