import { mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { PinakesError } from "../shared/index.js";
import { type ResolveOptions, resolveCheckpoint } from "./index.js";
import { type Fault, HubServer, largeFile, refuse, type ServedFile, smallFile } from "./testing/hub-server.js";

const COMMIT = "1".repeat(40);
const OLD_COMMIT = "2".repeat(40);
const BYTES = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 7919) % 251);
const WEIGHTS = largeFile(BYTES);
const CONFIG = smallFile('{"model_type":"bert"}');
const FILES: Readonly<Record<string, ServedFile>> = {
  "README.md": smallFile("# A model"),
  "config.json": CONFIG,
  "flax_model.msgpack": largeFile(BYTES.subarray(1)),
  "model.safetensors": WEIGHTS,
  "pytorch_model.bin": largeFile(BYTES.subarray(2)),
  "special_tokens_map.json": smallFile("{}"),
  "tokenizer.json": smallFile('{"version":"1.0"}'),
  "tokenizer_config.json": smallFile('{"do_lower_case":true}'),
  "vocab.txt": smallFile("[PAD]\n"),
};
const NEEDED = [
  "config.json",
  "tokenizer.json",
  "tokenizer_config.json",
  "special_tokens_map.json",
  "vocab.txt",
  "model.safetensors",
];
const OLD_FILES = {
  "config.json": CONFIG,
  "tokenizer.json": smallFile("{}"),
  "model.safetensors": largeFile(Buffer.from("old")),
};

const hub = new HubServer();
beforeAll(() => hub.start());
afterAll(() => hub.stop());

let folder: string;
let waits: number[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pinakes-hub-"));
  waits = [];
  hub.seen.length = 0;
  hub.faults.length = 0;
  hub.renamed.clear();
  hub.models.clear();
  const commits = { [COMMIT]: FILES, [OLD_COMMIT]: OLD_FILES };
  hub.models.set("org/name", { commits, refs: { main: COMMIT, v1: OLD_COMMIT, "refs/pr/3": OLD_COMMIT } });
});
afterEach(() => rm(folder, { recursive: true }));

const find = (name: string, options: Partial<ResolveOptions> = {}, env: Record<string, string> = {}) =>
  resolveCheckpoint(name, {
    baseDir: folder,
    env: { HF_HOME: join(folder, "hf"), HF_ENDPOINT: hub.endpoint, ...env },
    wait: async (milliseconds) => void waits.push(milliseconds),
    ...options,
  });

async function failure(result: Promise<unknown>): Promise<PinakesError> {
  const error = await result.catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(PinakesError);
  return error as PinakesError;
}

const cached = (...path: string[]) => join(folder, "hf", "hub", "models--org--name", ...path);
const ranges = () => hub.seen.filter(({ path }) => path.startsWith("/store/")).map(({ range }) => range);

/** Sends the first bytes of the weights, as often as told, and breaks the line. */
function breakAfter(bytes: number, times = 1): Fault {
  let left = times;
  return ({ path, range }, response) => {
    if (!path.startsWith("/store/") || !path.endsWith("model.safetensors") || left-- <= 0) return false;
    const start = Number(/\d+/u.exec(range ?? "")?.[0] ?? 0);
    response.writeHead(start > 0 ? 206 : 200, { "content-length": BYTES.length - start });
    response.write(BYTES.subarray(start, start + bytes), () => setTimeout(() => response.destroy(), 20));
    return true;
  };
}

describe("a model of the Hub", () => {
  it("is fetched cold: the needed files, into the layout of the Hub's cache", async () => {
    const found = await find("org/name");
    expect(found).toEqual({ folder: cached("snapshots", COMMIT), commit: COMMIT, source: "hub", files: NEEDED });
    expect(hub.takeFileRequests()).toEqual(NEEDED);
    expect(await readFile(join(found.folder, "model.safetensors"))).toEqual(Buffer.from(BYTES));
    expect((await readdir(found.folder)).sort()).toEqual([...NEEDED].sort());
    expect(await readlink(join(found.folder, "model.safetensors"))).toBe(`../../blobs/${WEIGHTS.sha256}`);
    expect(await readlink(join(found.folder, "config.json"))).toBe(`../../blobs/${CONFIG.oid}`);
    expect(await readFile(cached("refs", "main"), "utf8")).toBe(COMMIT);
    const etags = NEEDED.map((name) => FILES[name]?.sha256 ?? FILES[name]?.oid);
    expect((await readdir(cached("blobs"))).sort()).toEqual(etags.sort());
  });

  it("is taken warm: no bytes of files are asked for", async () => {
    const cold = await find("org/name");
    hub.seen.length = 0;
    expect(await find("org/name")).toEqual({ ...cold, source: "cache" });
    expect(hub.seen.length).toBeGreaterThan(0);
    expect(hub.takeFileRequests()).toEqual([]);
  });

  it("is taken offline through refs/, without any request", async () => {
    const cold = await find("org/name@v1");
    hub.seen.length = 0;
    expect(await find("org/name@v1", {}, { HF_HUB_OFFLINE: "1" })).toEqual({ ...cold, source: "cache" });
    expect(await find("org/name", { revision: "v1", offline: true })).toEqual({ ...cold, source: "cache" });
    expect(hub.seen).toEqual([]);
  });

  it.each([
    ["v1", OLD_COMMIT],
    ["refs/pr/3", OLD_COMMIT],
    [OLD_COMMIT, OLD_COMMIT],
    ["main", COMMIT],
  ])("is fetched at revision %s", async (revision, commit) => {
    expect(await find(`org/name@${revision}`)).toMatchObject({ commit, source: "hub" });
    if (revision !== commit) expect(await readFile(cached("refs", revision), "utf8")).toBe(commit);
    expect(await find("org/name", { revision, offline: true })).toMatchObject({ commit, source: "cache" });
  });

  it("at a commit that is there needs no request", async () => {
    await find(`org/name@${COMMIT}`);
    hub.seen.length = 0;
    expect(await find(`org/name@${COMMIT}`)).toMatchObject({ commit: COMMIT, source: "cache", files: NEEDED });
    expect(hub.seen).toEqual([]);
  });

  it("moves on with its branch, and what both commits have is not fetched again", async () => {
    await find("org/name");
    const commits = { [OLD_COMMIT]: { ...FILES, "tokenizer.json": smallFile("[]") } };
    hub.models.set("org/name", { commits, refs: { main: OLD_COMMIT } });
    hub.seen.length = 0;
    expect(await find("org/name")).toMatchObject({ commit: OLD_COMMIT, source: "hub" });
    expect(hub.takeFileRequests()).toEqual(["tokenizer.json"]);
    expect(await readFile(cached("refs", "main"), "utf8")).toBe(OLD_COMMIT);
  });

  it("is found by its old name, under which Python keeps it too", async () => {
    hub.renamed.set("short", "org/name");
    const { folder: snapshot } = await find("short");
    expect(snapshot).toContain(join("hub", "models--short", "snapshots", COMMIT));
  });

  it("tells its progress", async () => {
    const seen: string[] = [];
    let last = 0;
    await find("org/name", {
      onProgress: ({ file, done, total }) => {
        if (!seen.includes(file)) seen.push(file);
        if (file !== "model.safetensors") return;
        expect(total).toBe(BYTES.length);
        expect(done).toBeGreaterThan(last);
        last = done;
      },
    });
    expect(seen).toEqual(NEEDED);
    expect(last).toBe(BYTES.length);
  });

  it("is fetched twice at once, both whole", async () => {
    const both = await Promise.all([find("org/name"), find("org/name")]);
    for (const { folder: snapshot } of both) {
      expect(await readFile(join(snapshot, "model.safetensors"))).toEqual(Buffer.from(BYTES));
    }
    expect((await readdir(cached("blobs"))).filter((name) => name.includes("incomplete"))).toEqual([]);
  });

  it("comes in shards, by its index", async () => {
    const index = smallFile(JSON.stringify({ weight_map: { b: "model-2.safetensors", a: "model-1.safetensors" } }));
    const { "model.safetensors": _, ...rest } = FILES;
    const shards = { "model-1.safetensors": WEIGHTS, "model-2.safetensors": largeFile(Buffer.from("b")) };
    const files = { ...rest, "model.safetensors.index.json": index, ...shards, "model-3.safetensors": CONFIG };
    hub.models.set("org/name", { commits: { [COMMIT]: files }, refs: { main: COMMIT } });
    const expected = [...NEEDED.slice(0, 5), "model.safetensors.index.json", ...Object.keys(shards)];
    expect((await find("org/name")).files).toEqual(expected);
    expect(hub.takeFileRequests()).toEqual(expected);
    expect((await find("org/name", { offline: true })).files).toEqual(expected);
    await rm(join(cached("snapshots", COMMIT), "model-2.safetensors"));
    const offline = await failure(find("org/name", { offline: true }));
    expect(offline).toMatchObject({
      code: "HUB_OFFLINE",
      cause: expect.objectContaining({ code: "CHECKPOINT_FORMAT" }),
    });
    expect(String(offline.cause)).toContain("missing are: model-2.safetensors");
  });

  it("has its vocabulary fetched where it has no tokenizer.json", async () => {
    const { "tokenizer.json": _, ...rest } = FILES;
    hub.models.set("org/name", { commits: { [COMMIT]: rest }, refs: { main: COMMIT } });
    expect((await find("org/name")).files).toContain("vocab.txt");
  });
});

describe("a download that breaks", () => {
  it("goes on by Range within the same call", async () => {
    hub.faults.push(breakAfter(40_000, 2));
    const { folder: snapshot } = await find("org/name");
    expect(await readFile(join(snapshot, "model.safetensors"))).toEqual(Buffer.from(BYTES));
    expect(ranges()).toEqual([undefined, "bytes=40000-", "bytes=80000-"]);
    expect(waits).toEqual([500, 500]);
  });

  it("goes on by Range in the next call, after it was stopped", async () => {
    const stop = new AbortController();
    hub.faults.push(({ path, range }, response) => {
      if (!path.startsWith("/store/") || range !== undefined) return false;
      response.writeHead(200, { "content-length": BYTES.length }).write(BYTES.subarray(0, 50_000));
      return true;
    });
    const onProgress: ResolveOptions["onProgress"] = ({ done }) => {
      if (done >= 50_000) stop.abort();
    };
    const stopped = await failure(find("org/name", { signal: stop.signal, onProgress }));
    expect(stopped).toMatchObject({ code: "INTERRUPTED", exitCode: 130 });
    expect((await stat(cached("blobs", `${WEIGHTS.sha256}.incomplete`))).size).toBe(50_000);
    expect(await failure(find("org/name", { offline: true }))).toMatchObject({ code: "HUB_OFFLINE" });
    const { folder: snapshot } = await find("org/name");
    expect(await readFile(join(snapshot, "model.safetensors"))).toEqual(Buffer.from(BYTES));
    expect(ranges()).toEqual([undefined, "bytes=50000-"]);
  });

  it("does not begin where it was stopped before", async () => {
    expect(await failure(find("org/name", { signal: AbortSignal.abort() }))).toMatchObject({ code: "INTERRUPTED" });
    expect(hub.seen).toEqual([]);
  });

  it("passes on what the caller's own function throws, and keeps what came", async () => {
    const fault = new Error("the caller's");
    const onProgress: ResolveOptions["onProgress"] = ({ file }) => {
      if (file === "model.safetensors") throw fault;
    };
    await expect(find("org/name", { onProgress })).rejects.toBe(fault);
    expect((await stat(cached("blobs", `${WEIGHTS.sha256}.incomplete`))).size).toBeGreaterThan(0);
  });

  it("begins anew where the server knows no Range", async () => {
    await mkdir(cached("blobs"), { recursive: true });
    await writeFile(cached("blobs", `${WEIGHTS.sha256}.incomplete`), BYTES.subarray(0, 30_000));
    hub.faults.push(({ path }, response) => {
      if (!path.startsWith("/store/")) return false;
      response.writeHead(200, { "content-length": BYTES.length }).end(BYTES);
      return true;
    });
    const { folder: snapshot } = await find("org/name");
    expect(await readFile(join(snapshot, "model.safetensors"))).toEqual(Buffer.from(BYTES));
    expect(ranges()).toEqual(["bytes=30000-"]);
  });

  it.each([
    ["wrong bytes", BYTES.slice(1, 30_001), ["bytes=30000-", undefined]],
    ["all wrong bytes", new Uint8Array(BYTES.length), [undefined]],
    ["too many bytes", new Uint8Array(BYTES.length + 1), [undefined]],
    ["all bytes already", BYTES, []],
  ])("ends well where what was begun has %s", async (_what, begun, expected) => {
    await mkdir(cached("blobs"), { recursive: true });
    await writeFile(cached("blobs", `${WEIGHTS.sha256}.incomplete`), begun);
    const { folder: snapshot } = await find("org/name");
    expect(await readFile(join(snapshot, "model.safetensors"))).toEqual(Buffer.from(BYTES));
    expect(ranges()).toEqual(expected);
  });

  it("is given up after five tries without a byte, and keeps what came", async () => {
    hub.faults.push(breakAfter(40_000), breakAfter(0, 99));
    const error = await failure(find("org/name"));
    expect(error).toMatchObject({ code: "HUB_NETWORK", fix: expect.stringContaining("what was downloaded is kept") });
    expect(ranges()).toHaveLength(6);
    expect((await stat(cached("blobs", `${WEIGHTS.sha256}.incomplete`))).size).toBe(40_000);
  });

  it("is noticed where the server falls silent", async () => {
    let times = 0;
    hub.faults.push(({ path }, response) => {
      if (!path.startsWith("/store/") || times++ > 0) return false;
      response.writeHead(200, { "content-length": BYTES.length }).write(BYTES.subarray(0, 10_000));
      return true;
    });
    await find("org/name", { silence: 200 });
    expect(ranges()).toEqual([undefined, "bytes=10000-"]);
  });

  it.each(["config.json", "model.safetensors"])("%s with a wrong checksum is dropped", async (name) => {
    const size = FILES[name]?.size ?? 0;
    hub.faults.push(({ path }, response) => {
      if (!/^\/(?:store|small)\//u.test(path) || !path.endsWith(name)) return false;
      response.writeHead(200).end(Buffer.alloc(size, 1));
      return true;
    });
    const error = await failure(find("org/name"));
    expect(error).toMatchObject({ code: "HUB_CHECKSUM", where: `org/name, ${name}` });
    expect(error.message).toContain(FILES[name]?.sha256 ?? FILES[name]?.oid);
    expect((await readdir(cached("blobs"))).filter((file) => file.includes("incomplete"))).toEqual([]);
    expect(await readdir(cached("snapshots", COMMIT)).catch(() => [])).not.toContain(name);
    hub.faults.length = 0;
    expect(await find("org/name")).toMatchObject({ source: "hub" });
  });

  it("longer than announced is wrong as well", async () => {
    hub.faults.push(({ path }, response) => {
      if (!path.startsWith("/store/")) return false;
      response.writeHead(200).end(Buffer.concat([BYTES, Buffer.from("more")]));
      return true;
    });
    expect(await failure(find("org/name"))).toMatchObject({ code: "HUB_CHECKSUM" });
  });
});

describe("a cache that Python made", () => {
  /** The layout by hand, as huggingface_hub 2.4 leaves it. */
  async function makeByHand(): Promise<void> {
    await mkdir(cached("blobs"), { recursive: true });
    await mkdir(cached("refs"), { recursive: true });
    await mkdir(cached("snapshots", COMMIT), { recursive: true });
    await writeFile(cached("refs", "main"), COMMIT);
    for (const name of ["config.json", "tokenizer.json", "model.safetensors", "README.md"]) {
      const etag = FILES[name]?.sha256 ?? FILES[name]?.oid ?? "";
      await writeFile(cached("blobs", etag), name === "model.safetensors" ? BYTES : "x".repeat(FILES[name]?.size ?? 0));
      await symlink(`../../blobs/${etag}`, cached("snapshots", COMMIT, name));
    }
  }

  it("is found offline", async () => {
    await makeByHand();
    expect(await find("org/name", { offline: true })).toEqual({
      folder: cached("snapshots", COMMIT),
      commit: COMMIT,
      source: "cache",
      files: ["config.json", "tokenizer.json", "model.safetensors"],
    });
  });

  it("is completed by what is missing only", async () => {
    await makeByHand();
    await find("org/name");
    expect(hub.takeFileRequests()).toEqual(["tokenizer_config.json", "special_tokens_map.json", "vocab.txt"]);
  });

  it("has a blob that was cut short fetched again", async () => {
    await makeByHand();
    await truncate(cached("blobs", WEIGHTS.sha256 ?? ""), 1000);
    const { folder: snapshot } = await find("org/name");
    expect(await readFile(join(snapshot, "model.safetensors"))).toEqual(Buffer.from(BYTES));
  });

  it("does not count what has lost its blob", async () => {
    await makeByHand();
    await rm(cached("blobs", WEIGHTS.sha256 ?? ""));
    expect(await failure(find("org/name", { offline: true }))).toMatchObject({ code: "HUB_OFFLINE" });
    expect(await find("org/name")).toMatchObject({ source: "hub" });
  });

  it("is taken with a warning where the Hub is down", async () => {
    await makeByHand();
    hub.faults.push((_request, response) => refuse(response, 503) !== undefined);
    const found = await find("org/name");
    expect(found).toMatchObject({ source: "cache", commit: COMMIT, warning: expect.stringContaining(COMMIT) });
  });
});

describe("a Hub that refuses", () => {
  const always = (status: number, code?: string, headers?: Record<string, string>): Fault => {
    return (_request, response) => refuse(response, status, code, headers) !== undefined;
  };

  it.each([
    [401, "RepoNotFound", "HUB_NOT_FOUND", 1, /no such model, or it is private and needs HF_TOKEN/],
    [401, undefined, "HUB_FORBIDDEN", 1, /refuses to answer without a token \(status 401\)/],
    [401, "GatedRepo", "HUB_FORBIDDEN", 1, /gated.*status 401: refused as GatedRepo.*accept the terms at .*org\/name/s],
    [403, "GatedRepo", "HUB_FORBIDDEN", 1, /set HF_TOKEN=hf_/],
    [403, undefined, "HUB_FORBIDDEN", 1, /status 403/],
    [404, "RepoNotFound", "HUB_NOT_FOUND", 1, /nor is there a folder of that name/],
    [404, "RevisionNotFound", "HUB_NOT_FOUND", 1, /no branch, tag or commit "main".*org\/name@REVISION/s],
    [404, undefined, "HUB_NOT_FOUND", 1, /no such model/],
    [400, undefined, "HUB_NETWORK", 1, /status 400/],
    [500, undefined, "HUB_NETWORK", 5, /status 500.*HF_HUB_OFFLINE=1/s],
    [503, undefined, "HUB_NETWORK", 5, /status 503/],
    [429, undefined, "HUB_NETWORK", 5, /status 429/],
  ])("with %d %s: %s after %d tries", async (status, code, expected, tries, message) => {
    hub.faults.push(always(status, code));
    const error = await failure(find("org/name"));
    expect(error.code).toBe(expected);
    expect(error.message).toMatch(message);
    expect(hub.seen).toHaveLength(tries);
    expect(waits).toEqual([500, 1000, 2000, 4000].slice(0, tries - 1));
  });

  it("for a while is asked again when it says", async () => {
    const date = "Thu, 01 Jan 2026 00:00:00 GMT";
    const answers = ["7", "Thu, 01 Jan 2026 00:00:09 GMT", "soon"];
    hub.faults.push((_request, response) => {
      const after = answers.shift();
      return after !== undefined && refuse(response, 429, undefined, { "retry-after": after, date }) !== undefined;
    });
    expect(await find("org/name")).toMatchObject({ source: "hub" });
    expect(waits).toEqual([7000, 9000, 2000]);
  });

  it("for an hour is not waited for", async () => {
    hub.faults.push(always(429, undefined, { "retry-after": "3600" }));
    expect(await failure(find("org/name"))).toMatchObject({ code: "HUB_NETWORK" });
    expect(waits).toEqual([]);
  });

  it("is told apart from something that is no Hub", async () => {
    hub.faults.push((_request, response) => Boolean(response.writeHead(200).end("<!DOCTYPE html>")));
    expect((await failure(find("org/name"))).message).toMatch(/HUB_NETWORK.*does not speak the Hub's API/);
    hub.faults.splice(0, 1, (_request, response) => Boolean(response.writeHead(200).end("{}")));
    expect((await failure(find("org/name"))).message).toMatch(/HUB_NETWORK.*names no commit/);
  });

  it("is told apart from one that is not there", async () => {
    const error = await failure(find("org/name", { endpoint: "http://127.0.0.1:1" }));
    expect(error.message).toMatch(/HUB_NETWORK.*http:\/\/127\.0\.0\.1:1.*can't be reached/);
    expect(waits).toHaveLength(4);
  });
});

describe("the token", () => {
  it("is sent to the Hub, and not to the host that keeps the large files", async () => {
    await find("org/name", {}, { HF_TOKEN: "secret" });
    const stored = hub.seen.filter(({ path }) => path.startsWith("/store/"));
    expect(stored).toEqual([expect.objectContaining({ authorization: undefined })]);
    const rest = hub.seen.filter(({ path }) => !path.startsWith("/store/"));
    expect(new Set(rest.map(({ authorization }) => authorization))).toEqual(new Set(["Bearer secret"]));
  });

  it("stays out of the errors", async () => {
    hub.faults.push((_request, response) => refuse(response, 403) !== undefined);
    const error = await failure(find("org/name", { token: "secret" }));
    expect(error.message).toMatch(/refuses the token/);
    expect(JSON.stringify([error, error.message, error.stack])).not.toContain("secret");
  });
});

describe("a folder", () => {
  it("is taken as it is, relative to the given place, and before a model of its name", async () => {
    await mkdir(join(folder, "org", "name"), { recursive: true });
    for (const name of ["config.json", "model.safetensors", "vocab.txt", "notes.txt"]) {
      await writeFile(join(folder, "org", "name", name), "{}");
    }
    const files = ["config.json", "vocab.txt", "model.safetensors"];
    for (const name of ["org/name", "./org/name", join(folder, "org", "name")]) {
      expect(await find(name)).toEqual({ folder: join(folder, "org", "name"), source: "folder", files });
    }
    expect(hub.seen).toEqual([]);
  });

  it.each(["./org/name", "a/b/c", "/no/such"])("that is missing, %s, is said to be", async (name) => {
    const error = await failure(find(name));
    expect(error).toMatchObject({ code: "HUB_NOT_FOUND", exitCode: 5, message: expect.stringContaining("no folder") });
    expect(hub.seen).toEqual([]);
  });
});

describe("a checkpoint in another format", () => {
  const serve = (...names: string[]) => {
    const files = Object.fromEntries(names.map((name) => [name, smallFile("{}")]));
    hub.models.set("org/name", { commits: { [COMMIT]: files }, refs: { main: COMMIT } });
  };

  it.each([["pytorch_model.bin"], ["pytorch_model.bin.index.json"]])(
    "%s is refused, and nothing is fetched",
    async (name) => {
      serve("config.json", "tokenizer.json", name);
      const error = await failure(find("org/name"));
      expect(error).toMatchObject({ code: "CHECKPOINT_FORMAT", exitCode: 5 });
      expect(error.message).toMatch(/a pickle, which can run code/);
      expect(error.fix).toContain('python -c "from transformers import AutoModel, AutoTokenizer; ');
      expect(error.fix).toContain("kind.from_pretrained('org/name').save_pretrained('converted')");
      expect(error.fix).toContain("https://huggingface.co/spaces/safetensors/convert");
      expect(hub.takeFileRequests()).toEqual([]);
    },
  );

  it.each([
    [
      ["config.json", "tf_model.h5"],
      /neither model.safetensors nor model.safetensors.index.json, but config.json, tf_/,
    ],
    [["model.safetensors"], /no config.json, but model.safetensors/],
    [[], /no config.json: it is empty/],
  ])("%j is refused", async (names, message) => {
    serve(...names);
    expect((await failure(find("org/name"))).message).toMatch(message);
  });

  it("is refused in a folder and in the cache too", async () => {
    for (const place of [join(folder, "model"), cached("snapshots", COMMIT)]) {
      await mkdir(place, { recursive: true });
      for (const name of ["config.json", "pytorch_model.bin"]) await writeFile(join(place, name), "{}");
    }
    expect(await failure(find("model"))).toMatchObject({ code: "CHECKPOINT_FORMAT" });
    expect(await failure(find(`org/name@${COMMIT}`, { offline: true }))).toMatchObject({ code: "CHECKPOINT_FORMAT" });
  });

  it("with an index that is none is refused", async () => {
    await mkdir(join(folder, "model"));
    await writeFile(join(folder, "model", "config.json"), "{}");
    for (const text of ["{", "{}", '{"weight_map":{"a":"../x.safetensors"}}']) {
      await writeFile(join(folder, "model", "model.safetensors.index.json"), text);
      expect((await failure(find("model"))).message).toMatch(/CHECKPOINT_FORMAT.*no weight_map of shards/);
    }
  });
});

describe("the cache", () => {
  it("tells offline what it has", async () => {
    expect((await failure(find("org/name", { offline: true }))).message).toMatch(
      /no commit of "main" \(it has no model\)/,
    );
    await find("org/name");
    const error = await failure(find("other/name", { offline: true }));
    expect(error).toMatchObject({ code: "HUB_OFFLINE", exitCode: 6 });
    expect(error.message).toMatch(/it has org\/name\)/);
    const revision = await failure(find("org/name@v1", { offline: true }));
    expect(revision.message).toMatch(/no commit of "v1"/);
  });

  it("that can't be written is named", async () => {
    await writeFile(join(folder, "file"), "");
    const error = await failure(find("org/name", { cacheDir: "file" }));
    expect(error).toMatchObject({ code: "HUB_CACHE", fix: expect.stringContaining("HF_HUB_CACHE=FOLDER") });
  });

  it("is refused at once where the disk is too small", async () => {
    const huge = { ...WEIGHTS, size: 2 ** 52 };
    hub.models.set("org/name", {
      commits: { [COMMIT]: { ...FILES, "model.safetensors": huge } },
      refs: { main: COMMIT },
    });
    expect((await failure(find("org/name"))).message).toMatch(/HUB_CACHE.*takes 450\d+ MB, and \d+ MB are free/);
    expect(hub.takeFileRequests()).toEqual([]);
  });
});

it("a revision in the name and another beside it contradict each other", async () => {
  expect(await failure(find("org/name@v1", { revision: "v2" }))).toMatchObject({ code: "CONFIG_CONFLICT" });
  expect(await find("org/name@v1", { revision: "v1" })).toMatchObject({ commit: OLD_COMMIT });
});
