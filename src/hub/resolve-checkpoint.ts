import { readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PinakesError } from "../shared/index.js";
import { HubConnection, type Wait } from "./connection.js";
import type { DownloadProgress } from "./download.js";
import { expandHome, findToken, type HubEnvironment, hubEnvironment } from "./environment.js";
import { fetchSnapshot } from "./fetch-snapshot.js";
import { resolveCommit } from "./hub-api.js";
import { noSuchCheckpoint, notInCache } from "./hub-errors.js";
import { cachedModels, ModelCache, presentFiles } from "./model-cache.js";
import { isCommit, isRevision, type ModelId, parseModelId } from "./model-id.js";
import { type CheckpointPlace, hasPickle, isComplete, neededFiles, shardsOf, WEIGHTS_INDEX } from "./needed-files.js";

/** How a checkpoint is looked for. What is not given is as the environment says. */
export interface ResolveOptions {
  /** Where relative folders start. */
  readonly baseDir: string;
  /** A branch, a tag or a commit; the same as `@revision` after the name. */
  readonly revision?: string;
  /** The folder of the downloaded models (`HF_HUB_CACHE`). */
  readonly cacheDir?: string;
  /** The access token (`HF_TOKEN`). */
  readonly token?: string;
  /** Where the Hub is (`HF_ENDPOINT`). */
  readonly endpoint?: string;
  /** Make no request (`HF_HUB_OFFLINE`). */
  readonly offline?: boolean;
  readonly onProgress?: (progress: DownloadProgress) => void;
  readonly signal?: AbortSignal;
  /** The environment; that of the process if not given. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** How to wait between two tries. */
  readonly wait?: Wait;
  /** Milliseconds that the Hub may be silent in a try. */
  readonly silence?: number;
}

/** A checkpoint that is on the disk. */
export interface ResolvedCheckpoint {
  readonly folder: string;
  /** Of a model of the Hub, the commit that the files are of. */
  readonly commit?: string;
  /** `cache`: from the Hub, but nothing had to be fetched. */
  readonly source: "folder" | "cache" | "hub";
  /** The files that Pinakes reads, by their names in the folder. */
  readonly files: readonly string[];
  /** What the user should know: the Hub did not answer, and what the cache has was taken. */
  readonly warning?: string;
}

const SILENCE = 30_000;

/**
 * Finds a checkpoint: a folder that exists is taken as it is, and any other name is that of a model on the Hub, whose
 * files are taken from the Hub's cache or fetched into it.
 * @throws PinakesError CHECKPOINT_FORMAT, HUB_NOT_FOUND, HUB_FORBIDDEN, HUB_OFFLINE, HUB_NETWORK, HUB_CHECKSUM,
 * HUB_CACHE, INTERRUPTED
 */
export async function resolveCheckpoint(nameOrFolder: string, options: ResolveOptions): Promise<ResolvedCheckpoint> {
  const folder = resolve(options.baseDir, expandHome(nameOrFolder));
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory()) {
    return { folder, source: "folder", files: await filesOf(folder, { where: folder, source: folder }) };
  }
  const model = modelOf(nameOrFolder, options);
  if (model === undefined) throw noSuchCheckpoint(nameOrFolder, folder);
  const environment = environmentOf(options);
  const cache = new ModelCache(environment.cacheDir, model.id);
  // A commit never changes: what is there needs no request.
  const complete = isCommit(model.revision) && isComplete(await cache.files(model.revision));
  if (environment.offline || complete) return fromCache(model, cache, environment);
  return fromHub(model, cache, { options, environment });
}

interface HubSettings {
  readonly options: ResolveOptions;
  readonly environment: HubEnvironment;
}

async function fromHub(model: ModelId, cache: ModelCache, settings: HubSettings): Promise<ResolvedCheckpoint> {
  const { options, environment } = settings;
  const connection = new HubConnection({
    endpoint: environment.endpoint,
    model,
    token: await findToken(environment),
    signal: options.signal,
    wait: options.wait ?? ((milliseconds, signal) => sleep(milliseconds, undefined, { signal })),
    silence: options.silence ?? SILENCE,
  });
  let commit: string;
  try {
    commit = await resolveCommit(connection);
  } catch (error) {
    if (!(error instanceof PinakesError) || error.code !== "HUB_NETWORK") throw error;
    const kept = await fromCache(model, cache, environment).catch(() => {
      throw error;
    });
    return { ...kept, warning: `The Hub did not answer: ${model.id} is taken from the cache, at ${kept.commit}.` };
  }
  const { files, fetched } = await fetchSnapshot({ connection, cache, commit, onProgress: options.onProgress });
  await cache.writeRef(model.revision, commit);
  return { folder: cache.snapshot(commit), commit, source: fetched ? "hub" : "cache", files };
}

/** What the cache has of a model, where that is enough. */
async function fromCache(model: ModelId, cache: ModelCache, { cacheDir }: HubEnvironment): Promise<ResolvedCheckpoint> {
  const known = await cachedModels(cacheDir);
  const commit = await cache.commitOf(model.revision);
  if (commit === undefined)
    throw notInCache(model, { why: `it has no commit of "${model.revision}"`, known, cacheDir });
  const folder = cache.snapshot(commit);
  try {
    return { folder, commit, source: "cache", files: await filesOf(folder, { where: folder, source: model.id }) };
  } catch (cause) {
    // What the Hub has beside a pickle can't be known, but how to convert it can.
    if (hasPickle(await cache.files(commit))) throw cause;
    throw notInCache(model, { why: "some of its files are missing", known, cacheDir, cause });
  }
}

/** The files of a folder that Pinakes reads, its shards included. */
async function filesOf(folder: string, place: CheckpointPlace): Promise<string[]> {
  const names = await presentFiles(folder);
  const needed = neededFiles(names, place);
  if (!needed.includes(WEIGHTS_INDEX)) return needed;
  return [...needed, ...shardsOf(await readFile(join(folder, WEIGHTS_INDEX), "utf8"), names, place)];
}

/** The model that a name means; undefined where it can't be one. */
function modelOf(name: string, { revision }: ResolveOptions): ModelId | undefined {
  const model = parseModelId(name);
  if (model === undefined || revision === undefined) return model;
  if (name.includes("@") && model.revision !== revision) {
    throw new PinakesError("CONFIG_CONFLICT", {
      where: name,
      message: `it names the revision "${model.revision}", but "${revision}" is asked for as well`,
      fix: `give one of them: ${model.id}@${revision}.`,
    });
  }
  return isRevision(revision) ? { id: model.id, revision } : undefined;
}

/** The environment, with what was given in its place. */
function environmentOf(options: ResolveOptions): HubEnvironment {
  const environment = hubEnvironment(options.env ?? process.env);
  const { endpoint = environment.endpoint, offline = environment.offline, token = environment.token } = options;
  const cacheDir = options.cacheDir === undefined ? environment.cacheDir : expandHome(options.cacheDir);
  return {
    ...environment,
    endpoint: endpoint.replace(/\/+$/u, ""),
    offline,
    token,
    cacheDir: resolve(options.baseDir, cacheDir),
  };
}
