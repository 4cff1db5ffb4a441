import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";

/** A file that the server has. */
export interface ServedFile {
  readonly size: number;
  readonly oid: string;
  /** Of a large file. */
  readonly sha256?: string;
  /** The bytes from a position on. */
  readonly from: (start: number) => Readable;
}

/** A model: its commits with their files, and what its branches and tags stand for. */
export interface ServedModel {
  readonly commits: Readonly<Record<string, Readonly<Record<string, ServedFile>>>>;
  readonly refs: Readonly<Record<string, string>>;
}

/** A request that came. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly range?: string;
  readonly authorization?: string;
  readonly host?: string;
}

/** An answer other than the right one: true where it was given. */
export type Fault = (request: SeenRequest, response: ServerResponse) => boolean;

/** Files of one page of a listing. */
const PAGE = 3;

/** A small file in memory. */
export function smallFile(text: string): ServedFile {
  const bytes = Buffer.from(text);
  const oid = createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
  return { size: bytes.length, oid, from: (start) => Readable.from([bytes.subarray(start)]) };
}

/** A large file, which the Hub keeps apart from git, in memory. */
export function largeFile(bytes: Uint8Array): ServedFile {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const oid = createHash("sha1").update(sha256).digest("hex");
  return { size: bytes.length, oid, sha256, from: (start) => Readable.from(blocks(bytes.subarray(start))) };
}

function* blocks(bytes: Uint8Array): Generator<Buffer> {
  for (let i = 0; i < bytes.length; i += 4096) yield Buffer.from(bytes.subarray(i, i + 4096));
}

/**
 * A Hub on this machine, as its two hosts are: one that answers the API, keeps small files and sends to the other for
 * large ones.
 */
export class HubServer {
  readonly models = new Map<string, ServedModel>();
  /** Old names, from which the Hub sends to the new ones. */
  readonly renamed = new Map<string, string>();
  readonly seen: SeenRequest[] = [];
  readonly faults: Fault[] = [];
  private readonly hub = createServer((request, response) => this.answer(request, response));
  private readonly store = createServer((request, response) => this.answer(request, response));

  /** Listens on free ports of this machine. */
  async start(): Promise<void> {
    for (const server of [this.hub, this.store]) {
      await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    }
  }

  get endpoint(): string {
    return addressOf(this.hub);
  }

  /** Stops at once, whoever is still connected. */
  async stop(): Promise<void> {
    for (const server of [this.hub, this.store]) {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    }
  }

  /** The paths of the requests for the bytes of files, since the last look; it forgets all that was seen. */
  takeFileRequests(): string[] {
    return this.seen
      .splice(0)
      .flatMap(({ path }) => (/^\/(?:store|small)\//u.test(path) ? [path.split("/").at(-1) ?? ""] : []));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    const { range, authorization, host } = request.headers;
    const seen = { method: request.method ?? "", path: decodeURIComponent(pathname), range, authorization, host };
    this.seen.push(seen);
    const fault = this.faults.find((answer) => answer(seen, response));
    if (fault !== undefined) return;
    const api = /^\/api\/models\/(.+?)\/(revision|tree)\/(.+)$/u.exec(seen.path);
    const file = /^\/(?:(store|small)\/)?(.+?)\/resolve\/(.+)\/([^/]+)$/u.exec(seen.path);
    if (api) this.api(response, { id: api[1], kind: api[2], revision: api[3], page: searchParams.get("cursor") });
    else if (file) this.file(response, { kind: file[1], id: file[2], revision: file[3], name: file[4], seen });
    else refuse(response, 404);
  }

  private api(
    response: ServerResponse,
    { id = "", kind = "", revision = "", page }: { id?: string; kind?: string; revision?: string; page: string | null },
  ): ServerResponse {
    const name = this.renamed.get(id);
    if (name !== undefined) {
      return response.writeHead(307, { location: `/api/models/${name}/${kind}/${encodeURIComponent(revision)}` }).end();
    }
    const found = this.find(id, revision);
    if (typeof found === "string") return refuse(response, found === "RepoNotFound" ? 401 : 404, found);
    if (kind === "revision") return json(response, { _id: "1", id, sha: found.commit, private: false, gated: false });
    const start = Number(page ?? 0);
    const entries = [
      { type: "directory", oid: "0".repeat(40), size: 0, path: "onnx" },
      ...Object.entries(found.files).map(entryOf),
    ];
    const next = `${this.endpoint}/api/models/${id}/tree/${revision}?cursor=${start + PAGE}`;
    const link: Record<string, string> = start + PAGE < entries.length ? { link: `<${next}>; rel="next"` } : {};
    return json(response, entries.slice(start, start + PAGE), link);
  }

  private file(response: ServerResponse, asked: AskedFile): ServerResponse {
    const { kind, id = "", revision = "", name = "", seen } = asked;
    const found = this.find(this.renamed.get(id) ?? id, revision);
    if (typeof found === "string") return refuse(response, 404, found);
    const file = found.files[name];
    if (file === undefined) return refuse(response, 404, "EntryNotFound");
    const headers = { "x-repo-commit": found.commit, "accept-ranges": "bytes" };
    if (kind === undefined) {
      const host = file.sha256 === undefined ? "/small" : `${addressOf(this.store)}/store`;
      const linked = { "x-linked-etag": `"${file.sha256 ?? file.oid}"`, "x-linked-size": String(file.size) };
      return response
        .writeHead(302, { ...headers, ...linked, location: `${host}/${id}/resolve/${revision}/${name}` })
        .end();
    }
    const start = Number(/^bytes=(\d+)-/u.exec(seen.range ?? "")?.[1] ?? 0);
    if (start > 0 && start >= file.size) return refuse(response, 416);
    const range = start > 0 ? { "content-range": `bytes ${start}-${file.size - 1}/${file.size}` } : {};
    const length = { "content-length": String(file.size - start), etag: `"${file.sha256 ?? file.oid}"` };
    response.writeHead(start > 0 ? 206 : 200, { ...headers, ...length, ...range });
    return seen.method === "HEAD" ? response.end() : file.from(start).pipe(response);
  }

  private find(id: string, revision: string) {
    const model = this.models.get(id);
    if (model === undefined) return "RepoNotFound";
    const commit = model.refs[revision] ?? revision;
    const files = model.commits[commit];
    return files === undefined ? "RevisionNotFound" : { commit, files };
  }
}

interface AskedFile {
  readonly kind?: string;
  readonly id?: string;
  readonly revision?: string;
  readonly name?: string;
  readonly seen: SeenRequest;
}

function entryOf([path, { oid, size, sha256 }]: [string, ServedFile]): object {
  return {
    type: "file",
    path,
    oid,
    size,
    ...(sha256 === undefined ? {} : { lfs: { oid: sha256, size, pointerSize: 134 } }),
  };
}

function json(
  response: ServerResponse,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): ServerResponse {
  return response.writeHead(200, { "content-type": "application/json", ...headers }).end(JSON.stringify(value));
}

/** Refuses with a status, the Hub's code and a message. */
export function refuse(
  response: ServerResponse,
  status: number,
  code?: string,
  headers: Readonly<Record<string, string>> = {},
): ServerResponse {
  const codes = code === undefined ? {} : { "x-error-code": code, "x-error-message": `refused as ${code}` };
  return response.writeHead(status, { ...codes, ...headers }).end();
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
