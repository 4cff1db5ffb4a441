import type { HubConnection } from "./connection.js";
import { networkError } from "./hub-errors.js";
import { isCommit } from "./model-id.js";

/** A file of a model, as the Hub lists it. */
export interface RemoteFile {
  readonly path: string;
  readonly size: number;
  /** Of a large file, the sha256 of its bytes; of a small one, the sha1 that git gives it. Names the blob in the cache. */
  readonly etag: string;
  readonly hash: "sha256" | "git-sha1";
}

/**
 * The commit that the connection's revision stands for now.
 * @throws PinakesError HUB_NOT_FOUND, HUB_FORBIDDEN, HUB_NETWORK
 */
export async function resolveCommit(connection: HubConnection): Promise<string> {
  const { modelInfo } = await import("@huggingface/hub");
  const { id, revision } = connection.model;
  const { sha } = await asked(connection, () =>
    modelInfo({ name: id, revision, additionalFields: ["sha"], hubUrl: connection.endpoint, fetch: connection.fetch }),
  );
  if (typeof sha !== "string" || !isCommit(sha)) throw nonsense(connection, "it names no commit");
  return sha;
}

/**
 * The files of a commit, those in folders left out.
 * @throws PinakesError HUB_NOT_FOUND, HUB_FORBIDDEN, HUB_NETWORK
 */
export async function listRemoteFiles(connection: HubConnection, commit: string): Promise<RemoteFile[]> {
  const { listFiles } = await import("@huggingface/hub");
  const files: RemoteFile[] = [];
  await asked(connection, async () => {
    const { endpoint: hubUrl, fetch } = connection;
    for await (const entry of listFiles({ repo: connection.model.id, revision: commit, hubUrl, fetch })) {
      if (entry.type !== "file") continue;
      const etag = entry.lfs?.oid ?? entry.oid;
      const hash = entry.lfs === undefined ? "git-sha1" : "sha256";
      // It becomes a file's name: nothing but hex digits may come through.
      if (etag === undefined || !HEX[hash].test(etag)) throw nonsense(connection, `${entry.path} has no checksum`);
      files.push({ path: entry.path, size: entry.lfs?.size ?? entry.size, etag, hash });
    }
  });
  return files;
}

/** Where a file's bytes are. */
export function fileUrl({ endpoint, model }: HubConnection, commit: string, path: string): string {
  return `${endpoint}/${model.id}/resolve/${commit}/${encodeURIComponent(path)}`;
}

const HEX = { sha256: /^[0-9a-f]{64}$/u, "git-sha1": /^[0-9a-f]{40}$/u } as const;

/** What is no JSON, or of another shape than the library expects, comes from something that is not the Hub. */
async function asked<T>(connection: HubConnection, question: () => Promise<T>): Promise<T> {
  try {
    return await question();
  } catch (error) {
    if (error instanceof SyntaxError) throw nonsense(connection, "the answer is not JSON", error);
    throw connection.failure(error);
  }
}

function nonsense({ endpoint, model }: HubConnection, what: string, cause?: unknown): Error {
  const message = `what answers does not speak the Hub's API: ${what}`;
  return networkError({ endpoint, model, hasToken: false }, message, cause);
}
