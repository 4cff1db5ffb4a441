import type { EncodedText, JsonObject } from "../token-encoder.js";
import { createSectioner } from "./added-tokens.js";
import type { LibraryTokenizer } from "./library.js";
import { createNormalizer } from "./normalizers.js";
import { createPieceModel } from "./piece-model.js";
import { createPreTokenizer } from "./pre-tokenizers.js";
import { supportedOnly } from "./refuse.js";
import { type OffsetTrimmer, offsetTrimmer } from "./trim-offsets.js";

/** From a text to its tokens. */
export interface SubwordPipeline {
  /** Ids, without special tokens. */
  ids(text: string): number[];
  /** Ids, and where each token is. */
  withOffsets(text: string): EncodedText;
}

/**
 * Added tokens → normaliser → pre-tokenizer → model, as a tokenizer.json describes them. Ids and places are those of
 * Hugging Face's `tokenizers`, except that places count UTF-16 units.
 * @throws PinakesError TEXT_TOKENIZER for a part that is not known
 */
export function createSubwordPipeline(json: JsonObject, library: LibraryTokenizer, where: string): SubwordPipeline {
  return supportedOnly(where, () => assemble(json, library));
}

function assemble(json: JsonObject, library: LibraryTokenizer): SubwordPipeline {
  const sections = createSectioner(json.added_tokens, createNormalizer(json.normalizer));
  const split = createPreTokenizer(json.pre_tokenizer);
  const divide = createPieceModel(json.model as JsonObject, library.model);
  const trim = offsetTrimmer(json.post_processor);
  return {
    ids: (text) => {
      const ids: number[] = [];
      for (const section of sections(text)) {
        if (section.id !== undefined) ids.push(section.id);
        else for (const piece of split(section.text)) for (const id of divide(piece.text).ids) ids.push(id);
      }
      return ids;
    },
    withOffsets: (text) => {
      const found = new Placed(text, trim);
      for (const section of sections(text)) {
        if (section.id !== undefined) {
          const { text: token } = section.text;
          found.add(section.id, token, section.text.span(0, token.length));
          found.word++;
          continue;
        }
        for (const piece of split(section.text)) {
          const { ids, starts, ends } = divide(piece.text);
          for (const [i, id] of ids.entries()) {
            found.add(id, library.id_to_token(id) ?? "", piece.span(starts[i] as number, ends[i] as number));
          }
          found.word++;
        }
      }
      return found.done();
    },
  };
}

/** Collects tokens with their places. */
class Placed {
  /** The word under way. */
  word = 0;
  private readonly ids: number[] = [];
  private readonly offsets: (readonly [start: number, end: number])[] = [];
  private readonly words: number[] = [];

  constructor(
    private readonly text: string,
    private readonly trim: OffsetTrimmer,
  ) {}

  add(id: number, token: string, place: readonly [start: number, end: number]): void {
    this.offsets.push(this.trim({ token, place, isFirst: this.ids.length === 0 }, this.text));
    this.ids.push(id);
    this.words.push(this.word);
  }

  done(): EncodedText {
    return { ids: Int32Array.from(this.ids), offsets: this.offsets, words: Int32Array.from(this.words) };
  }
}
