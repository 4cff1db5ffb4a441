import { type FileHandle, open, rename, rm } from "node:fs/promises";

/** One system call writes less than 2 GiB. */
const LARGEST_WRITE = 2 ** 30;

/**
 * Writes blocks of bytes as a file that appears whole or not at all: it is written beside, flushed and renamed. What goes
 * wrong is thrown as the system says it.
 */
export async function writeFileWhole(path: string, blocks: Iterable<Uint8Array>): Promise<void> {
  const temporary = `${path}.partial`;
  try {
    const handle = await open(temporary, "w");
    try {
      for (const block of blocks) await writeFully(handle, block);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    // Where that fails as well, what went wrong first is what the user has to know.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw cause;
  }
}

async function writeFully(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, done, Math.min(bytes.length - done, LARGEST_WRITE));
    done += bytesWritten;
  }
}
