import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type CacheEntry, decodeEntry, encodeEntry } from "./entry-file.js";

/** What an entry holds; a folder each. */
export const CACHE_KINDS = ["tokens", "vectors"] as const;

/** What an entry holds. */
export type CacheKind = (typeof CACHE_KINDS)[number];

/** How a cache is kept. */
export interface CacheOptions {
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** All entries together; the least recently used go first. Default: 2 GiB. */
  readonly maxBytes?: number;
  /** Entries that were not used for so long go. Default: 30 days. */
  readonly maxAge?: number;
}

/** A file of the cache. */
export interface CacheFile {
  readonly kind: CacheKind;
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly lastUsed: number;
}

const DAY = 24 * 3600 * 1000;
const SUFFIX = ".bin";
const TEMPORARY = ".tmp";

let writes = 0;

/**
 * Arrays on the disk, each under a key that says all that they were made from. What is broken, or was written under
 * another key, is as if it were not there. Several processes may use one folder.
 */
export class DiskCache {
  constructor(
    readonly directory: string,
    private readonly options: CacheOptions,
  ) {}

  /** The entry of a key, whole and unchanged, or undefined. */
  async read(kind: CacheKind, key: string): Promise<CacheEntry | undefined> {
    const path = this.pathOf(kind, key);
    const bytes = await readFile(path).catch(() => undefined);
    if (!bytes) return undefined;
    const entry = decodeEntry(bytes, key);
    if (!entry) {
      await rm(path, { force: true }).catch(() => undefined);
      return undefined;
    }
    const now = this.options.clock() / 1000;
    await utimes(path, now, now).catch(() => undefined);
    return entry;
  }

  /**
   * Writes an entry, in whole or not at all, and drops what is old or too much.
   * @throws Error of the file system, where the folder can't be written
   */
  async write(kind: CacheKind, key: string, entry: CacheEntry): Promise<void> {
    const path = this.pathOf(kind, key);
    // Token ids are as good as the texts: for the user's eyes only.
    await mkdir(join(this.directory, kind), { recursive: true, mode: 0o700 });
    const temporary = `${path}.${process.pid}.${writes++}${TEMPORARY}`;
    const now = this.options.clock() / 1000;
    try {
      await writeFile(temporary, encodeEntry(key, entry), { mode: 0o600 });
      await utimes(temporary, now, now);
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw error;
    }
    await this.prune(path);
  }

  /** The entries, most recently used first. */
  async files(): Promise<CacheFile[]> {
    const all = await this.allFiles();
    return all.filter(({ path }) => path.endsWith(SUFFIX)).sort((a, b) => b.lastUsed - a.lastUsed);
  }

  /** Removes all entries; other files in the folder are left alone. */
  async clear(): Promise<void> {
    for (const { path } of await this.allFiles()) await rm(path, { force: true });
  }

  private async prune(fresh: string): Promise<void> {
    const { clock, maxBytes = 2 * 2 ** 30, maxAge = 30 * DAY } = this.options;
    const now = clock();
    const stale = (await this.allFiles()).filter(
      ({ path, lastUsed }) => path.endsWith(TEMPORARY) && now - lastUsed > DAY,
    );
    let total = 0;
    const dropped = (await this.files()).filter(({ path, bytes, lastUsed }) => {
      total += bytes;
      return path !== fresh && (total > maxBytes || now - lastUsed > maxAge);
    });
    for (const { path } of [...stale, ...dropped]) await rm(path, { force: true }).catch(() => undefined);
  }

  private async allFiles(): Promise<CacheFile[]> {
    const lists = CACHE_KINDS.map(async (kind) => {
      const folder = join(this.directory, kind);
      const names = (await readdir(folder).catch(() => [])).filter(isOurs);
      const files = names.map(async (name): Promise<CacheFile[]> => {
        const path = join(folder, name);
        const found = await stat(path).catch(() => undefined);
        return found?.isFile() ? [{ kind, path, bytes: found.size, lastUsed: found.mtimeMs }] : [];
      });
      return (await Promise.all(files)).flat();
    });
    return (await Promise.all(lists)).flat();
  }

  private pathOf(kind: CacheKind, key: string): string {
    return join(this.directory, kind, `${createHash("sha256").update(key).digest("hex")}${SUFFIX}`);
  }
}

function isOurs(name: string): boolean {
  return /^[0-9a-f]{64}\.bin(?:\.\d+\.\d+\.tmp)?$/u.test(name);
}
