import { readFile, statfs } from "node:fs/promises";
import { join } from "node:path";
import { PinakesError } from "../shared/index.js";
import type { HubConnection } from "./connection.js";
import { type DownloadProgress, download } from "./download.js";
import { fileUrl, listRemoteFiles, type RemoteFile } from "./hub-api.js";
import { fileSize, type ModelCache } from "./model-cache.js";
import { neededFiles, shardsOf, WEIGHTS_INDEX } from "./needed-files.js";

/** What a commit's files are fetched with. */
export interface FetchOptions {
  readonly connection: HubConnection;
  readonly cache: ModelCache;
  readonly commit: string;
  readonly onProgress?: (progress: DownloadProgress) => void;
}

/** A commit whose needed files are in the cache. */
export interface FetchedSnapshot {
  readonly files: readonly string[];
  /** Whether any of them had to be fetched. */
  readonly fetched: boolean;
}

/**
 * Brings the files of a commit that Pinakes reads into the cache, and none of the others.
 * @throws PinakesError CHECKPOINT_FORMAT before anything is fetched, where the weights are in no format that is read;
 * and all that a download can end with
 */
export async function fetchSnapshot(options: FetchOptions): Promise<FetchedSnapshot> {
  const { connection, cache, commit } = options;
  const { id, revision } = connection.model;
  const remote = new Map((await listRemoteFiles(connection, commit)).map((file) => [file.path, file]));
  const place = { where: `${id}@${revision}`, source: id };
  const names = [...remote.keys()];
  const needed = neededFiles(names, place);
  let fetched = await bring(needed, remote, options);
  if (!needed.includes(WEIGHTS_INDEX)) return { files: needed, fetched };
  const shards = shardsOf(await readFile(join(cache.snapshot(commit), WEIGHTS_INDEX), "utf8"), names, place);
  fetched = (await bring(shards, remote, options)) || fetched;
  return { files: [...needed, ...shards], fetched };
}

/** Brings files into the cache; tells whether any was fetched. */
async function bring(
  names: readonly string[],
  remote: ReadonlyMap<string, RemoteFile>,
  options: FetchOptions,
): Promise<boolean> {
  const { cache, commit } = options;
  const absent: RemoteFile[] = [];
  for (const name of names) {
    const file = remote.get(name);
    // A file of another size was cut short when it was copied.
    if (file && (await fileSize(join(cache.snapshot(commit), name))) !== file.size) absent.push(file);
  }
  const missing: RemoteFile[] = [];
  for (const file of absent) if ((await fileSize(cache.blob(file.etag))) !== file.size) missing.push(file);
  if (missing.length > 0) await checkSpace(missing, options);
  for (const file of absent) {
    if (missing.includes(file)) await fetchFile(file, options);
    await cache.addToSnapshot(commit, file.path, cache.blob(file.etag));
  }
  return missing.length > 0;
}

async function fetchFile(file: RemoteFile, { connection, cache, commit, onProgress }: FetchOptions): Promise<void> {
  await download({ connection, file, url: fileUrl(connection, commit, file.path), blobs: cache.blobs, onProgress });
}

/** Refuses at once what would fill the disk after many minutes. */
async function checkSpace(files: readonly RemoteFile[], { cache, connection }: FetchOptions): Promise<void> {
  const needed = files.reduce((sum, { size }) => sum + size, 0);
  const system = await statfs(await cache.makeBlobs());
  const free = system.bavail * system.bsize;
  if (needed <= free) return;
  const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`;
  throw new PinakesError("HUB_CACHE", {
    where: cache.blobs,
    message: `${connection.model.id} takes ${megabytes(needed)}, and ${megabytes(free)} are free`,
    fix: "make room, or name a folder on another disk: HF_HUB_CACHE=FOLDER.",
  });
}
