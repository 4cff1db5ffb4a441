import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, expect, it, vi } from "vitest";
import { DiskCache } from "../cache/index.js";
import { COMMAND_LOADERS } from "./loaders.js";
import { runCommandLine } from "./program.js";

afterEach(() => vi.unstubAllEnvs());

async function run(...argv: string[]): Promise<string> {
  const out = new PassThrough();
  const io = { out, err: new PassThrough(), stdin: new PassThrough() };
  expect(await runCommandLine(["cache", ...argv], { io, loaders: COMMAND_LOADERS, env: {} })).toBe(0);
  return String(out.read());
}

it("tells where the cache is and how much is in it, and empties it", async () => {
  const directory = await mkdtemp(join(tmpdir(), "pinakes-cache-"));
  vi.stubEnv("PINAKES_CACHE", directory);
  const cache = new DiskCache(directory, { clock: () => performance.timeOrigin });
  await cache.write("vectors", "key", { vectors: new Float32Array(500_000) });
  expect(await run()).toBe(`${directory}\ntoken ids: 0 files, 0.0 MB\nfrozen text vectors: 1 files, 2.0 MB\n`);
  expect(JSON.parse(await run("--json"))).toMatchObject({
    directory,
    cleared: false,
    entries: [
      { kind: "tokens", files: 0, bytes: 0 },
      { kind: "vectors", files: 1 },
    ],
  });
  expect(await run("--clear")).toMatch(/removed\n$/u);
  expect(await cache.files()).toEqual([]);
  await rm(directory, { recursive: true });
});

it("tells where there is none", async () => {
  vi.stubEnv("PINAKES_CACHE", "off");
  expect(await run()).toBe("PINAKES_CACHE is off: nothing is kept.\n");
  expect(JSON.parse(await run("--json"))).toEqual({ directory: null, entries: [], cleared: false });
});
