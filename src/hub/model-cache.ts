import { copyFile, mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { PinakesError } from "../shared/index.js";
import { isCommit } from "./model-id.js";

const PREFIX = "models--";
const SEPARATOR = "--";

/**
 * One model in the Hub's cache, laid out as Python's `huggingface_hub` has it, so that each finds what the other
 * downloaded:
 *
 * ```
 * models--org--name/
 *   blobs/<etag>                 the contents; sha256 for large files, git's sha1 for small ones
 *   refs/<branch or tag>         the commit that it last stood for
 *   snapshots/<commit>/<file>    links to the blobs
 * ```
 */
export class ModelCache {
  readonly blobs: string;
  private readonly folder: string;

  constructor(cacheDir: string, id: string) {
    this.folder = join(cacheDir, PREFIX + id.split("/").join(SEPARATOR));
    this.blobs = join(this.folder, "blobs");
  }

  /** The folder of the blobs, made if it was not there. */
  async makeBlobs(): Promise<string> {
    await inCache(this.blobs, () => mkdir(this.blobs, { recursive: true }));
    return this.blobs;
  }

  /** Where a blob is, by its etag. */
  blob(etag: string): string {
    return join(this.blobs, etag);
  }

  /** The folder that a commit's files are in. */
  snapshot(commit: string): string {
    return join(this.folder, "snapshots", commit);
  }

  /** The files of a commit that are there; a link to a blob that is gone does not count. */
  async files(commit: string): Promise<string[]> {
    return presentFiles(this.snapshot(commit));
  }

  /** The commit that a revision stands for: itself, or what was noted when the Hub was last asked. */
  async commitOf(revision: string): Promise<string | undefined> {
    if (isCommit(revision)) return revision;
    const text = await readFile(this.refPath(revision), "utf8").catch(() => "");
    return isCommit(text.trim()) ? text.trim() : undefined;
  }

  /** Notes which commit a revision stands for. */
  async writeRef(revision: string, commit: string): Promise<void> {
    if (revision === commit || (await this.commitOf(revision)) === commit) return;
    const path = this.refPath(revision);
    await inCache(path, async () => {
      await mkdir(dirname(path), { recursive: true });
      // Beside it and renamed, so that no reader meets half a line.
      const temporary = `${path}.${process.pid}.tmp`;
      await writeFile(temporary, commit);
      await rename(temporary, path);
    });
  }

  /** Makes a blob appear under its name in a commit's folder, by a link, or by itself where links are not allowed. */
  async addToSnapshot(commit: string, name: string, blob: string): Promise<void> {
    const path = join(this.snapshot(commit), name);
    await inCache(path, async () => {
      await mkdir(dirname(path), { recursive: true });
      await rm(path, { force: true });
      try {
        await symlink(relative(dirname(path), blob), path);
      } catch (error) {
        // Another process was faster, with the same blob.
        if (hasCode(error, "EEXIST")) return;
        await copyFile(blob, path);
      }
    });
  }

  private refPath(revision: string): string {
    return join(this.folder, "refs", ...revision.split("/"));
  }
}

/** The ids of the models of which a cache has something, sorted. */
export async function cachedModels(cacheDir: string): Promise<string[]> {
  const names = await readdir(cacheDir).catch(() => []);
  const ids = names.filter((name) => name.startsWith(PREFIX));
  return ids.map((name) => name.slice(PREFIX.length).replaceAll(SEPARATOR, "/")).sort();
}

/** The names of the files right in a folder, links followed; none where there is no such folder. */
export async function presentFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const sizes = await Promise.all(names.map((name) => fileSize(join(folder, name))));
  return names.filter((_, i) => sizes[i] !== undefined).sort();
}

/** The size of a file, links followed; undefined where there is none. */
export async function fileSize(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ? found.size : undefined;
}

/** Runs what writes to the cache, and tells a failure of the disk as what it is. */
export async function inCache<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    if (!(cause instanceof Error) || !("syscall" in cause)) throw cause;
    throw new PinakesError("HUB_CACHE", {
      where: path,
      message: `it can't be written: ${cause.message}`,
      fix: "make room or give the rights, or name another folder: HF_HUB_CACHE=FOLDER.",
      cause,
    });
  }
}

/** Whether an error is one of the file system, with the given code. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === code;
}
