import { type FileHandle, open, readdir, rename, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { fileSize, hasCode } from "./model-cache.js";

const SUFFIX = ".incomplete";

/** A download that nobody wrote to for so long belongs to nobody. It is many times what a silent Hub is waited for. */
const ABANDONED_AFTER = 10 * 60_000;

let made = 0;

/**
 * The begun download of a blob. While it is written it has a name of its own, `<etag>.<host>~<process>~<n>.incomplete`,
 * so that two processes that want the same blob don't write to one file; when it is given up it becomes
 * `<etag>.incomplete`, and whoever wants the blob next goes on with it. A rename is atomic: only one gets it.
 */
export class PartialFile {
  private constructor(
    readonly path: string,
    private readonly handle: FileHandle,
    private readonly blob: { readonly folder: string; readonly etag: string },
  ) {}

  /** The longest begun download that nobody works on, or an empty file. */
  static async claim(blobs: string, etag: string): Promise<PartialFile> {
    const path = join(blobs, `${etag}.${ownerPrefix()}${process.pid}~${++made}${SUFFIX}`);
    await (await open(path, "wx")).close();
    const now = (await stat(path)).mtimeMs;
    for (const name of await unowned(blobs, { etag, now })) {
      // It may be gone: then another process was faster.
      if (await moved(join(blobs, name), path)) break;
    }
    return new PartialFile(path, await open(path, "r+"), { folder: blobs, etag });
  }

  /** Writes all of the bytes. */
  async write(bytes: Uint8Array, position: number): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      done += (await this.handle.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
    }
  }

  /** Forgets all that was written. */
  async clear(): Promise<void> {
    await this.handle.truncate(0);
  }

  /** Makes the file the blob itself. */
  async complete(): Promise<void> {
    await this.handle.sync();
    await this.handle.close();
    await rename(this.path, join(this.blob.folder, this.blob.etag));
    // Shorter begun ones have no use any more.
    await rm(this.freePath, { force: true });
  }

  /** Leaves what there is to whoever goes on. */
  async release(): Promise<void> {
    await this.handle.close();
    const size = (await fileSize(this.path)) ?? 0;
    if (size > ((await fileSize(this.freePath)) ?? 0)) await moved(this.path, this.freePath);
    else await this.remove();
  }

  /** Removes the file: what it holds is wrong. */
  async drop(): Promise<void> {
    await this.handle.close();
    await this.remove();
  }

  private get freePath(): string {
    return join(this.blob.folder, this.blob.etag + SUFFIX);
  }

  private async remove(): Promise<void> {
    await rm(this.path, { force: true });
  }
}

/** The partial files of a blob that nobody works on, the longest first. */
async function unowned(blobs: string, { etag, now }: { etag: string; now: number }): Promise<string[]> {
  const found: { name: string; size: number }[] = [];
  for (const name of await readdir(blobs)) {
    if (!name.startsWith(`${etag}.`) || !name.endsWith(SUFFIX)) continue;
    const { size, mtimeMs } = await stat(join(blobs, name)).catch(() => ({ size: 0, mtimeMs: now }));
    const owner = name.slice(etag.length + 1, -SUFFIX.length);
    if (size > 0 && isFree(name, { etag, owner, idle: now - mtimeMs })) found.push({ name, size });
  }
  return found.sort((a, b) => b.size - a.size).map(({ name }) => name);
}

interface Claimed {
  readonly etag: string;
  readonly owner: string;
  /** Milliseconds since it was last written, by the clock of the file system. */
  readonly idle: number;
}

function isFree(name: string, { etag, owner, idle }: Claimed): boolean {
  if (name === etag + SUFFIX) return true;
  // Names of another form are Python's, which may write the parts of a file in any order.
  if (!/^[\w.-]+~\d+~\d+$/u.test(owner)) return false;
  if (idle > ABANDONED_AFTER) return true;
  return owner.startsWith(ownerPrefix()) && !isAlive(Number(owner.split("~")[1]));
}

function ownerPrefix(): string {
  return `${hostname().replace(/[^\w.-]/gu, "_")}~`;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !hasCode(error, "ESRCH");
  }
}

async function moved(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return false;
    throw error;
  }
}
