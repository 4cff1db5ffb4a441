import { PinakesError, present } from "../../shared/index.js";
import type { Vocabulary } from "../vocabulary.js";
import { parseDecimal } from "./decimal.js";

/** Where in a chunk the numbers of a word are. */
export interface ValueSpan {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** The byte between two numbers. */
  readonly separator: number;
}

/** Collects the vectors of a vocabulary's words while a file goes by. */
export class VectorTable {
  readonly words: Vocabulary;
  readonly hasVector: Uint8Array;
  /** Words found so far. */
  found = 0;
  readonly #expectedDimension: number | undefined;
  #dimension: number | undefined;
  #matrix = new Float32Array(0);

  constructor(words: Vocabulary, expectedDimension: number | undefined) {
    this.words = words;
    this.hasVector = new Uint8Array(words.size);
    this.#expectedDimension = expectedDimension;
  }

  /** The width of the vectors, once the file has told it. */
  get dimension(): number {
    return present(this.#dimension, "the dimension of the word vectors");
  }

  /** [V, E] row by row; zeros for PAD, UNK and words without a vector. */
  get matrix(): Float32Array {
    return this.#matrix;
  }

  /**
   * Sets the width of the vectors.
   * @throws PinakesError TEXT_EMBEDDINGS where it is not the one asked for
   */
  setDimension(dimension: number, where: string): void {
    if (this.#expectedDimension !== undefined && dimension !== this.#expectedDimension) {
      throw new PinakesError("TEXT_EMBEDDINGS", {
        where,
        message: `the vectors have ${dimension} dimensions, expected ${this.#expectedDimension}`,
        fix: `set model.embedding_size: ${dimension}, or leave the key out`,
      });
    }
    this.#dimension = dimension;
    this.#matrix = new Float32Array(this.words.size * dimension);
  }

  /** The row to fill for a word; undefined where the vocabulary has no such word, or it has its vector already. */
  rowFor(word: string): number | undefined {
    if (!this.words.has(word)) return undefined;
    const id = this.words.id(word);
    return this.hasVector[id] === 1 ? undefined : id;
  }

  /**
   * Reads `dimension` numbers into a row.
   * @throws PinakesError TEXT_EMBEDDINGS where there are fewer, or one is not a finite number
   */
  fill(row: number, { bytes, start, end, separator }: ValueSpan, where: string): void {
    const { dimension } = this;
    let from = start;
    for (let column = 0; column < dimension; column++) {
      let to = bytes.indexOf(separator, from);
      if (to === -1 || to > end) to = end;
      const value = parseDecimal(bytes, from, to);
      if (!Number.isFinite(value)) throw this.#brokenValue(row, bytes.toString("utf8", from, to), where);
      this.#matrix[row * dimension + column] = value;
      from = to + 1;
    }
    this.hasVector[row] = 1;
    this.found++;
  }

  #brokenValue(row: number, value: string, where: string): PinakesError {
    return new PinakesError("TEXT_EMBEDDINGS", {
      where,
      message: `the vector of "${this.words.word(row)}" holds "${value}", expected ${this.dimension} finite numbers`,
      fix: "download the file again: it is broken",
    });
  }
}
