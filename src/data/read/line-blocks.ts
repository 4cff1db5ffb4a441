import { isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Readable } from "node:stream";
import { createGunzip, type Gunzip } from "node:zlib";
import { PinakesError } from "../../shared/index.js";
import type { DataFile } from "./files.js";

/** Bytes of whole lines; only the last block of a file may end without a line break. */
export interface LineBlock {
  readonly bytes: Buffer;
  /** The number of its first line, from 1. */
  readonly firstLine: number;
}

const NEWLINE = 0x0a;
const CHUNK_BYTES = 1 << 20;
const LONGEST_LINE = 1 << 28;

/**
 * A text file as blocks of whole lines, unpacked, without a byte order mark. UTF-8 never has a line break inside a
 * character, so that a block can be checked and decoded on its own.
 * @throws PinakesError DATA_ENCODING for broken compression and UTF-16; DATA_FORMAT for content that is no text.
 */
export async function* readLineBlocks(file: DataFile): AsyncGenerator<LineBlock> {
  let rest: Buffer[] = [];
  let restBytes = 0;
  let firstLine = 1;
  let first = true;
  for await (const chunk of unpackedChunks(file)) {
    const cut = chunk.lastIndexOf(NEWLINE) + 1;
    restBytes += chunk.length;
    if (restBytes > LONGEST_LINE) throw tooLong(file, firstLine);
    if (cut === 0) {
      rest.push(chunk);
      continue;
    }
    const block = Buffer.concat([...rest, chunk.subarray(0, cut)]);
    rest = [chunk.subarray(cut)];
    restBytes = chunk.length - cut;
    yield { bytes: first ? checkStart(file, block) : block, firstLine };
    first = false;
    firstLine += countNewlines(block);
  }
  const block = Buffer.concat(rest);
  if (block.length > 0) yield { bytes: first ? checkStart(file, block) : block, firstLine };
}

/** The lines of a block that are not valid UTF-8, by number. */
export function badLines(block: LineBlock): ReadonlySet<number> {
  const bad = new Set<number>();
  if (isUtf8(block.bytes)) return bad;
  let line = block.firstLine;
  for (let start = 0; start < block.bytes.length; line++) {
    const newline = block.bytes.indexOf(NEWLINE, start);
    const end = newline < 0 ? block.bytes.length : newline;
    if (!isUtf8(block.bytes.subarray(start, end))) bad.add(line);
    start = end + 1;
  }
  return bad;
}

function countNewlines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) count++;
  return count;
}

async function* unpackedChunks(file: DataFile): AsyncGenerator<Buffer> {
  const source = createReadStream(file.path, { highWaterMark: CHUNK_BYTES });
  if (!file.gzip) {
    yield* source as AsyncIterable<Buffer>;
    return;
  }
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  // An error while reading must end the unpacking too, or the loop would wait for ever.
  source.on("error", (error) => gunzip.destroy(error));
  try {
    yield* source.pipe(gunzip) as Readable as AsyncIterable<Buffer>;
  } catch (cause) {
    throw brokenGzip(file, (cause as Error).message, cause);
  } finally {
    source.destroy();
  }
  await checkConsumed(file, gunzip);
}

/** Node ignores what follows the compressed data, which may be a broken second half. */
async function checkConsumed(file: DataFile, gunzip: Gunzip): Promise<void> {
  const { size } = await stat(file.path);
  const left = size - gunzip.bytesWritten;
  if (left > 0) throw brokenGzip(file, `${left} of ${size} bytes follow the end of the compressed data`);
}

function brokenGzip(file: DataFile, what: string, cause?: unknown): PinakesError {
  return new PinakesError("DATA_ENCODING", {
    where: file.name,
    message: `the gzip compression is broken: ${what}.`,
    fix: "check it with gzip -t, and copy or download the file again.",
    cause,
  });
}

function tooLong(file: DataFile, line: number): PinakesError {
  return new PinakesError("DATA_FORMAT", {
    where: `${file.name}:${line}`,
    message: `a line is longer than ${LONGEST_LINE} bytes.`,
    fix: "write one row a line.",
  });
}

interface Signature {
  /** The first bytes, in hexadecimal. */
  readonly bytes: string;
  readonly code: "DATA_ENCODING" | "DATA_FORMAT";
  readonly what: string;
  readonly fix: string;
}

const UTF16 = {
  code: "DATA_ENCODING",
  what: "UTF-16 text, not UTF-8",
  fix: "save it as UTF-8 (iconv -f UTF-16 -t UTF-8).",
} as const;

const SIGNATURES: readonly Signature[] = [
  { bytes: "fffe", ...UTF16 },
  { bytes: "feff", ...UTF16 },
  { bytes: "1f8b", code: "DATA_FORMAT", what: "gzip-compressed", fix: "give it the ending .gz." },
  { bytes: "504b0304", code: "DATA_FORMAT", what: "a zip archive or an Excel workbook", fix: "export it as csv." },
  { bytes: "50415231", code: "DATA_FORMAT", what: "a Parquet file", fix: "give it the ending .parquet." },
  {
    bytes: Buffer.from("version https://git-lfs").toString("hex"),
    code: "DATA_FORMAT",
    what: "a Git LFS pointer, not the data",
    fix: "run git lfs pull.",
  },
];

/** The first block without its byte order mark, after a look for files that only claim to be text. */
function checkStart(file: DataFile, block: Buffer): Buffer {
  const start = block.subarray(0, 32).toString("hex");
  const known = SIGNATURES.find((signature) => start.startsWith(signature.bytes));
  if (known !== undefined) throw notText(file, known);
  if (block.subarray(0, CHUNK_BYTES).includes(0)) throw notText(file, ZERO_BYTES);
  return start.startsWith("efbbbf") ? block.subarray(3) : block;
}

const ZERO_BYTES = {
  code: "DATA_ENCODING",
  what: "not text: it holds zero bytes (UTF-16 without a mark, or binary data)",
  fix: "save it as UTF-8, without zero bytes.",
} as const;

function notText(file: DataFile, { code, what, fix }: Omit<Signature, "bytes">): PinakesError {
  return new PinakesError(code, { where: file.name, message: `named a ${file.format} file, but it is ${what}.`, fix });
}
