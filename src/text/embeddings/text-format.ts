import { PinakesError } from "../../shared/index.js";
import { append, readBytes } from "./byte-stream.js";
import type { VectorTable } from "./vector-table.js";

const NEWLINE = 10;
const RETURN = 13;
const SPACE = 32;

/**
 * Streams a text file of word vectors (GloVe, word2vec or fastText: a word and E numbers a line, by single spaces) into a
 * table. A first line `N E` is a header, as word2vec writes it. Where a word holds spaces (glove.840B), the last E fields
 * are its numbers. Every line's fields are counted; numbers are read for words in use only.
 * @throws PinakesError TEXT_EMBEDDINGS with file and line where the file is broken or cut short
 */
export async function readTextVectors(path: string, table: VectorTable): Promise<void> {
  const reader = new TextVectorReader(path, table);
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of readBytes(path)) {
    const bytes = append(rest, chunk);
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
      reader.readLine(bytes, start, end);
      start = end + 1;
    }
    rest = bytes.subarray(start);
  }
  reader.readLine(rest, 0, rest.length);
  reader.finish();
}

class TextVectorReader {
  readonly #path: string;
  readonly #table: VectorTable;
  #line = 0;
  #vectors = 0;
  #announced: number | undefined;
  #dimension = 0;

  constructor(path: string, table: VectorTable) {
    this.#path = path;
    this.#table = table;
  }

  readLine(bytes: Buffer, start: number, lineEnd: number): void {
    this.#line++;
    let end = lineEnd;
    while (end > start && (bytes[end - 1] === SPACE || bytes[end - 1] === RETURN)) end--;
    if (end === start) return;
    const spaces = countSpaces(bytes, start, end);
    if (this.#dimension === 0 && this.#startFile(bytes.toString("utf8", start, end), spaces)) return;
    if (spaces < this.#dimension) throw this.#brokenLine(spaces);
    this.#vectors++;
    const wordEnd =
      spaces === this.#dimension ? bytes.indexOf(SPACE, start) : nthSpaceFromEnd(bytes, end, this.#dimension);
    const row = this.#table.rowFor(bytes.toString("utf8", start, wordEnd));
    if (row === undefined) return;
    this.#table.fill(row, { bytes, start: wordEnd + 1, end, separator: SPACE }, this.#where());
  }

  /** Checks that the file was whole. */
  finish(): void {
    if (this.#vectors === 0) {
      throw new PinakesError("TEXT_EMBEDDINGS", {
        where: this.#path,
        message: "the file holds no word vectors, expected a word and its numbers a line",
        fix: "download the file again, or check model.embeddings",
      });
    }
    if (this.#announced !== undefined && this.#vectors < this.#announced) {
      throw new PinakesError("TEXT_EMBEDDINGS", {
        where: this.#where(),
        message: `the file ends after ${this.#vectors} vectors, its first line announces ${this.#announced}`,
        fix: "download the file again: it is cut short",
      });
    }
  }

  /** Learns the dimension from the first line. @returns whether that line was a header */
  #startFile(line: string, spaces: number): boolean {
    const header = /^(\d+) (\d+)$/u.exec(line);
    if (header !== null) this.#announced = Number(header[1]);
    this.#dimension = header === null ? spaces : Number(header[2]);
    if (this.#dimension === 0) throw this.#brokenLine(spaces);
    this.#table.setDimension(this.#dimension, this.#where());
    return header !== null;
  }

  #brokenLine(spaces: number): PinakesError {
    return new PinakesError("TEXT_EMBEDDINGS", {
      where: this.#where(),
      message: `the line has ${spaces} numbers after its word, expected ${this.#dimension || "one or more"}`,
      fix: "download the file again: it is broken, cut short, or no text file of word vectors",
    });
  }

  #where(): string {
    return `${this.#path}:${this.#line}`;
  }
}

function countSpaces(bytes: Buffer, start: number, end: number): number {
  let spaces = 0;
  for (let at = start; at < end; at++) if (bytes[at] === SPACE) spaces++;
  return spaces;
}

function nthSpaceFromEnd(bytes: Buffer, end: number, n: number): number {
  let at = end;
  for (let i = 0; i < n; i++) at = bytes.lastIndexOf(SPACE, at - 1);
  return at;
}
